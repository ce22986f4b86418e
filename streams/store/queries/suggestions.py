"""Queries about pairs: what was sent, what is due, and what the match would send next."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from streams.domain.days import moment_of, stamp
from streams.domain.suggestions.commands import ScoredPair
from streams.domain.suggestions.deadline import LAPSE_AFTER
from streams.store.tables import match_pairs, suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRow:
    """One pair that was sent, as it stands; `status` is lapsed from the deadline on."""

    producer: str
    seat: str
    distributor: str
    status: str
    round: int | None
    deadline: datetime | None
    asked: tuple[str, ...]
    yes: tuple[str, ...]
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


def count_by_status(connection: sa.Connection, fair: str) -> dict[str, int]:
    """Return how many pairs stand in each state, whatever the clock says."""
    query = (
        sa.select(suggestions.c.status, sa.func.count())
        .where(suggestions.c.key == fair)
        .group_by(suggestions.c.status)
        .order_by(suggestions.c.status)
    )
    return {status: int(number) for status, number in connection.execute(query)}


def pairs_to_send(connection: sa.Connection, fair: str) -> list[ScoredPair]:
    """Return what the next round would send: the match that was not sent, and what is pinned."""
    query = sa.select(match_pairs).where(match_pairs.c.key == fair)
    found = [
        ScoredPair(
            producer=row.producer, seat=row.seat, score=row.score, parts=json.loads(row.parts)
        )
        for row in connection.execute(query)
    ]
    pinned = sa.select(suggestions).where(
        suggestions.c.key == fair, suggestions.c.status == "pinned"
    )
    found += [
        ScoredPair(producer=row.producer, seat=row.seat, score=row.score, by="organiser")
        for row in connection.execute(pinned)
    ]
    return sorted(found, key=lambda pair: (pair.producer, pair.seat))


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
        asked=tuple(values["asked"].split()),
        yes=tuple(values["yes"].split()),
        score=values["score"],
        parts=json.loads(values["parts"]),
        caution=values["caution"],
        declined_by=values["declined_by"],
        reason=values["reason"],
    )
