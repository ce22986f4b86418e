"""Files that can no longer be read: which one, and what to do, instead of a driver's message."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from streams.domain.errors import Unavailable

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Damaged(Unavailable):
    """A file of the data folder cannot be read any more."""


@contextmanager
def primary(path: Path) -> Iterator[None]:
    """Name a damaged file that nothing can replace but a backup.

    Raises
    ------
    Damaged
        When the file is found damaged while the block runs.
    """
    with _named(
        Damaged(
            "file_damaged",
            "{path} is damaged. Nothing was changed. Bring back a backup of the whole folder.",
            path=path,
        )
    ):
        yield


@contextmanager
def derived(folder: Path) -> Iterator[None]:
    """Name a damaged store, which can be built again.

    Raises
    ------
    Damaged
        When it is found damaged while the block runs.
    """
    with _named(
        Damaged(
            "store_damaged",
            "The store in {path} is damaged. Delete it: the next start builds it from the log.",
            path=folder,
        )
    ):
        yield


@contextmanager
def _named(damaged: Damaged) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise (damaged if _is_damage(error) else error) from None
    except sa.exc.DatabaseError as error:
        raise (damaged if _is_damage(error.orig) else error) from None


def _is_damage(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED
