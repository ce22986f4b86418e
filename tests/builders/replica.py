"""A store of its own, to which a test applies records as it likes; and a way to wait."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from streams.domain.event import Event
from streams.log.codec import encode
from streams.log.port import Position, Record, Stored
from streams.store import tables
from streams.store.canonical import canonical_hash
from streams.store.engine import writing
from streams.store.projected import Projected
from streams.store.projector import Projector
from tests.builders.stores import empty_store


class Replica:
    """A store of its own, to which a test applies records as it likes."""

    def __init__(self, path: Path) -> None:
        self.engine = empty_store(path)
        self.projector = Projector(writing(self.engine))
        self._offset = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.projector.close()
        self.engine.dispose()

    def take(self, *given: Event | Record) -> list[Projected]:
        """Apply events, or raw records, as the next of partition 0."""
        stored: list[Stored] = []
        for one in given:
            record = one if isinstance(one, Record) else Record(one.key, encode(one))
            stored.append(Stored(Position(0, self._offset), record.key, record.value))
            self._offset += 1
        return self.apply(stored)

    def apply(self, stored: Sequence[Stored]) -> list[Projected]:
        """Apply records as a log gave them."""
        return self.projector.apply(stored)

    def hash(self) -> str:
        """Return the canonical hash."""
        with self.engine.connect() as connection:
            return canonical_hash(connection)

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """Return all rows of a table in the order of its key."""
        return rows_of(self.engine, table)

    def versions(self, key: str) -> dict[str, int]:
        """Return version by aggregate name."""
        rows = self.rows(tables.aggregates)
        return {row["name"]: row["version"] for row in rows if row["key"] == key}

    def states(self, key: str) -> dict[str, str | None]:
        """Return state, as text, by aggregate name."""
        rows = self.rows(tables.aggregates)
        return {row["name"]: row["state"] for row in rows if row["key"] == key}


def rows_of(engine: sa.Engine, table: sa.Table) -> list[dict[str, Any]]:
    """Return all rows of a table in the order of its key."""
    with engine.connect() as connection:
        found = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        return [dict(row._mapping) for row in found]


def until(condition: Callable[[], bool], *, within: float = 10.0) -> None:
    """Wait until something holds; fail after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)
