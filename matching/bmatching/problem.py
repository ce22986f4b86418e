"""The problem of maximum-weight b-matching: who may meet whom, at what score, how often.

Ids outside, dense indices inside. `Problem.of` takes ids and says everything that is wrong with
them; `Problem.from_columns` takes index arrays and is the path of the running fair. Both end in
one canonical form, ids and pairs sorted, so that a solver sees the same problem whatever the
order of the input. Nothing here decides who meets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from matching.bmatching.checks import (
    column_faults,
    doubled_faults,
    overlap_faults,
    overload_faults,
)
from matching.bmatching.columns import NO_PAIRS, IntArray, PairColumns, Rows
from matching.bmatching.errors import ProblemError
from matching.bmatching.faults import MAX_CAPACITY, Fault
from matching.bmatching.reading import Side, ids_are_sound, read_pairs, read_side
from matching.objective import Rewards


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    r"""A weighted bipartite graph with capacities, in canonical form.

    .. math::

        \max \sum_e w_e x_e \quad\text{s.t.}\quad \sum_{e \ni a} x_e \le c_a \;\forall a,
        \quad x_e \in \{0, 1\}, \quad x_e = 1 \text{ for every fixed } e

    *b-matching* in the sense of Schrijver [1]_, here *simple*: a pair meets at most once.

    Attributes
    ----------
    producers, distributors
        Ids of the two sides, sorted by code point, unique within a side; the same id may stand
        on both.
    producer_capacity, distributor_capacity
        int64, shapes (producers,) and (distributors,): places, >= 0, fixed pairs included.
    pairs
        Candidates, sorted by (left, right), each once; an absent pair is impossible.
    fixed
        Pairs that stay in every result, sorted alike: they use places and count in the score.
        None of them is a candidate, and nobody has more of them than places.
    producer_rewards, distributor_rewards
        What meetings are worth besides their scores; nothing unless `rewarded` says so.
    bonus
        int64, shape (pairs,): added to the score of pairs that were in the result before.
    is_plain
        Whether only scores count: no rewards, no bonus, and no price is negative.

    References
    ----------
    .. [1] A. Schrijver, *Combinatorial Optimization*, Springer 2003, chapter 21.

    Examples
    --------
    >>> problem = Problem.of({"p2": 1, "p1": 2}, {"d1": 1}, [("p2", "d1", 4), ("p1", "d1", 3)])
    >>> problem.producers, problem.pairs.score.tolist()
    (('p1', 'p2'), [3, 4])
    """

    producers: tuple[str, ...]
    distributors: tuple[str, ...]
    producer_capacity: IntArray
    distributor_capacity: IntArray
    pairs: PairColumns
    fixed: PairColumns
    producer_rewards: Rewards
    distributor_rewards: Rewards
    bonus: IntArray
    is_plain: bool = True

    @classmethod
    def of(
        cls,
        producers: Mapping[str, int],
        distributors: Mapping[str, int],
        pairs: Iterable[tuple[str, str, int]],
        fixed: Iterable[tuple[str, str, int]] = (),
    ) -> Self:
        """Build from ids, in any order.

        Parameters
        ----------
        producers, distributors
            Capacity by id.
        pairs, fixed
            (producer id, distributor id, score), scores 1..10,000.

        Raises
        ------
        ProblemError
            With every fault found: unknown ids, negative capacities, scores out of range,
            doubled pairs, fixed pairs among the candidates or beyond a capacity.
        """
        left, left_faults = read_side((f"producers[{k!r}]", k, c) for k, c in producers.items())
        right, right_faults = read_side(
            (f"distributors[{k!r}]", k, c) for k, c in distributors.items()
        )
        index = left.index(), right.index()
        candidates, pair_faults = read_pairs("pairs", pairs, *index)
        kept, fixed_faults = read_pairs("fixed", fixed, *index)
        faults = [*left_faults, *right_faults, *pair_faults, *fixed_faults]
        return cls.assembled(left, right, pairs=candidates, fixed=kept, faults=faults)

    @classmethod
    def from_columns(
        cls,
        *,
        producers: Sequence[str],
        producer_capacity: npt.ArrayLike,
        distributors: Sequence[str],
        distributor_capacity: npt.ArrayLike,
        pairs: PairColumns,
        fixed: PairColumns = NO_PAIRS,
    ) -> Self:
        """Build from index arrays, checked without a loop over pairs.

        Parameters
        ----------
        producers, distributors
            Ids in the order that the columns refer to, sorted or not.
        producer_capacity, distributor_capacity
            Integers, one per id, in that order.
        pairs, fixed
            In any order; columns already in canonical order are kept without a copy, so do not
            write to them afterwards.

        Raises
        ------
        ProblemError
            As `of`.
        ValueError
            When a side has not one capacity per id.
        """
        left = _side(producers, producer_capacity)
        right = _side(distributors, distributor_capacity)
        faults = [*_side_faults("producers", left), *_side_faults("distributors", right)]
        sizes = len(left.ids), len(right.ids)
        rows = Rows.of("pairs", pairs), Rows.of("fixed", fixed)
        faults += [*column_faults(rows[0], sizes), *column_faults(rows[1], sizes)]
        if faults:
            raise ProblemError(faults)
        return cls.assembled(left, right, pairs=rows[0], fixed=rows[1])

    @classmethod
    def assembled(
        cls, left: Side, right: Side, *, pairs: Rows, fixed: Rows, faults: Sequence[Fault] = ()
    ) -> Self:
        """Bring what was read into canonical form; the last step of every constructor.

        Parameters
        ----------
        left, right
            Producers and distributors.
        pairs, fixed
            Rows whose indices refer to them.
        faults
            What was found while reading; reported together with what is found here.

        Raises
        ------
        ProblemError
            With all of `faults` and doubled pairs, overlaps and overloads.
        """
        left, left_rank = left.arranged()
        right, right_rank = right.arranged()
        ids = left.ids, right.ids
        candidates = pairs.renumbered(left_rank, right_rank).arranged(len(right.ids))
        kept = fixed.renumbered(left_rank, right_rank).arranged(len(right.ids))
        faults = [
            *faults,
            *doubled_faults(*candidates, *ids),
            *doubled_faults(*kept, *ids),
            *overlap_faults(candidates, kept, *ids),
            *overload_faults("producer", left.ids, left.capacity, kept[0].columns.left),
            *overload_faults("distributor", right.ids, right.capacity, kept[0].columns.right),
        ]
        if faults:
            raise ProblemError(faults)
        return cls(
            producers=tuple(left.ids),
            distributors=tuple(right.ids),
            producer_capacity=left.capacity,
            distributor_capacity=right.capacity,
            pairs=candidates[0].columns,
            fixed=kept[0].columns,
            producer_rewards=Rewards.none(len(left.ids)),
            distributor_rewards=Rewards.none(len(right.ids)),
            bonus=np.zeros(len(candidates[0].columns), dtype=np.int64),
        )

    def rewarded(
        self, producers: Rewards, distributors: Rewards, bonus: IntArray | None = None
    ) -> Self:
        """Return the same problem under an objective.

        Parameters
        ----------
        producers, distributors
            In the order of the ids; guarantees above a capacity count as the capacity.
        bonus
            One per candidate pair, in their order; none when absent.
        """
        return replace(
            self,
            producer_rewards=producers,
            distributor_rewards=distributors,
            bonus=self.bonus if bonus is None else bonus,
            is_plain=False,
        )

    def weights(self) -> IntArray:
        """Return what a candidate pair counts: score and bonus."""
        return self.pairs.score + self.bonus

    def fixed_degrees(self) -> tuple[IntArray, IntArray]:
        """Return the number of fixed pairs of producers and of distributors."""
        return (
            np.bincount(self.fixed.left, minlength=len(self.producers)),
            np.bincount(self.fixed.right, minlength=len(self.distributors)),
        )

    def free_capacity(self) -> tuple[IntArray, IntArray]:
        """Return the places that fixed pairs leave, of producers and of distributors."""
        left, right = self.fixed_degrees()
        return self.producer_capacity - left, self.distributor_capacity - right

    def usable_capacity(self) -> tuple[IntArray, IntArray]:
        """Return the free places that candidates could fill: small whatever the capacity."""
        left, right = self.free_capacity()
        return (
            np.minimum(left, np.bincount(self.pairs.left, minlength=len(left))),
            np.minimum(right, np.bincount(self.pairs.right, minlength=len(right))),
        )


def _side(ids: Sequence[str], capacity: npt.ArrayLike) -> Side:
    places = np.asarray(capacity)
    if places.shape != (len(ids),) or (places.size and places.dtype.kind not in "iu"):
        raise ValueError(
            f"{len(ids)} ids need as many integer capacities; "
            f"got {places.dtype} of shape {places.shape}."
        )
    return Side(ids=ids, capacity=places.astype(np.int64))


def _side_faults(name: str, side: Side) -> list[Fault]:
    places = side.capacity
    if ids_are_sound(side.ids) and ((places >= 0) & (places <= MAX_CAPACITY)).all():
        return []
    entries = zip(side.ids, places.tolist(), strict=True)
    return read_side((f"{name}[{k}]", *entry) for k, entry in enumerate(entries))[1]
