"""Connections to the store and the private data: SQLite files, or schemas of one PostgreSQL.

The store may lose its last transactions with the power, because the position is lost with them and
the log has the records; private data is primary and is flushed before anything refers to it. Errors
quote no values of a statement: they may be a person's.

A reader sees one moment on both. A writer takes the file's write lock at once on SQLite; on
PostgreSQL it sees what others have committed, and the position tells whether somebody was faster.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import sqlalchemy as sa

from streams.store.outage import is_gone, let_go_if_gone

Durability = Literal["full", "derived", "unfinished"]
_MOST_CONNECTIONS = 128
_PATIENCE_SECONDS = 10
_MAKING = 7_201_846_556
"""The advisory lock under which a schema is made; any number that nothing else uses."""
_PRAGMAS: Mapping[Durability, Mapping[str, str]] = {
    "full": {"journal_mode": "WAL", "synchronous": "FULL", "secure_delete": "ON"},
    "derived": {
        "journal_mode": "WAL",
        "synchronous": "NORMAL",
        "wal_autocheckpoint": "2000",
        "cache_size": "-65536",
    },
    "unfinished": {"journal_mode": "OFF", "synchronous": "OFF", "cache_size": "-200000"},
}
"""`unfinished` is for a store being built, which is thrown away if anything goes wrong.

Whoever finishes it calls `flush` before it is used."""


def flush(path: Path) -> None:
    """Put a finished file on the disk; no connection of this process may be on it.

    Closing a file gives up the locks that connections hold on it.
    """
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def open_sqlite(path: Path, durability: Durability) -> sa.Engine:
    """Return an engine on one SQLite file, made if absent.

    A file that goes missing later is not made again, empty: it is out of reach until it is back.
    """
    path.touch()
    address = f"file:{quote(str(path))}?mode=rw"
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        creator=lambda: sqlite3.connect(address, uri=True, timeout=30, check_same_thread=False),
        pool_size=16,
        max_overflow=_MOST_CONNECTIONS,
        hide_parameters=True,
    )
    pragmas = _PRAGMAS[durability]

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver's own transactions begin too late for a consistent read; SQLAlchemy's begin.
        connection.isolation_level = None
        try:
            for name, value in pragmas.items():
                connection.execute(f"PRAGMA {name} = {value}")
        except BaseException:
            connection.close()
            raise

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        try:
            connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        except connection.dialect.loaded_dbapi.Error as error:
            let_go_if_gone(connection, error)
            raise

    @sa.event.listens_for(engine, "handle_error")
    def open_anew(context: sa.ExceptionContext) -> None:
        if is_gone(context.original_exception):
            context.is_disconnect = True

    return engine


def open_postgres(url: str, schema: str, durability: Durability) -> sa.Engine:
    """Return an engine on one schema of a PostgreSQL database, made if absent.

    Parameters
    ----------
    url : str
        `postgresql://user:password@host:port/database`.
    """
    engine = postgres_engine(url, schema, durability)
    with writing(engine).begin() as connection:
        # PostgreSQL looks before it makes one, so two that do it at once would both try.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING)))
        connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
    return engine


def postgres_engine(
    url: str, schema: str, durability: Durability, *, patience: int = _PATIENCE_SECONDS
) -> sa.Engine:
    """Return an engine on one schema of a PostgreSQL database, present or absent.

    Parameters
    ----------
    patience : int
        Seconds for a connection to be made.
    """
    flushed = "on" if durability == "full" else "off"
    return sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level="REPEATABLE READ",
        pool_size=16,
        max_overflow=_MOST_CONNECTIONS,
        hide_parameters=True,
        connect_args={
            "options": f"-csearch_path={schema} -csynchronous_commit={flushed}",
            "connect_timeout": patience,
        },
    )


@contextmanager
def alone(engine: sa.Engine, what: int) -> Iterator[None]:
    """Let no other process of this PostgreSQL database do the same while the block runs."""
    with engine.connect() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(what)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(what)))


def writing(engine: sa.Engine) -> sa.Engine:
    """Return the engine for transactions that write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="READ COMMITTED")
    return engine.execution_options(writes=True)
