"""Queries for those who wait: how far partitions were applied, and what became of events."""

from collections.abc import Collection, Mapping

import msgspec
import sqlalchemy as sa

from streams.store.projected import Judged
from streams.store.projector import Stand
from streams.store.tables import events, positions

_versions = msgspec.json.Decoder(dict[str, int]).decode
_OFFSETS = sa.select(positions.c.partition, positions.c.next_offset)
_STANDS = sa.select(
    positions.c.partition,
    positions.c.next_offset,
    positions.c.last_event,
    positions.c.duplicates,
)
_JUDGED = sa.select(
    events.c.id,
    events.c.key,
    events.c.ordinal,
    events.c.recorded_at,
    events.c.outcome,
    events.c.request,
    events.c.type,
    events.c.subject,
    events.c.changes,
).where(events.c.id.in_(sa.bindparam("ids", expanding=True)))


def next_offsets(connection: sa.Connection) -> dict[int, int]:
    """Return the offset up to which each partition was applied; absent where nothing was."""
    return {row.partition: row.next_offset for row in connection.execute(_OFFSETS)}


def stands(connection: sa.Connection) -> dict[int, Stand]:
    """Return where each partition was applied to; absent where nothing was."""
    return {row.partition: Stand(*row[1:]) for row in connection.execute(_STANDS)}


def last_ordinals(connection: sa.Connection) -> dict[str, int]:
    """Return the last ordinal of every key."""
    query = sa.select(events.c.key, sa.func.max(events.c.ordinal)).group_by(events.c.key)
    return dict(connection.execute(query).tuples().all())


def judged_events(connection: sa.Connection, ids: Collection[str]) -> Mapping[str, Judged]:
    """Return what became of events, by id; absent is what was not applied yet."""
    return {
        row.id: Judged(
            event=row.id,
            key=row.key,
            ordinal=row.ordinal,
            recorded_at=row.recorded_at,
            outcome=row.outcome,
            request=row.request,
            type=row.type,
            subject=row.subject,
            version=_version_left(row.changes, row.subject),
        )
        for row in connection.execute(_JUDGED, {"ids": list(ids)})
    }


def _version_left(changes: str | None, subject: str) -> int | None:
    """Return the version after an event, of what was before it as the row has it."""
    before = _versions(changes) if changes else {}
    return before[subject] + 1 if subject in before else None
