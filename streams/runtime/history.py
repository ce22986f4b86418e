"""The history of one thing: every fact about it as it was told, from the log's own records."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.domain.event import Fact
from streams.domain.events.acts import ActTakenBack
from streams.log.codec import decode
from streams.log.port import EventLog, Position
from streams.store.tables import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One fact that took effect, who told it when, and whether it was taken back."""

    ordinal: int
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    channel: str
    fact: Fact
    taken_back: bool


def history_of(
    connection: sa.Connection, log: EventLog, key: str, subject: str, limit: int = 200
) -> list[Told]:
    """Return the latest facts about a thing, the newest first."""
    query = (
        sa.select(events.c.ordinal, events.c.recorded_at, events.c.partition, events.c.offset)
        .where(events.c.key == key, events.c.subject == subject, events.c.outcome == "applied")
        .order_by(events.c.ordinal.desc())
        .limit(limit)
    )
    told: list[Told] = []
    undone: set[str] = set()
    for row in connection.execute(query):
        (record,) = log.read(Position(row.partition, row.offset), 1)
        event = decode(record.value, record.key)
        if isinstance(event.fact, ActTakenBack):
            undone.add(event.fact.of)
        told.append(
            Told(
                ordinal=row.ordinal,
                recorded_at=moment_of(row.recorded_at),
                actor=event.actor,
                on_behalf_of=event.on_behalf_of,
                channel=event.channel,
                fact=event.fact,
                taken_back=event.id in undone,
            )
        )
    return told
