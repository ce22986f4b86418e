"""A data folder: the log, the private data, the documents, and the stores derived from the log.

    log.db  private.db  documents/  stores/store-v1-0001.db  stores/current  lock

One process holds the write lock; the pointer `stores/current` names the store that is read.
"""

import fcntl
import os
import re
from pathlib import Path
from typing import Self

from streams.domain.errors import Unavailable

STORE_VERSION = 2
"""Rises with every change of the tables or of how rows are made; a store of another version is
built anew from the log."""
_STORE = re.compile(r"store-v(\d+)-(\d{4})\.db")


class FolderInUse(Unavailable):
    """Another process holds the write lock of this data folder."""


class DataFolder:
    """Paths and pointer of one data folder; made if absent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path / "log.db"
        self.private = path / "private.db"
        self.documents = path / "documents"
        self.stores = path / "stores"
        self._pointer = self.stores / "current"
        self._lock: int | None = None
        for folder in (path, self.documents, self.stores):
            folder.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def exists_at(path: Path) -> bool:
        """Whether a folder holds a log."""
        return (path / "log.db").exists()

    def lock(self) -> Self:
        """Take the write lock for the life of this process or until `unlock`.

        Raises
        ------
        FolderInUse
            When another process has it.
        """
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise FolderInUse(
                "folder_in_use",
                "Another process works on {path}. Stop it, or use its pages instead.",
                path=self.path,
            ) from None
        self._lock = descriptor
        return self

    def unlock(self) -> None:
        """Give the write lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def current_store(self) -> Path | None:
        """Return the store that is read, or None where there is none of this version."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        matched = _STORE.fullmatch(name)
        path = self.stores / name
        if matched is None or int(matched[1]) != STORE_VERSION or not path.exists():
            return None
        return path

    def next_store(self) -> Path:
        """Return the path of a store that does not exist yet."""
        numbers = [
            int(matched[2])
            for path in self.stores.iterdir()
            if (matched := _STORE.fullmatch(path.name))
        ]
        return self.stores / f"store-v{STORE_VERSION}-{max(numbers, default=0) + 1:04d}.db"

    def use_store(self, path: Path) -> None:
        """Point readers to a store; they open it at their next request."""
        fresh = self._pointer.with_suffix(".new")
        fresh.write_text(path.name + "\n", encoding="utf-8")
        fresh.replace(self._pointer)

    @staticmethod
    def delete_store(path: Path) -> None:
        """Delete a store's files."""
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
