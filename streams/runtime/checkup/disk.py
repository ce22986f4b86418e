"""Room on disks: what is nearly full is said before nothing can be written any more."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from streams.runtime.inspection import Finding

LEAST = 1024**3
"""Bytes below which a disk counts as nearly full."""


def check_folder(folder: Path) -> Iterator[Finding]:
    """Yield a finding if the disk of a folder, made or not, is nearly full."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    yield from check_room(str(folder), shutil.disk_usage(there).free)


def check_room(where: str, free: int | None) -> Iterator[Finding]:
    """Yield a finding if so few bytes are left somewhere; unknown is no finding."""
    if free is not None and free < LEAST:
        megabytes = free // 1024**2
        params = {"where": where, "megabytes": megabytes}
        yield Finding(code="disk_nearly_full", count=1, params=params)
