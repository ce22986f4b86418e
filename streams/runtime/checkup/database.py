"""What PostgreSQL tells: whether the schemas are there, how far the store is, what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from streams.runtime.cluster import PRIVATE, STORE
from streams.runtime.inspection import Finding, examine
from streams.runtime.place import Place
from streams.store.engine import postgres_engine
from streams.store.outage import reached
from streams.store.projector import Stand
from streams.store.queries.judged import stands
from streams.store.tables import positions

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
    engine = _engine(place)
    try:
        with reached(), engine.connect() as connection:
            there = sa.inspect(connection)
            absent = [name for name in (STORE, PRIVATE) if not there.has_schema(name)]
            if absent or not there.has_table(positions.name, schema=STORE):
                names = ", ".join(absent) or STORE
                missing = Finding(
                    code="schema_absent", count=len(absent) or 1, params={"schemas": names}
                )
                return Database(is_set_up=False, findings=(missing,))
            found = tuple(examine(connection))
            return Database(is_set_up=True, stands=stands(connection), findings=found)
    finally:
        engine.dispose()


def stands_now(place: Place) -> Mapping[int, Stand]:
    """Return where the store stands at this moment.

    Raises
    ------
    Unreachable
        When the database cannot be reached.
    """
    engine = _engine(place)
    try:
        with reached(), engine.connect() as connection:
            return stands(connection)
    finally:
        engine.dispose()


def _engine(place: Place) -> sa.Engine:
    return postgres_engine(place.database, STORE, "derived", patience=_PATIENCE_SECONDS)
