"""What PostgreSQL tells: whether the schemas are there, how far the store is, what it holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from streams.runtime.folder import STORE_VERSION
from streams.runtime.inspection import Finding, examine
from streams.runtime.place import PRIVATE, Place
from streams.store.engine import postgres_engine
from streams.store.outage import reached
from streams.store.pointer import pointed_at, version_of
from streams.store.projector import Stand
from streams.store.queries.judged import stands

_PATIENCE_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """What was found. `stands` are those of the store, by partition."""

    is_set_up: bool
    stands: Mapping[int, Stand] = field(default_factory=dict)
    findings: tuple[Finding, ...]


def look_at_database(place: Place) -> Database:
    """Ask the database for everything.

    Raises
    ------
    Unreachable
        When it cannot be reached.
    """
    with reached(), _connected(place, PRIVATE) as connection:
        pointed = pointed_at(connection)
        schemas = [PRIVATE] if pointed is None else [PRIVATE, pointed.store]
        there = sa.inspect(connection)
        absent = [name for name in schemas if not there.has_schema(name)]
    if pointed is None or absent:
        names = absent if pointed else [*absent, "store"]
        missing = Finding(
            code="schema_absent", count=len(names), params={"schemas": ", ".join(names)}
        )
        return Database(is_set_up=False, findings=(missing,))
    if version_of(pointed.store) != STORE_VERSION:
        other = Finding(code="other_store_version", count=1, params={"store": pointed.store})
        return Database(is_set_up=False, findings=(other,))
    with reached(), _connected(place, pointed.store) as connection:
        found = tuple(examine(connection))
        return Database(is_set_up=True, stands=stands(connection), findings=found)


def stands_now(place: Place) -> Mapping[int, Stand]:
    """Return where the store in use stands at this moment.

    Raises
    ------
    Unreachable
        When the database cannot be reached.
    """
    with reached():
        with _connected(place, PRIVATE) as connection:
            pointed = pointed_at(connection)
        if pointed is None:
            return {}
        with _connected(place, pointed.store) as connection:
            return stands(connection)


@contextmanager
def _connected(place: Place, schema: str) -> Iterator[sa.Connection]:
    engine = postgres_engine(place.database, schema, "derived", patience=_PATIENCE_SECONDS)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
