"""The demo's folder: made and marked if absent or empty, made anew if marked, else refused."""

import shutil
from pathlib import Path

from streams.domain.errors import Conflict

_MARK = "THIS-IS-A-DEMO"


def prepare(folder: Path) -> None:
    """Make an empty, marked folder.

    Raises
    ------
    Conflict
        When the folder holds something that no demo made.
    """
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).exists():
            raise Conflict(
                "not_a_demo",
                "{path} holds something that no demo made. Choose an empty folder.",
                path=folder,
            )
        for entry in folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(
        "Everything here is fictional and is made anew by the next demo.\n", encoding="utf-8"
    )


def is_demo(folder: Path) -> bool:
    """Whether a folder was made by a demo."""
    return (folder / _MARK).exists()
