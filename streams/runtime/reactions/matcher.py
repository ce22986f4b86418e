"""The matcher's reaction: keeps each fair's match the best one, after every relevant event.

Driven by state: a fair is due while relevant events lie after what its match has seen. All of them
are taken in at once, and differences are taken from the match in the store, never from memory.
"""

from matching.bmatching import Solution, solve
from streams.domain.suggestions.commands import PairChange, UpdateMatching
from streams.pairing.instance import FairInstance, Pair
from streams.runtime.port import Shape
from streams.store.caches import write_prices
from streams.store.queries.matching import is_due, match_pairs, matching_of

ACTOR = "matcher"


class Matcher:
    """Instances of the fairs that were matched, and the work on one that is due."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._instances: dict[str, FairInstance] = {}

    def instance(self, fair: str) -> FairInstance:
        """Return what the matcher knows of a fair."""
        return self._instances.setdefault(fair, FairInstance(fair))

    def run(self, fair: str) -> bool:
        """Match a fair if it is due; tell whether a new match was recorded."""
        instance = self.instance(fair)
        with self._shape.reading() as connection:
            known = matching_of(connection, fair)
            if not is_due(connection, fair, known.through):
                return False
            instance.refresh(connection)
            before = match_pairs(connection, fair)
        solution = solve(instance.problem())
        command = UpdateMatching(
            fair=fair,
            through=instance.through,
            objective=solution.objective,
            bound=solution.bound,
            pairs=_differences(instance, solution, before),
        )
        request = self._shape.request(UpdateMatching, fair, actor=ACTOR)
        if self._shape.attempt(request, command) is None:
            return True
        with self._shape.caching() as writing:
            write_prices(writing, fair, instance.through, solution)
        return True


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
