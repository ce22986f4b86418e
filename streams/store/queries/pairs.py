"""Queries about the whole match of a fair: what is proposed and what holds a place already."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.suggestions.state import HOLDING, Wish
from streams.store.tables import aggregates, match_pairs, registrations, seats, suggestions
from streams.store.workspace import decode_state

PROPOSED = "not_sent"
"""The state of a pair of the match that nobody has been shown and nobody has fixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedPair:
    """One pair of the match: proposed, pinned, sent or agreed."""

    producer: str
    seat: str
    distributor: str
    status: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchCount:
    """How many meetings the match has, and how many of those who take part have one.

    `to_send` counts what the next round would send.
    """

    meetings: int
    to_send: int
    producers: int
    producers_served: int
    distributors: int


def matched_pairs(connection: sa.Connection, fair: str) -> list[MatchedPair]:
    """Return every pair of the match, by distributor, seat and the best score first."""
    held = sa.select(suggestions).where(
        suggestions.c.key == fair, suggestions.c.status.in_(sorted(HOLDING))
    )
    found = [
        MatchedPair(
            producer=row.producer,
            seat=row.seat,
            distributor=row.distributor,
            status=row.status,
            score=row.score,
        )
        for row in connection.execute(held)
    ]
    proposed = sa.select(match_pairs).where(match_pairs.c.key == fair)
    known = {(pair.producer, pair.seat) for pair in found}
    found += [
        MatchedPair(
            producer=row.producer,
            seat=row.seat,
            distributor=row.seat.partition(".")[0],
            status=PROPOSED,
            score=row.score,
        )
        for row in connection.execute(proposed)
        if (row.producer, row.seat) not in known
    ]
    return sorted(found, key=lambda p: (p.distributor, p.seat, -p.score, p.producer))


def match_count(
    pairs: Collection[MatchedPair], producers: Collection[str], distributors: Collection[str]
) -> MatchCount:
    """Count a match among those who take part."""
    met = {pair.producer for pair in pairs}
    return MatchCount(
        meetings=len(pairs),
        to_send=sum(pair.status in (PROPOSED, "pinned") for pair in pairs),
        producers=len(producers),
        producers_served=len(met & set(producers)),
        distributors=len(distributors),
    )


def match_to_send(connection: sa.Connection, fair: str) -> int:
    """Return how many pairs the next round would send."""
    proposed = sa.select(sa.func.count()).select_from(match_pairs).where(match_pairs.c.key == fair)
    pinned = (
        sa.select(sa.func.count())
        .select_from(suggestions)
        .where(suggestions.c.key == fair, suggestions.c.status == "pinned")
    )
    return int(connection.scalar(proposed) or 0) + int(connection.scalar(pinned) or 0)


def producers_present(connection: sa.Connection, fair: str, *, admission: bool) -> list[str]:
    """Return the producers that take part, by id; `admission` says that the fair asks for it."""
    return _present(connection, fair, "producer", admission=admission)


def distributors_present(connection: sa.Connection, fair: str, *, admission: bool) -> list[str]:
    """Return the distributors that take part, by id."""
    return _present(connection, fair, "distributor", admission=admission)


def seat_places(connection: sa.Connection, fair: str) -> dict[str, int]:
    """Return how many places every seat of a fair offers."""
    query = sa.select(seats.c.id, seats.c.places).where(seats.c.key == fair)
    return {row.id: row.places for row in connection.execute(query)}


def held_by_seat(connection: sa.Connection, fair: str) -> dict[str, int]:
    """Return how many places of every seat are held by what was sent, pinned or agreed."""
    query = (
        sa.select(suggestions.c.seat, sa.func.count().label("number"))
        .where(suggestions.c.key == fair, suggestions.c.status.in_(sorted(HOLDING)))
        .group_by(suggestions.c.seat)
    )
    return {row.seat: int(row.number) for row in connection.execute(query)}


def ruled_out_pairs(connection: sa.Connection, fair: str) -> set[tuple[str, str]]:
    """Return the pairs that somebody declined, ruled out or does not wish."""
    answered = sa.select(suggestions.c.producer, suggestions.c.seat).where(
        suggestions.c.key == fair, suggestions.c.status.in_(("declined", "forbidden", "withdrawn"))
    )
    found = {(row.producer, row.seat) for row in connection.execute(answered)}
    wishes = sa.select(aggregates.c.name, aggregates.c.state).where(
        aggregates.c.key == fair, aggregates.c.noun == Wish.noun
    )
    for name, text in connection.execute(wishes):
        wish = decode_state(name, text)
        if isinstance(wish, Wish) and wish.unwanted_by:
            producer, _, seat = name.partition("/")[2].partition("~")
            found.add((producer, seat))
    return found


def _present(connection: sa.Connection, fair: str, side: str, *, admission: bool) -> list[str]:
    wanted = ["admitted"] if admission else ["admitted", "submitted"]
    query = (
        sa.select(registrations.c.id)
        .where(
            registrations.c.key == fair,
            registrations.c.side == side,
            registrations.c.status.in_(wanted),
        )
        .order_by(registrations.c.id)
    )
    return [row.id for row in connection.execute(query)]
