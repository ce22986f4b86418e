"""What the next round would send: the match that was not sent, and what the organiser fixed."""

from functools import cache

import sqlalchemy as sa

from matching.eligibility import reason_against
from matching.model import FairDays, Producer, Seat
from matching.scoring import judge
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.registrations.state import Registration
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.commands import ScoredPair
from streams.domain.suggestions.state import Wish
from streams.pairing.participants import producer_of, seats_of, wishes_of
from streams.store.queries.fairs import fair_state
from streams.store.queries.matching import match_pairs
from streams.store.queries.suggestions import pinned_pairs
from streams.store.source import StoreSource


def pairs_to_send(connection: sa.Connection, fair: str) -> list[ScoredPair]:
    """Return what the next round would send, sorted by pair.

    Each pair is judged on what both sides have written by now, so the score that people see and
    its parts are of this moment. A pair that has become impossible since it was matched waits for
    the next match; one that the organiser fixed is sent whatever the rules say of it.
    """
    state = fair_state(connection, fair)
    if state is None:
        return []
    days = FairDays(first=state.first_day, last=state.last_day)
    desk = _Desk(connection, fair)
    found = [desk.judged(pair, days) for pair in match_pairs(connection, fair)]
    found += [desk.judged(pair, None) for pair in pinned_pairs(connection, fair)]
    return sorted(
        (pair for pair in found if pair is not None), key=lambda pair: (pair.producer, pair.seat)
    )


class _Desk:
    """Both sides of pairs, each read once."""

    def __init__(self, connection: sa.Connection, fair: str) -> None:
        self._source = StoreSource(connection, fair)
        self.producer = cache(self._read_producer)
        self.seats = cache(self._read_seats)

    def judged(self, pair: tuple[str, str], days: FairDays | None) -> ScoredPair | None:
        """Return a pair as it would be sent; without `days` no rule keeps it back."""
        producer = self.producer(pair[0])
        seat = self.seats(registration_of(pair[1])).get(pair[1])
        if producer is None or seat is None:
            return None
        wish = self._source.aggregate(Wish, Wish.name_of(pair_id(*pair)))[1] or Wish()
        wishes = wishes_of(wish)
        if days is not None and reason_against(producer, seat, days, wishes) is not None:
            return None
        judgement = judge(producer, seat, wishes)
        return ScoredPair(
            producer=pair[0],
            seat=pair[1],
            score=judgement.score,
            parts=judgement.parts,
            caution=judgement.caution,
            by="organiser" if days is None else None,
        )

    def _read_producer(self, registration: str) -> Producer | None:
        profile = self._profile(registration)
        if isinstance(profile, ProducerProfile):
            return producer_of(registration, profile)
        return None

    def _read_seats(self, registration: str) -> dict[str, Seat]:
        profile = self._profile(registration)
        if isinstance(profile, DistributorProfile):
            return {seat.id: seat for seat in seats_of(registration, profile)}
        return {}

    def _profile(self, registration: str) -> ProducerProfile | DistributorProfile | None:
        state = self._source.aggregate(Registration, Registration.name_of(registration))[1]
        return state.profile if state is not None else None
