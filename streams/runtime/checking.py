"""Building a store of a cluster anew beside the one in use, and comparing both at one moment.

The store in use goes on: its hash and its positions are read in one snapshot, and the new one is
built exactly up to there.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from uuid import uuid4

import sqlalchemy as sa

from streams.log.port import EventLog, Position
from streams.runtime.rebuild import Rebuilt
from streams.store.canonical import canonical_hash, first_difference
from streams.store.engine import open_postgres, writing
from streams.store.projector import Projector
from streams.store.queries.judged import next_offsets
from streams.store.tables import events, metadata

_AT_A_TIME = 2_000


def check_store(log: EventLog, engine: sa.Engine, database: str) -> Rebuilt:
    """Build a store from the log up to where the one in use stands, compare, and drop it again."""
    schema = f"check_{uuid4().hex}"
    new = open_postgres(database, schema, "derived")
    try:
        with writing(new).begin() as connection:
            metadata.create_all(connection)
        with engine.connect() as old:
            offsets = next_offsets(old)
            before = canonical_hash(old)
            begun = time.perf_counter()
            apply_until(log, new, offsets)
            seconds = time.perf_counter() - begun
            with new.connect() as other:
                after = canonical_hash(other)
                difference = first_difference(old, other) if before != after else None
                count = other.scalar(sa.select(sa.func.count()).select_from(events)) or 0
    finally:
        with writing(new).begin() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True, if_exists=True))
        new.dispose()
    return Rebuilt(
        before=before,
        after=after,
        events=count,
        seconds=seconds,
        difference=difference,
        is_used=False,
    )


def apply_until(log: EventLog, engine: sa.Engine, offsets: Mapping[int, int]) -> None:
    """Apply each partition of a log up to an offset."""
    with closing(Projector(writing(engine))) as projector:
        for partition, end in sorted(offsets.items()):
            while (offset := projector.stand(partition).next_offset) < end:
                limit = min(_AT_A_TIME, end - offset)
                projector.apply(log.read(Position(partition, offset), limit))
