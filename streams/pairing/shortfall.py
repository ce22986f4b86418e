"""Who has no meeting in the present match, and why."""

from dataclasses import dataclass

import sqlalchemy as sa

from matching.explain import Obstacle, obstacles
from streams.pairing.instance import FairInstance
from streams.store.queries.matching import match_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A producer without a meeting.

    `possible` is the number of seats that could take it: 0 means that rules keep it from all of
    them, for the reasons in `obstacles`; more means that the places went to better fits.
    """

    producer: str
    possible: int
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How many take part and how many of them have at least one meeting."""

    producers: int
    producers_served: int
    seats: int
    seats_served: int
    meetings: int


def served(instance: FairInstance, connection: sa.Connection) -> Served:
    """Count participants and those who meet somebody."""
    pairs = {*match_pairs(connection, instance.key), *instance.fixed}
    return Served(
        producers=len(instance.producers),
        producers_served=len({p for p, _ in pairs} & instance.producers.keys()),
        seats=len(instance.seats),
        seats_served=len({s for _, s in pairs} & instance.seats.keys()),
        meetings=len(pairs),
    )


def shortfalls(instance: FairInstance, connection: sa.Connection) -> list[Shortfall]:
    """Return the producers without a meeting, by id."""
    meeting = {p for p, _ in (*match_pairs(connection, instance.key), *instance.fixed)}
    seats = list(instance.seats.values())
    return [
        Shortfall(
            producer=node,
            possible=sum(instance.score((node, seat.id)) is not None for seat in seats),
            obstacles=tuple(obstacles(producer, seats, instance.days)),
        )
        for node, producer in sorted(instance.producers.items())
        if node not in meeting
    ]
