"""Queries about acts: whether one took effect, and how many came since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.store.tables import events


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act that took effect: who did what when, for whom, through which channel."""

    event: str
    key: str
    ordinal: int
    type: str
    subject: str
    actor: str
    on_behalf_of: str | None
    channel: str
    recorded_at: datetime


def act_of_events(connection: sa.Connection, fair: str, ids: Collection[str]) -> ActRow | None:
    """Return the act that took effect under one of these event ids, or None."""
    query = sa.select(events).where(
        events.c.id.in_(sorted(ids)), events.c.key == fair, events.c.outcome == "applied"
    )
    row = connection.execute(query).first()
    return _row(row) if row is not None else None


def count_since(connection: sa.Connection, fair: str, ordinal: int, types: Collection[str]) -> int:
    """Return how many facts of some types took effect after an ordinal."""
    query = (
        sa.select(sa.func.count())
        .select_from(events)
        .where(
            events.c.key == fair,
            events.c.ordinal > ordinal,
            events.c.type.in_(sorted(types)),
            events.c.outcome == "applied",
        )
    )
    return int(connection.scalar(query) or 0)


def _row(row: sa.Row[tuple[object, ...]]) -> ActRow:
    values = row._mapping
    return ActRow(
        event=values["id"],
        key=values["key"],
        ordinal=values["ordinal"],
        type=values["type"],
        subject=values["subject"],
        actor=values["actor"] or "",
        on_behalf_of=values["on_behalf_of"],
        channel=values["channel"] or "own",
        recorded_at=moment_of(values["recorded_at"]),
    )
