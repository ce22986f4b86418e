"""A fair as the matcher's instance, kept up to date from what changed in the store.

Everything here is derived: thrown away, it is read again from the store and is the same. Scores
are computed once per pair and version; a changed registration costs its own row or column.
"""

from collections.abc import Iterable
from typing import cast

import numpy as np
import sqlalchemy as sa

from matching.bmatching import PairColumns, Problem
from matching.eligibility import Reason, reason_against
from matching.model import NO_WISHES, FairDays, Producer, Seat, Wishes
from matching.scoring import Judgement, judge
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.fairs.state import Fair
from streams.domain.registrations.state import Places, Registration
from streams.domain.state import registration_of
from streams.domain.suggestions.state import Suggestion, Wish
from streams.pairing.participants import producer_of, seats_of, wishes_of
from streams.store.changes import changed_since, last_ordinal

Pair = tuple[str, str]
_NOUNS = (Fair.noun, Registration.noun, Places.noun, Suggestion.noun, Wish.noun)
_FREE = frozenset({"open", "lapsed"})


class FairInstance:
    """Participants, possible pairs and what is fixed, of one fair.

    Attributes
    ----------
    through : int
        The last ordinal that is included.
    producers, seats : dict
        Who takes part, by id.
    fixed : dict
        Score of each pair that holds a place: pinned, sent or agreed.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.through = 0
        self.producers: dict[str, Producer] = {}
        self.seats: dict[str, Seat] = {}
        self.fixed: dict[Pair, int] = {}
        self._fair: Fair | None = None
        self._registrations: dict[str, Registration] = {}
        self._held: dict[str, int] = {}
        self._pinned: set[Pair] = set()
        self._barred: set[Pair] = set()
        self._wishes: dict[Pair, Wishes] = {}
        self._scores: dict[str, dict[str, int]] = {}

    def refresh(self, connection: sa.Connection) -> None:
        """Take in what changed since the last time, as of one moment of the store."""
        through = last_ordinal(connection, self.key)
        stale_nodes: set[str] = set()
        stale_pairs: set[Pair] = set()
        for changed in changed_since(connection, self.key, _NOUNS, self.through):
            noun, _, aggregate_id = changed.name.partition("/")
            state = changed.state
            if noun == Fair.noun:
                stale_nodes |= self._take_fair(cast("Fair | None", state))
            elif noun == Registration.noun:
                stale_nodes |= self._take_registration(
                    aggregate_id, cast("Registration | None", state)
                )
            elif noun == Places.noun:
                self._held[aggregate_id] = state.held if isinstance(state, Places) else 0
            else:
                pair = _pair(aggregate_id)
                stale_pairs.add(pair)
                self._take_pair(pair, state, noun)
        self._score(stale_nodes, stale_pairs)
        self.through = through

    @property
    def participants(self) -> int:
        """How many companies take part."""
        return len(self.producers) + len({registration_of(seat) for seat in self.seats})

    def capacity(self, node: str) -> int:
        """Return places of a node: those it offers, or those it holds if these are more."""
        participant = self.producers.get(node) or self.seats.get(node)
        return max(participant.places if participant else 0, self._held.get(node, 0))

    def problem(self) -> Problem:
        """Return the optimisation problem: free possible pairs, and fixed ones."""
        producers = sorted({*self.producers, *(p for p, _ in self.fixed)})
        seats = sorted({*self.seats, *(s for _, s in self.fixed)})
        left = {node: index for index, node in enumerate(producers)}
        right = {node: index for index, node in enumerate(seats)}
        return Problem.from_columns(
            producers=producers,
            producer_capacity=np.array([self.capacity(p) for p in producers], dtype=np.int64),
            distributors=seats,
            distributor_capacity=np.array([self.capacity(s) for s in seats], dtype=np.int64),
            pairs=self._columns(left, right),
            fixed=PairColumns.of(
                (left[p], right[s], score) for (p, s), score in sorted(self.fixed.items())
            ),
        )

    def judgement(self, pair: Pair) -> Judgement:
        """Return score, parts and caution of a pair, whatever stands in its way."""
        producer, seat = self.producers[pair[0]], self.seats[pair[1]]
        return judge(producer, seat, self._wishes.get(pair, NO_WISHES))

    def score(self, pair: Pair) -> int | None:
        """Return the score of a possible pair, or None."""
        return self._scores.get(pair[0], {}).get(pair[1])

    def reason(self, pair: Pair) -> Reason | None:
        """Return why a pair of two participants is impossible, or None."""
        if pair in self._barred:
            return Reason(code="barred")
        producer, seat = self.producers[pair[0]], self.seats[pair[1]]
        return reason_against(producer, seat, self.days, self._wishes.get(pair, NO_WISHES))

    @property
    def possible_pairs(self) -> int:
        """How many free pairs are possible."""
        return sum(len(row) for row in self._scores.values())

    def _columns(self, left: dict[str, int], right: dict[str, int]) -> PairColumns:
        lefts: list[int] = []
        rights: list[int] = []
        scores: list[int] = []
        for producer, index in left.items():
            row = self._scores.get(producer)
            if row:
                lefts.extend([index] * len(row))
                rights.extend(map(right.__getitem__, row))
                scores.extend(row.values())
        return PairColumns(
            left=np.array(lefts, dtype=np.int32),
            right=np.array(rights, dtype=np.int32),
            score=np.array(scores, dtype=np.int64),
        )

    def _take_fair(self, fair: Fair | None) -> set[str]:
        """Take in the fair; return the nodes that must be judged again."""
        before, self._fair = self._fair, fair
        if before is None or fair is None:
            return self._nodes
        stale: set[str] = set()
        if before.details.settings.admission != fair.details.settings.admission:
            for registration_id, registration in list(self._registrations.items()):
                stale |= self._take_registration(registration_id, registration)
        if (before.first_day, before.last_day) != (fair.first_day, fair.last_day):
            stale |= self._nodes
        return stale

    @property
    def _nodes(self) -> set[str]:
        return {*self.producers, *self.seats}

    def _take_registration(
        self, registration_id: str, registration: Registration | None
    ) -> set[str]:
        """Take in a registration; return the nodes that were or are its own."""
        old = self._registrations.pop(registration_id, None)
        stale = set(old.nodes) if old else set()
        for node in stale:
            self.producers.pop(node, None)
            self.seats.pop(node, None)
        if registration is None:
            return stale
        self._registrations[registration_id] = registration
        settings = self._fair.details.settings if self._fair else None
        asks = settings is not None and settings.admission == "organiser"
        if not registration.takes_part(admission=asks):
            return stale
        profile = registration.profile
        if isinstance(profile, ProducerProfile):
            self.producers[registration_id] = producer_of(registration_id, profile)
        elif isinstance(profile, DistributorProfile):
            for seat in seats_of(registration_id, profile):
                self.seats[seat.id] = seat
        return stale | set(registration.nodes)

    def _take_pair(self, pair: Pair, state: object, noun: str) -> None:
        if noun == Wish.noun:
            wish = state if isinstance(state, Wish) else Wish()
            self._wishes[pair] = wishes_of(wish)
            return
        suggestion = state if isinstance(state, Suggestion) else Suggestion()
        self.fixed.pop(pair, None)
        self._pinned.discard(pair)
        self._barred.discard(pair)
        if suggestion.status == "pinned":
            self._pinned.add(pair)
        if suggestion.holds:
            self.fixed[pair] = suggestion.score
        elif suggestion.status not in _FREE:
            self._barred.add(pair)

    def _score(self, nodes: set[str], pairs: set[Pair]) -> None:
        """Judge again every pair of these nodes, and these pairs."""
        for node in nodes:
            self._scores.pop(node, None)
            if node in self.producers:
                self._judge_all((node, seat) for seat in self.seats)
        stale_seats = {node for node in nodes if node not in self.producers}
        if stale_seats:
            for producer in self.producers:
                if producer not in nodes:
                    self._judge_all((producer, seat) for seat in stale_seats)
        self._judge_all(pairs)
        for pair in self._pinned:
            self.fixed[pair] = self._pinned_score(pair)

    def _judge_all(self, pairs: Iterable[Pair]) -> None:
        days = self.days if self._fair else None
        for pair in pairs:
            producer, seat = self.producers.get(pair[0]), self.seats.get(pair[1])
            row = self._scores.setdefault(pair[0], {})
            row.pop(pair[1], None)
            if (
                producer is None
                or seat is None
                or days is None
                or pair in self.fixed
                or pair in self._barred
            ):
                continue
            wishes = self._wishes.get(pair, NO_WISHES)
            if reason_against(producer, seat, days, wishes) is None:
                row[pair[1]] = judge(producer, seat, wishes).score

    def _pinned_score(self, pair: Pair) -> int:
        """Score a pair that was pinned by hand; at least 1, whatever the rules say of it."""
        if pair[0] in self.producers and pair[1] in self.seats:
            return max(1, self.judgement(pair).score)
        return 1

    @property
    def days(self) -> FairDays:
        """The days of the fair."""
        if self._fair is None:
            raise LookupError(f"{self.key} was never announced")
        return FairDays(first=self._fair.first_day, last=self._fair.last_day)


def _pair(pair_id: str) -> Pair:
    producer, _, seat = pair_id.partition("~")
    return producer, seat
