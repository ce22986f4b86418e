"""Who has relied on what since: asked when an act is to be taken back, and never otherwise."""

import json

import sqlalchemy as sa

from streams.store.tables import events

_READS_SINCE = sa.select(events.c.reads).where(
    events.c.key == sa.bindparam("key"),
    events.c.ordinal > sa.bindparam("after"),
    events.c.reads.is_not(None),
)


def relied_since(connection: sa.Connection, key: str, ordinal: int) -> frozenset[str]:
    """Return the names that applied acts of people after an ordinal of a key have read."""
    rows = connection.scalars(_READS_SINCE, {"key": key, "after": ordinal})
    return frozenset(name for reads in rows for name in json.loads(reads))
