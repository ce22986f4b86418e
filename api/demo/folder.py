"""The demo's folder: made and marked if absent or empty, made anew if marked, else refused."""

import shutil
from pathlib import Path

from streams.domain.errors import Malformed
from streams.runtime.folder import DataFolder

_MARK = "THIS-IS-A-DEMO"


def prepare(folder: Path) -> None:
    """Make an empty, marked folder.

    Raises
    ------
    Malformed
        When the folder holds something that no demo made.
    FolderInUse
        When somebody works on the demo that is there.
    """
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).exists():
            raise Malformed(
                "not_a_demo",
                "{path} holds something that no demo made. Choose an empty folder.",
                path=folder,
            )
        _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(
        "Everything here is fictional and is made anew by the next demo.\n", encoding="utf-8"
    )


def _clear(folder: Path) -> None:
    held = DataFolder(folder).lock()
    try:
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    finally:
        held.unlock()


def is_demo(folder: Path) -> bool:
    """Whether a folder was made by a demo."""
    return (folder / _MARK).exists()
