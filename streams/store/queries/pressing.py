"""What of a fair waits for somebody: how much, since when, until when, and whose turn it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from streams.domain.days import moment_of, stamp
from streams.domain.events.registrations import RegistrationSubmitted
from streams.domain.events.suggestions import MatchingUpdated
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Registration
from streams.domain.suggestions.state import Suggestion
from streams.store.tables import (
    aggregates,
    agreements,
    events,
    match_pairs,
    registrations,
    suggestions,
)

NEAR = timedelta(hours=24)
"""An answer that is due within this time is pressing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """Some things of one kind that wait.

    Attributes
    ----------
    since, until : datetime
        Since when the oldest waits, and the nearest deadline.
    holders : int
        How many have them: people whose acts they are, companies that are to answer; 0 where that
        is not known.
    holder : str
        The only one: an actor, or a registration.
    """

    code: str
    count: int
    since: datetime | None = None
    until: datetime | None = None
    holders: int = 0
    holder: str = ""


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
    query = sa.select(
        sa.func.count(),
        sa.func.min(events.c.recorded_at),
        sa.func.count(sa.distinct(events.c.actor)),
        sa.func.min(events.c.actor),
    ).where(*conditions)
    number, since, actors, actor = connection.execute(query).one()
    return Pressing(
        code=code,
        count=number,
        since=moment_of(since) if since else None,
        holders=actors,
        holder=actor if actors == 1 else "",
    )


def _near(connection: sa.Connection, fair: str, now: datetime) -> Pressing:
    near = (
        suggestions.c.key == fair,
        suggestions.c.status == "sent",
        suggestions.c.deadline > stamp(now),
        suggestions.c.deadline <= stamp(now + NEAR),
    )
    name = sa.literal(f"{Suggestion.noun}/") + suggestions.c.producer + "~" + suggestions.c.seat
    last_step = sa.and_(events.c.key == fair, events.c.ordinal == aggregates.c.ordinal)
    waiting = (
        sa.select(
            sa.func.count(), sa.func.min(events.c.recorded_at), sa.func.min(suggestions.c.deadline)
        )
        .select_from(suggestions)
        .join(aggregates, sa.and_(aggregates.c.key == fair, aggregates.c.name == name))
        .join(events, last_step)
        .where(*near)
    )
    to_answer = sa.union(
        *(
            sa.select(company.label("company")).where(
                *near, suggestions.c.asked.contains(side), ~suggestions.c.yes.contains(side)
            )
            for side, company in (
                ("producer", suggestions.c.producer),
                ("distributor", suggestions.c.distributor),
            )
        )
    ).subquery()
    number, since, until = connection.execute(waiting).one()
    companies = sa.select(sa.func.count(), sa.func.min(to_answer.c.company))
    holders, holder = connection.execute(companies).one()
    return Pressing(
        code="near",
        count=number,
        since=moment_of(since) if since else None,
        until=moment_of(until) if until else None,
        holders=holders,
        holder=holder if holders == 1 else "",
    )


def _to_admit(connection: sa.Connection, fair: Fair) -> Pressing:
    if fair.details.settings.admission != "organiser":
        return Pressing(code="to_admit", count=0)
    waiting = sa.select(sa.literal(f"{Registration.noun}/") + registrations.c.id).where(
        registrations.c.key == fair.id, registrations.c.status == "submitted"
    )
    query = sa.select(
        sa.func.count(sa.distinct(events.c.subject)), sa.func.min(events.c.recorded_at)
    ).where(
        events.c.key == fair.id,
        events.c.type == RegistrationSubmitted.type,
        events.c.outcome == "applied",
        events.c.subject.in_(waiting),
    )
    number, since = connection.execute(query).one()
    return Pressing(code="to_admit", count=number, since=moment_of(since) if since else None)


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
