"""Connections to the embedded store and the private data: SQLite files with the right pragmas.

The store may lose its last transactions with the power, because the position is lost with them and
the log has the records; private data is primary and is flushed before anything refers to it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

Durability = Literal["full", "derived", "unfinished"]
_MOST_CONNECTIONS = 128
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
"""`unfinished` is for a store being built, which is thrown away if anything goes wrong."""


def open_sqlite(path: Path, durability: Durability) -> sa.Engine:
    """Return an engine on one SQLite file, made if absent."""
    engine = sa.create_engine(
        f"sqlite:///{path}",
        pool_size=16,
        max_overflow=_MOST_CONNECTIONS,
        connect_args={"timeout": 30, "check_same_thread": False},
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
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def writing(engine: sa.Engine) -> sa.Engine:
    """Return the engine for transactions that write: they take the write lock at once."""
    return engine.execution_options(writes=True)
