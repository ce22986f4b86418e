"""Queries about the record of a key: every record in its order, whatever became of it."""

from dataclasses import dataclass

import sqlalchemy as sa

from streams.log.port import Position
from streams.store.tables import dead_letters, events


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One record of the log as the projector judged it.

    `outcome` is applied, lost, part or dead; `stale` names what had moved on, `reason` is the code
    of a dead letter. What could not be read is absent.
    """

    ordinal: int
    outcome: str
    recorded_at: str
    event: str | None
    type: str | None
    subject: str | None
    time: str | None
    actor: str | None
    on_behalf_of: str | None
    channel: str | None
    skipped: int
    stale: str | None
    reason: str | None
    position: Position


_QUERY = sa.select(events, dead_letters.c.code.label("reason")).outerjoin(
    dead_letters,
    sa.and_(dead_letters.c.key == events.c.key, dead_letters.c.ordinal == events.c.ordinal),
)


def records_after(connection: sa.Connection, key: str, after: int, limit: int) -> list[RecordRow]:
    """Return the records of a key after an ordinal, in their order."""
    query = (
        _QUERY.where(events.c.key == key, events.c.ordinal > after)
        .order_by(events.c.ordinal)
        .limit(limit)
    )
    return [_row(row) for row in connection.execute(query)]


def history_of(
    connection: sa.Connection, key: str, subject: str, after: int, limit: int
) -> list[RecordRow]:
    """Return what took effect about one thing after an ordinal, oldest first."""
    query = (
        _QUERY.where(
            events.c.key == key,
            events.c.subject == subject,
            events.c.ordinal > after,
            events.c.outcome == "applied",
        )
        .order_by(events.c.ordinal)
        .limit(limit)
    )
    return [_row(row) for row in connection.execute(query)]


def record_of_event(connection: sa.Connection, key: str, event: str) -> RecordRow | None:
    """Return the record of an event, or None."""
    query = _QUERY.where(events.c.key == key, events.c.id == event)
    row = connection.execute(query).one_or_none()
    return _row(row) if row is not None else None


def _row(row: sa.Row[tuple[object, ...]]) -> RecordRow:
    values = row._mapping
    return RecordRow(
        ordinal=values["ordinal"],
        outcome=values["outcome"],
        recorded_at=values["recorded_at"],
        event=values["id"],
        type=values["type"],
        subject=values["subject"],
        time=values["time"],
        actor=values["actor"],
        on_behalf_of=values["on_behalf_of"],
        channel=values["channel"],
        skipped=values["skipped"],
        stale=values["stale"],
        reason=values["reason"],
        position=Position(values["partition"], values["offset"]),
    )
