"""What an overview of a fair counts: figures, what they rose by yesterday, the way to a signature.

Everything is counted by the database, so the page costs the same at fifty and at two thousand
entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from streams.domain.days import local_day, local_time, stamp
from streams.domain.events.acts import ActTakenBack
from streams.domain.events.meetings import MeetingHeld
from streams.domain.events.registrations import RegistrationSubmitted, RegistrationWithdrawn
from streams.domain.events.suggestions import MeetingAgreed, SuggestionsSent
from streams.domain.fairs.state import Fair
from streams.store.queries.counting import reason_expression
from streams.store.tables import agreements, events, meetings, registrations, series, suggestions

_GRACE_DAYS = 7
"""Days after the last day on which a signature counts, at a fair of no series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Six counts of a fair, as they stand.

    `sent` are pairs that were ever sent, `agreed` those that became meetings, `met` meetings that
    took place, `signed` the memoranda that count by the rule of the report.
    """

    producers: int
    distributors: int
    sent: int
    agreed: int
    met: int
    signed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many different producers got how far."""

    registered: int
    suggested: int
    agreed: int
    met: int
    signed: int


def figures_of(connection: sa.Connection, fair: Fair, now: datetime) -> Figures:
    """Return the six counts."""
    sides = _by(connection, registrations.c.side, _taking_part(fair.id))
    return Figures(
        producers=sides.get("producer", 0),
        distributors=sides.get("distributor", 0),
        sent=_count(connection, suggestions, *_sent(fair.id)),
        agreed=_count(connection, suggestions, *_agreed(fair.id)),
        met=_count(connection, meetings, *_met(fair.id)),
        signed=_signed(connection, fair, local_day(now), stamp(now)),
    )


def yesterday_of(connection: sa.Connection, fair: Fair, now: datetime) -> Figures:
    """Return by how much each count rose yesterday, local day; negative where it fell."""
    today = local_day(now)
    first = stamp(local_time(today - timedelta(days=1), time(0)))
    last = stamp(local_time(today, time(0)))
    gone = registrations.c.status == "withdrawn"
    came = _acts(connection, fair.id, RegistrationSubmitted.type, (first, last))
    left = _acts(connection, fair.id, RegistrationWithdrawn.type, (first, last), gone)
    return Figures(
        producers=came.get("producer", 0) - left.get("producer", 0),
        distributors=came.get("distributor", 0) - left.get("distributor", 0),
        sent=_sent_within(connection, fair.id, first, last),
        agreed=_number(connection, fair.id, MeetingAgreed.type, first, last),
        met=_number(connection, fair.id, MeetingHeld.type, first, last),
        signed=_signed(connection, fair, today - timedelta(days=1), last)
        - _signed(connection, fair, today - timedelta(days=2), first),
    )


def funnel_of(connection: sa.Connection, fair: Fair, now: datetime) -> Funnel:
    """Return how many producers got how far."""
    producer = sa.distinct(suggestions.c.producer)
    signed = _judged(connection, fair, local_day(now), stamp(now))
    query = sa.select(
        sa.select(sa.func.count())
        .select_from(registrations)
        .where(_taking_part(fair.id), registrations.c.side == "producer")
        .scalar_subquery(),
        sa.select(sa.func.count(producer)).where(*_sent(fair.id)).scalar_subquery(),
        sa.select(sa.func.count(producer)).where(*_agreed(fair.id)).scalar_subquery(),
        sa.select(sa.func.count(sa.distinct(meetings.c.producer)))
        .where(*_met(fair.id))
        .scalar_subquery(),
        sa.select(sa.func.count(sa.distinct(signed.c.producer)))
        .where(signed.c.reason.is_(None))
        .scalar_subquery(),
    )
    registered, suggested, agreed, met, with_paper = connection.execute(query).one()
    return Funnel(
        registered=registered, suggested=suggested, agreed=agreed, met=met, signed=with_paper
    )


def _taking_part(fair: str) -> sa.ColumnElement[bool]:
    return sa.and_(registrations.c.key == fair, registrations.c.status != "withdrawn")


