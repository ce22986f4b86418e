"""What of a fair waits for somebody, counted, with how long it has waited or when it ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from streams.domain.days import moment_of, stamp
from streams.domain.events.registrations import RegistrationSubmitted
from streams.domain.events.suggestions import MatchingUpdated
from streams.domain.fairs.state import Fair
from streams.store.tables import agreements, events, match_pairs, registrations, suggestions

NEAR = timedelta(hours=24)
"""An answer that is due within this time is pressing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """Some things of one kind that wait; `since` is the oldest, `until` the nearest deadline."""

    code: str
    count: int
    since: datetime | None = None
    until: datetime | None = None


def pressing_of(
    connection: sa.Connection, fair: Fair, now: datetime, machines: Collection[str]
) -> list[Pressing]:
    """Return what waits, the most pressing first; nothing that does not."""
    found = (
        _unread(connection, fair.id),
        _lost(connection, fair.id, machines),
        _near(connection, fair.id, now),
        _to_admit(connection, fair),
        _unsent(connection, fair.id),
        _copies(connection, fair.id),
    )
    return [pressing for pressing in found if pressing.count]


def arriving(connection: sa.Connection, fair: str, through: int) -> int:
    """Return how many registrations came after what a match has seen."""
    query = (
        sa.select(sa.func.count())
        .select_from(events)
        .where(
            events.c.key == fair,
            events.c.ordinal > through,
            events.c.type == RegistrationSubmitted.type,
            events.c.outcome == "applied",
        )
    )
    return connection.scalar(query) or 0


def _unread(connection: sa.Connection, fair: str) -> Pressing:
    return _of_events(connection, "unread", events.c.key == fair, events.c.outcome == "dead")


def _lost(connection: sa.Connection, fair: str, machines: Collection[str]) -> Pressing:
    """Return acts of people that had no effect and were not carried out by a later attempt."""
    done = events.alias("carried_out")
    later = sa.exists().where(
        done.c.key == fair,
        done.c.subject == events.c.subject,
        done.c.request == events.c.request,
        done.c.ordinal > events.c.ordinal,
        done.c.outcome == "applied",
    )
    return _of_events(
        connection,
        "lost",
        events.c.key == fair,
        events.c.outcome == "lost",
        events.c.actor.not_in(sorted(machines)),
        ~later,
    )


def _of_events(
    connection: sa.Connection, code: str, *conditions: sa.ColumnElement[bool]
) -> Pressing:
    query = sa.select(sa.func.count(), sa.func.min(events.c.recorded_at)).where(*conditions)
    number, since = connection.execute(query).one()
    return Pressing(code=code, count=number, since=moment_of(since) if since else None)


def _near(connection: sa.Connection, fair: str, now: datetime) -> Pressing:
    query = sa.select(sa.func.count(), sa.func.min(suggestions.c.deadline)).where(
        suggestions.c.key == fair,
        suggestions.c.status == "sent",
        suggestions.c.deadline > stamp(now),
        suggestions.c.deadline <= stamp(now + NEAR),
    )
    number, until = connection.execute(query).one()
    return Pressing(code="near", count=number, until=moment_of(until) if until else None)


def _to_admit(connection: sa.Connection, fair: Fair) -> Pressing:
    if fair.details.settings.admission != "organiser":
        return Pressing(code="to_admit", count=0)
    query = (
        sa.select(sa.func.count())
        .select_from(registrations)
        .where(registrations.c.key == fair.id, registrations.c.status == "submitted")
    )
    return Pressing(code="to_admit", count=connection.scalar(query) or 0)


def _unsent(connection: sa.Connection, fair: str) -> Pressing:
    query = sa.select(sa.func.count()).select_from(match_pairs).where(match_pairs.c.key == fair)
    since = connection.scalar(
        sa.select(sa.func.max(events.c.recorded_at)).where(
            events.c.key == fair,
            events.c.subject == f"matching/{fair}",
            events.c.type == MatchingUpdated.type,
            events.c.outcome == "applied",
        )
    )
    return Pressing(
        code="unsent",
        count=connection.scalar(query) or 0,
        since=moment_of(since) if since else None,
    )


def _copies(connection: sa.Connection, fair: str) -> Pressing:
    query = sa.select(sa.func.count(), sa.func.min(agreements.c.recorded_from)).where(
        agreements.c.key == fair, agreements.c.recorded_to.is_(None), agreements.c.differs != ""
    )
    number, since = connection.execute(query).one()
    return Pressing(code="copies", count=number, since=moment_of(since) if since else None)
