"""Queries about pairs: what was sent, what is due, what is fixed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from streams.domain.days import moment_of, stamp
from streams.domain.suggestions.deadline import LAPSE_AFTER
from streams.domain.vocabulary import Side
from streams.store.tables import suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRow:
    """One pair that was sent, as it stands; `status` is lapsed from the deadline on."""

    producer: str
    seat: str
    distributor: str
    status: str
    round: int | None
    deadline: datetime | None
    asked: tuple[Side, ...]
    yes: tuple[Side, ...]
    score: int
    parts: dict[str, int]
    caution: str
    declined_by: str | None
    reason: str | None


def suggestions_of(connection: sa.Connection, fair: str, now: datetime) -> list[SuggestionRow]:
    """Return everything that was ever sent at a fair, sorted by pair."""
    query = (
        sa.select(suggestions)
        .where(suggestions.c.key == fair, suggestions.c.round.is_not(None))
        .order_by(suggestions.c.producer, suggestions.c.seat)
    )
    return [_row(row, now) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which suggestions a list shows; `status` as it stands by the clock."""

    status: str | None = None
    seat: str | None = None
    producer: str | None = None


def suggestions_page(
    connection: sa.Connection,
    fair: str,
    now: datetime,
    wanted: Wanted,
    *,
    first: int = 0,
    limit: int = 50,
) -> list[SuggestionRow]:
    """Return a stretch of what was sent, by distributor's seat, the best first."""
    query = (
        sa.select(suggestions)
        .where(suggestions.c.key == fair, suggestions.c.round.is_not(None), *_where(wanted, now))
        .order_by(
            suggestions.c.distributor,
            suggestions.c.seat,
            suggestions.c.score.desc(),
            suggestions.c.producer,
        )
        .limit(limit)
        .offset(first)
    )
    return [_row(row, now) for row in connection.execute(query)]


def count_as_it_stands(
    connection: sa.Connection, fair: str, now: datetime, wanted: Wanted
) -> dict[str, int]:
    """Return how many of what was sent stand in each state by the clock."""
    standing = sa.case(
        (sa.and_(suggestions.c.status == "sent", suggestions.c.deadline < stamp(now)), "lapsed"),
        else_=suggestions.c.status,
    ).label("standing")
    query = (
        sa.select(standing, sa.func.count().label("number"))
        .where(suggestions.c.key == fair, suggestions.c.round.is_not(None), *_where(wanted, now))
        .group_by(standing)
        .order_by(standing)
    )
    return {row.standing: int(row.number) for row in connection.execute(query)}


def _where(wanted: Wanted, now: datetime) -> list[sa.ColumnElement[bool]]:
    late = suggestions.c.deadline < stamp(now)
    sent = suggestions.c.status == "sent"
    found: list[sa.ColumnElement[bool]] = []
    if wanted.status == "sent":
        found.append(sa.and_(sent, sa.not_(late)))
    elif wanted.status == "lapsed":
        found.append(sa.or_(suggestions.c.status == "lapsed", sa.and_(sent, late)))
    elif wanted.status:
        found.append(suggestions.c.status == wanted.status)
    if wanted.seat:
        found.append(suggestions.c.seat == wanted.seat)
    if wanted.producer:
        found.append(suggestions.c.producer == wanted.producer)
    return found


def count_by_status(connection: sa.Connection, fair: str) -> dict[str, int]:
    """Return how many pairs stand in each state, whatever the clock says."""
    query = (
        sa.select(suggestions.c.status, sa.func.count())
        .where(suggestions.c.key == fair)
        .group_by(suggestions.c.status)
        .order_by(suggestions.c.status)
    )
    return {status: int(number) for status, number in connection.execute(query)}


def pinned_pairs(connection: sa.Connection, fair: str) -> list[tuple[str, str]]:
    """Return the pairs that the organiser fixed and that were not sent, sorted."""
    query = (
        sa.select(suggestions.c.producer, suggestions.c.seat)
        .where(suggestions.c.key == fair, suggestions.c.status == "pinned")
        .order_by(suggestions.c.producer, suggestions.c.seat)
    )
    return [(row.producer, row.seat) for row in connection.execute(query)]


def lapsed_pairs(connection: sa.Connection, now: datetime) -> dict[str, list[tuple[str, str]]]:
    """Return, per fair, the pairs whose deadline is past and that still wait for an answer."""
    query = (
        sa.select(suggestions.c.key, suggestions.c.producer, suggestions.c.seat)
        .where(suggestions.c.status == "sent", suggestions.c.deadline <= stamp(now - LAPSE_AFTER))
        .order_by(suggestions.c.key, suggestions.c.producer, suggestions.c.seat)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.key, []).append((row.producer, row.seat))
    return found


def _row(row: sa.Row[tuple[object, ...]], now: datetime) -> SuggestionRow:
    values = row._mapping
    deadline = moment_of(values["deadline"]) if values["deadline"] else None
    status = values["status"]
    if status == "sent" and deadline is not None and deadline < now:
        status = "lapsed"
    return SuggestionRow(
        producer=values["producer"],
        seat=values["seat"],
        distributor=values["distributor"],
        status=status,
        round=values["round"],
        deadline=deadline,
        asked=cast("tuple[Side, ...]", tuple(values["asked"].split())),
        yes=cast("tuple[Side, ...]", tuple(values["yes"].split())),
        score=values["score"],
        parts=json.loads(values["parts"]),
        caution=values["caution"],
        declined_by=values["declined_by"],
        reason=values["reason"],
    )