def _sent(fair: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (suggestions.c.key == fair, suggestions.c.round.is_not(None))


def _agreed(fair: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (suggestions.c.key == fair, suggestions.c.status == "agreed")


def _met(fair: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (meetings.c.key == fair, meetings.c.status == "held")


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*conditions)
    return connection.scalar(query) or 0


def _by(
    connection: sa.Connection, column: sa.ColumnElement[str], *conditions: sa.ColumnElement[bool]
) -> Mapping[str, int]:
    query = sa.select(column, sa.func.count()).where(*conditions).group_by(column)
    return {value: int(number) for value, number in connection.execute(query)}


def _within(fair: str, kind: str, first: str, last: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        events.c.key == fair,
        events.c.type == kind,
        events.c.outcome == "applied",
        events.c.recorded_at >= first,
        events.c.recorded_at < last,
    )


def _acts(
    connection: sa.Connection,
    fair: str,
    kind: str,
    times: tuple[str, str],
    *conditions: sa.ColumnElement[bool],
) -> Mapping[str, int]:
    """Return how many registrations an act of some kind was about, by side.

    What was taken back left no entry, or one that no longer fulfils the conditions.
    """
    subject = sa.func.substr(events.c.subject, len("registration/") + 1)
    query = (
        sa.select(registrations.c.side, sa.func.count())
        .select_from(events)
        .join(
            registrations,
            sa.and_(registrations.c.key == events.c.key, registrations.c.id == subject),
        )
        .where(*_within(fair, kind, *times), *conditions)
        .group_by(registrations.c.side)
    )
    return {side: int(number) for side, number in connection.execute(query)}


def _number(connection: sa.Connection, fair: str, kind: str, first: str, last: str) -> int:
    """Return how many acts of some kind stand: those taken back within seconds do not."""
    back = events.alias("taken_back")
    taken_back = sa.exists().where(
        back.c.key == fair,
        back.c.type == ActTakenBack.type,
        back.c.outcome == "applied",
        back.c.ordinal > events.c.ordinal,
        back.c.subject == events.c.subject,
    )
    return _count(connection, events, *_within(fair, kind, first, last), ~taken_back)


def _sent_within(connection: sa.Connection, fair: str, first: str, last: str) -> int:
    """Return how many pairs the rounds of a time sent; a pair sent again counts in its last one."""
    rounds = sa.select(sa.func.count()).where(
        events.c.key == fair,
        events.c.type == SuggestionsSent.type,
        events.c.outcome == "applied",
    )
    before = connection.scalar(rounds.where(events.c.recorded_at < first)) or 0
    by_then = connection.scalar(rounds.where(events.c.recorded_at < last)) or 0
    if before == by_then:
        return 0
    return _count(
        connection,
        suggestions,
        suggestions.c.key == fair,
        suggestions.c.round > before,
        suggestions.c.round <= by_then,
    )


def _signed(connection: sa.Connection, fair: Fair, as_of: date, recorded_as_of: str) -> int:
    judged = _judged(connection, fair, as_of, recorded_as_of)
    query = sa.select(sa.func.count()).select_from(judged).where(judged.c.reason.is_(None))
    return connection.scalar(query) or 0


def _judged(connection: sa.Connection, fair: Fair, as_of: date, recorded_as_of: str) -> sa.Subquery:
    """Return the papers of the fair with the reason against each, by the rule of the report."""
    table = agreements
    until = fair.last_day + timedelta(days=_grace(connection, fair))
    columns: dict[str, Any] = {
        "fair": table.c.key,
        "first_day": sa.literal(fair.first_day.isoformat()),
        "counts_until": sa.literal(until.isoformat()),
        **{
            name: table.c[name]
            for name in (
                "kind",
                "subject",
                "is_signed",
                "authority_pending",
                "signed_on",
                "voided_on",
                "superseded_on",
                "merged_on",
            )
        },
    }
    return (
        sa.select(
            table.c.producer,
            reason_expression(columns, (fair.id,), as_of.isoformat()).label("reason"),
        )
        .where(
            table.c.key == fair.id,
            table.c.recorded_from <= recorded_as_of,
            sa.or_(table.c.recorded_to.is_(None), table.c.recorded_to > recorded_as_of),
        )
        .subquery()
    )


def _grace(connection: sa.Connection, fair: Fair) -> int:
    if fair.details.series is None:
        return _GRACE_DAYS
    query = sa.select(series.c.grace_days).where(
        series.c.id == fair.details.series, series.c.recorded_to.is_(None)
    )
    found = connection.scalar(query)
    return _GRACE_DAYS if found is None else found
