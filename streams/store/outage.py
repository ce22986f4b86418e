"""A database that does not answer: told in the words of the domain, whatever its driver says."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from streams.domain.errors import DatabaseUnreachable

_GONE = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""After these the open file is of no use; the next look opens it anew, so what is back is found."""
_TAKEN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_LOCKED})
"""After these the same connection may work again."""
_LOST = ("08", "57P")
_FULL = ("25006", "53", "55P03", "58")
"""Classes of PostgreSQL's codes: the connection is lost; the server cannot for now."""


@contextmanager
def reached() -> Iterator[None]:
    """Let a block use databases; what is a fault of ours stays what it is.

    Raises
    ------
    DatabaseUnreachable
        When one of them does not answer while the block runs.
    """
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        if not _is_outage(error):
            raise
        raise DatabaseUnreachable(driver_words(error)) from error


def let_go_if_gone(connection: sa.Connection, error: BaseException) -> None:
    """Let a connection open its file anew at its next use, if the error says that it must."""
    if is_gone(error):
        connection.invalidate(error)


def is_gone(error: BaseException | None) -> bool:
    """Whether a driver's error says that an open file, or connection, is of no use any more."""
    return _code(error) in _GONE or _is_lost(error)


def driver_words(error: BaseException) -> str:
    """Return what the driver itself says: no statement, no values."""
    return str(getattr(error, "orig", None) or error)


def fault_words(error: BaseException) -> str:
    """Return what kind of fault a database names, for log lines; empty for any other error.

    A driver's own words are told only where it was not reached: others quote values of rows.
    """
    found = getattr(error, "orig", None) or error
    if not isinstance(found, sqlite3.Error | psycopg.Error):
        return ""
    if _is_down(found):
        return str(found)
    code = getattr(found, "sqlite_errorname", None) or getattr(found, "sqlstate", None)
    return f"{type(found).__name__} {code}" if code else type(found).__name__


def _is_outage(error: sqlite3.Error | sa.exc.DBAPIError) -> bool:
    if isinstance(error, sa.exc.DBAPIError):
        return error.connection_invalidated or _is_down(error.orig)
    return _is_down(error)


def _is_down(error: BaseException | None) -> bool:
    if _code(error) in _GONE | _TAKEN or _is_lost(error):
        return True
    return isinstance(error, psycopg.Error) and (error.sqlstate or "").startswith(_FULL)


def _is_lost(error: BaseException | None) -> bool:
    """Whether a connection to PostgreSQL is lost, or was never made."""
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(_LOST)


def _code(error: BaseException | None) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
