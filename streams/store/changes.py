"""What changed in a key since an ordinal: the aggregates of some nouns, for whoever follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.state import State
from streams.store.tables import aggregates, events
from streams.store.workspace import decode_state

_CHANGED = sa.select(aggregates.c.name, aggregates.c.version, aggregates.c.state).where(
    aggregates.c.key == sa.bindparam("key"),
    aggregates.c.noun.in_(sa.bindparam("nouns", expanding=True)),
    aggregates.c.ordinal > sa.bindparam("after"),
)
_LAST = sa.select(sa.func.coalesce(sa.func.max(events.c.ordinal), 0)).where(
    events.c.key == sa.bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Changed:
    """An aggregate that changed; `state` is absent where it was taken back."""

    name: str
    version: int
    state: State | None


def changed_since(
    connection: sa.Connection, key: str, nouns: Sequence[str], after: int
) -> Iterator[Changed]:
    """Yield the aggregates of these nouns that events after an ordinal changed."""
    rows = connection.execute(_CHANGED, {"key": key, "nouns": list(nouns), "after": after})
    for name, version, text in rows:
        yield Changed(name, version, decode_state(name, text))


def last_ordinal(connection: sa.Connection, key: str) -> int:
    """Return the ordinal of the last record of a key; 0 where there is none."""
    return int(connection.scalar(_LAST, {"key": key}) or 0)
