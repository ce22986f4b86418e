"""Queries about what waits for somebody: acts that came too late, copies that differ."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.store.tables import agreements, events, fairs

REACTIONS = ("matcher", "sender", "timer")
"""Who acts without being a person; what they lost they do again by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAct:
    """What somebody wanted and what had moved on; `done_at` is when it took effect after all."""

    key: str
    ordinal: int
    recorded_at: datetime
    type: str
    subject: str
    actor: str
    on_behalf_of: str | None
    stale: tuple[str, ...]
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesToReview:
    """How many second copies of a fair differ in content."""

    fair: str
    name: str
    count: int


def count_lost_acts(connection: sa.Connection) -> int:
    """Return how many acts of people came too late."""
    return connection.scalar(sa.select(sa.func.count()).where(*_LOST)) or 0


def lost_acts_newest(connection: sa.Connection, limit: int = 50) -> list[LostAct]:
    """Return the latest acts of people that came too late, and which were decided again."""
    newest = (
        sa.select(events)
        .where(*_LOST)
        .order_by(events.c.recorded_at.desc(), events.c.key, events.c.ordinal.desc())
        .limit(limit)
    )
    rows = connection.execute(newest).all()
    requests = sorted({row.request for row in rows if row.request})
    again = (
        sa.select(events.c.key, events.c.request, sa.func.min(events.c.recorded_at).label("at"))
        .where(
            events.c.key.in_(sorted({row.key for row in rows})),
            events.c.request.in_(requests),
            events.c.outcome == "applied",
        )
        .group_by(events.c.key, events.c.request)
    )
    done = {(row.key, row.request): row.at for row in connection.execute(again)} if requests else {}
    return [_lost(row, done.get((row.key, row.request))) for row in rows]


def copies_to_review(connection: sa.Connection) -> list[CopiesToReview]:
    """Return the fairs with second copies that differ in content."""
    count = sa.func.count().label("count")
    query = (
        sa.select(agreements.c.key, fairs.c.name, count)
        .join(fairs, sa.and_(fairs.c.key == agreements.c.key, fairs.c.recorded_to.is_(None)))
        .where(agreements.c.recorded_to.is_(None), agreements.c.differs != "")
        .group_by(agreements.c.key, fairs.c.name)
        .order_by(agreements.c.key)
    )
    return [
        CopiesToReview(fair=row.key, name=row.name, count=row._mapping["count"])
        for row in connection.execute(query)
    ]


_LOST = (
    events.c.outcome == "lost",
    events.c.actor.is_not(None),
    events.c.actor.not_in(REACTIONS),
)


def _lost(row: Any, done_at: str | None) -> LostAct:
    return LostAct(
        key=row.key,
        ordinal=row.ordinal,
        recorded_at=moment_of(row.recorded_at),
        type=row.type,
        subject=row.subject,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        stale=tuple(json.loads(row.stale)) if row.stale else (),
        done_at=moment_of(done_at) if done_at else None,
    )
