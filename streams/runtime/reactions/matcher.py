"""The matcher's reaction: keeps each fair's match the best one, after every relevant event.

Driven by state: a fair is due while relevant events lie after what its match has seen. All of them
are taken in at once, and differences are taken from the match in the store, never from memory.
"""

from typing import Literal

import sqlalchemy as sa

from matching.bmatching import Solution, solve
from streams.domain.suggestions.commands import PairChange, UpdateMatching
from streams.pairing.instance import FairInstance, Pair
from streams.runtime.port import Shape
from streams.store.caches import prices_through, write_prices
from streams.store.queries.fairs import fair_state
from streams.store.queries.matching import is_due, match_pairs, matching_of

ACTOR = "matcher"
Looked = Literal["nothing due", "matched", "overtaken"]
"""What came of a look: `overtaken` where somebody else changed the fair meanwhile."""


class Matcher:
    """Instances of the fairs that were matched, and the work on one that is due."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._instances: dict[str, FairInstance] = {}

    def instance(self, fair: str) -> FairInstance:
        """Return what the matcher knows of a fair."""
        return self._instances.setdefault(fair, FairInstance(fair))

    def forget(self) -> None:
        """Read every fair from the store again when it is due next."""
        self._instances.clear()

    def run(self, fair: str) -> Looked:
        """Match a fair if it is due, and tell what became of it.

        The match is decided on the moment of the store it was computed from: of two matchers one
        wins, and a pair whose companies have changed meanwhile is skipped.
        """
        instance = self.instance(fair)
        with self._shape.reading() as connection:
            if fair_state(connection, fair) is None:
                return "nothing due"
            known = matching_of(connection, fair)
            due = is_due(connection, fair, known.through)
            if not due and prices_through(connection, fair) == known.through:
                return "nothing due"
            instance.refresh(connection)
            solution = solve(instance.problem())
            if due and not self._record(instance, solution, connection):
                return "overtaken"
        through = instance.through if due else known.through
        with self._shape.caching() as writing:
            write_prices(writing, fair, through, solution)
        return "matched" if due else "nothing due"

    def _record(
        self, instance: FairInstance, solution: Solution, connection: sa.Connection
    ) -> bool:
        """Record a match; tell whether nobody was faster."""
        command = UpdateMatching(
            fair=instance.key,
            through=instance.through,
            objective=solution.objective,
            bound=solution.bound,
            pairs=_differences(instance, solution, match_pairs(connection, instance.key)),
        )
        request = self._shape.request(UpdateMatching, instance.key, actor=ACTOR)
        return self._shape.attempt(request, command, connection) is not None


def _differences(
    instance: FairInstance, solution: Solution, before: dict[Pair, int]
) -> tuple[PairChange, ...]:
    """Return the pairs that enter, leave, or stay with another score."""
    wanted = {
        pair: score
        for pair in solution.pairs
        if pair not in instance.fixed and (score := instance.score(pair)) is not None
    }
    changes: list[PairChange] = []
    for pair in sorted({*wanted, *before}):
        producer, seat = pair
        if pair not in wanted:
            changes.append(PairChange(producer=producer, seat=seat, enters=False))
        elif before.get(pair) != wanted[pair]:
            judgement = instance.judgement(pair)
            changes.append(
                PairChange(
                    producer=producer,
                    seat=seat,
                    enters=True,
                    score=judgement.score,
                    parts=judgement.parts,
                )
            )
    return tuple(changes)
