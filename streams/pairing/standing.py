"""Why somebody has no meeting, and what would change it, read for a few producers at a time.

Nothing is matched here: the match is what the record says. Rules are asked again for the producers
in question only, so a page can afford it at a fair of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from matching.eligibility import Reason, reason_against
from matching.explain import Obstacle, obstacles_of
from matching.model import FairDays, Producer, Seat, Wishes
from matching.remedies import Demand, Remedy, Waiver, demands_of, remedies, waivers
from matching.scoring import Judgement, judge
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Places, Registration
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.state import Suggestion, Wish
from streams.pairing.participants import producer_of, seats_of, wishes_of
from streams.store.queries.pairs import (
    distributors_present,
    producers_present,
    ruled_out_pairs,
)
from streams.store.source import StoreSource

_RULED_OUT = frozenset({"forbidden", "declined", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a producer stands: seats that could take it, what keeps it from the others.

    `groups` are the product groups that it offers.
    """

    producer: str
    possible: int
    seats: int
    obstacles: tuple[Obstacle, ...]
    remedies: tuple[Remedy, ...]
    groups: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatStanding:
    """Where a seat stands: producers that could meet it, what it demands, what is worth waiving."""

    possible: int
    demands: tuple[Demand, ...]
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairStanding:
    """One pair: what was said about it, whether it is possible, how well it fits, who has room.

    `judgement` is as of now; what people were shown stands in `suggestion`.
    """

    seat: str
    suggestion: Suggestion
    wish: Wish
    reason: Reason | None
    judgement: Judgement
    left: Registration
    right: Registration
    free: dict[str, int]


class Hall:
    """The seats of a fair, read once; and producers, read when asked for."""

    def __init__(self, connection: sa.Connection, fair: Fair) -> None:
        self.days = FairDays(first=fair.first_day, last=fair.last_day)
        self._source = StoreSource(connection, fair.id)
        self._ruled_out = ruled_out_pairs(connection, fair.id)
        admission = fair.details.settings.admission == "organiser"
        present = distributors_present(connection, fair.id, admission=admission)
        self._source.ahead(Registration.name_of(one) for one in present)
        self.seats: list[Seat] = []
        for one in present:
            entry = self._registration(one)
            if entry is not None and isinstance(entry.profile, DistributorProfile):
                self.seats.extend(seats_of(one, entry.profile))

    def standings(self, producers: Sequence[str]) -> list[Standing]:
        """Return where these producers stand; ids that are none are left out."""
        self._source.ahead(Registration.name_of(one) for one in producers)
        return [self._standing(one) for one in map(self._producer, producers) if one is not None]

    def seat_standing(self, seat: str, producers: Sequence[str]) -> SeatStanding | None:
        """Return where a seat stands among these producers; None when it is none of the fair."""
        wanted = next((one for one in self.seats if one.id == seat), None)
        if wanted is None:
            return None
        self._source.ahead(Registration.name_of(one) for one in producers)
        allowed = [
            one
            for one in map(self._producer, producers)
            if one is not None and not self._is_ruled_out(one, wanted)
        ]
        blocked = [one for one in allowed if reason_against(one, wanted, self.days) is not None]
        return SeatStanding(
            possible=len(allowed) - len(blocked),
            demands=tuple(demands_of(wanted)),
            waivers=tuple(waivers(wanted, blocked, self.days)),
        )

    def reason(self, producer: str, seat: Seat) -> Reason | None:
        """Return why a pair is impossible, or None."""
        found = self._producer(producer)
        return self._reason(found, seat) if found is not None else None

    def places_by_group(self) -> dict[int, int]:
        """Return how many places stand open to each product group."""
        found: dict[int, int] = {}
        for seat in self.seats:
            for group in seat.groups:
                found[group] = found.get(group, 0) + seat.places
        return found

    def groups_of(self, producers: Sequence[str]) -> dict[str, frozenset[int]]:
        """Return the product groups that producers offer."""
        self._source.ahead(Registration.name_of(one) for one in producers)
        found = (self._producer(one) for one in producers)
        return {one.id: frozenset(offer.group for offer in one.offers) for one in found if one}

    def _standing(self, producer: Producer) -> Standing:
        against = [
            (seat, reason_against(producer, seat, self.days))
            for seat in self.seats
            if not self._is_ruled_out(producer, seat)
        ]
        blocked = [(seat, reason) for seat, reason in against if reason is not None]
        return Standing(
            producer=producer.id,
            possible=len(against) - len(blocked),
            seats=len(self.seats),
            obstacles=tuple(obstacles_of(reason for _, reason in blocked)),
            remedies=tuple(remedies(producer, blocked, self.days)),
            groups=frozenset(offer.group for offer in producer.offers),
        )

    def _is_ruled_out(self, producer: Producer, seat: Seat) -> bool:
        return (producer.id, seat.id) in self._ruled_out

    def _reason(self, producer: Producer, seat: Seat) -> Reason | None:
        if self._is_ruled_out(producer, seat):
            return Reason(code="barred")
        return reason_against(producer, seat, self.days)

    def _producer(self, registration: str) -> Producer | None:
        entry = self._registration(registration)
        if entry is None or not isinstance(entry.profile, ProducerProfile):
            return None
        return producer_of(registration, entry.profile)

    def _registration(self, registration: str) -> Registration | None:
        return self._source.aggregate(Registration, Registration.name_of(registration))[1]


def seat_standing(connection: sa.Connection, fair: Fair, seat: str) -> SeatStanding | None:
    """Return where a seat stands among everybody who takes part; None when it is none."""
    admission = fair.details.settings.admission == "organiser"
    producers = producers_present(connection, fair.id, admission=admission)
    return Hall(connection, fair).seat_standing(seat, producers)


def pair_standing(
    connection: sa.Connection, fair: Fair, producer: str, seat: str
) -> PairStanding | None:
    """Return how one pair stands; None when the two are not a producer and a seat of the fair."""
    source = StoreSource(connection, fair.id)
    left = source.aggregate(Registration, Registration.name_of(producer))[1]
    right = source.aggregate(Registration, Registration.name_of(registration_of(seat)))[1]
    if left is None or right is None or not isinstance(left.profile, ProducerProfile):
        return None
    if not isinstance(right.profile, DistributorProfile):
        return None
    seats = {one.id: one for one in seats_of(right.id, right.profile)}
    if seat not in seats:
        return None
    pair = pair_id(producer, seat)
    suggestion = source.aggregate(Suggestion, Suggestion.name_of(pair))[1] or Suggestion()
    wish = source.aggregate(Wish, Wish.name_of(pair))[1] or Wish()
    wishes: Wishes = wishes_of(wish)
    days = FairDays(first=fair.first_day, last=fair.last_day)
    maker, buyer = producer_of(producer, left.profile), seats[seat]
    return PairStanding(
        seat=seat,
        suggestion=suggestion,
        wish=wish,
        reason=_pair_reason(suggestion, maker, buyer, days, wishes),
        judgement=judge(maker, buyer, wishes),
        left=left,
        right=right,
        free={
            node: max(0, entry.places_of(node) - _held(source, node))
            for entry, node in ((left, producer), (right, seat))
        },
    )


def _pair_reason(
    suggestion: Suggestion, producer: Producer, seat: Seat, days: FairDays, wishes: Wishes
) -> Reason | None:
    if suggestion.status in _RULED_OUT:
        return Reason(code="barred")
    return reason_against(producer, seat, days, wishes)


def _held(source: StoreSource, node: str) -> int:
    places = source.aggregate(Places, Places.name_of(node))[1]
    return places.held if places else 0
