"""Integer prices of an optimal set of pairs: the dual solution the flow solver does not show.

They prove optimality (:mod:`matching.bmatching.certificate`), explain it, and start the
incremental engine. They refer to the plain scores, without tie-breaking.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from matching.bmatching.columns import BoolArray, IndexArray, IntArray
from matching.bmatching.errors import NotOptimalError
from matching.bmatching.problem import Problem

#: Price of a producer nothing bounds yet; above every score, far below overflow.
UNBOUNDED = np.int64(1) << 40


def recover_prices(problem: Problem, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the smallest distributor prices, and with them the greatest producer prices.

    Optimal prices form a lattice, in which one side's least belong to the other's greatest. This
    end of it has a meaning: a distributor's price is what the best total score would gain from
    one more place there, a producer's what it would lose with one place fewer. They are the same
    for every optimal set of pairs.

    Parameters
    ----------
    problem
        With its scores.
    chosen
        bool, shape (pairs,): the candidate pairs taken, an optimal set.

    Returns
    -------
    producers, distributors
        int64, shapes (producers,) and (distributors,), in score units, 0..10,000. A producer
        whose places are all held by fixed pairs has nothing to lose among the candidates: it gets
        the least price that keeps its pairs out.

    Raises
    ------
    NotOptimalError
        When the set uses more places than there are, or a better set exists.

    Notes
    -----
    With u of producers and v of distributors, optimality means u, v >= 0, ``u + v <= score`` for
    chosen pairs, ``u + v >= score`` for the others, and 0 wherever a place is free. Read as
    distances, these are shortest paths in the residual graph from the outside world. They are
    found by label correction [1]_ in whole rounds: distributor prices rise through the pairs of
    producers whose price fell, producer prices fall through the chosen pairs of distributors
    whose price rose. A round costs O(pairs touched); measured 5..40 rounds, at most one per
    distributor. Only a set that is not optimal (a negative cycle) would need more.

    References
    ----------
    .. [1] R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, Prentice Hall 1993,
       sections 5.3 and 9.4.

    Examples
    --------
    Two producers want the one place of a distributor; one more place would add 30:

    >>> problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    >>> producers, distributors = recover_prices(problem, np.array([True, False]))
    >>> producers.tolist(), distributors.tolist()
    ([10, 0], [30])
    """
    pairs = problem.pairs
    left_free, right_free = _places_left(problem, chosen)
    taken = pairs.take(chosen)
    producers = np.where(left_free > 0, np.int64(0), UNBOUNDED)
    np.minimum.at(producers, taken.left, taken.score)
    distributors = np.zeros(len(right_free), dtype=np.int64)
    # A chosen pair holds its price down from the other end; it never pushes.
    push = np.where(chosen, -UNBOUNDED, pairs.score)
    of_producer = _Groups.of(pairs.left, len(producers))
    of_distributor = _Groups.of(taken.right, len(distributors))

    fallen = np.flatnonzero(producers < UNBOUNDED)
    for _ in range(len(distributors) + 1):
        if not len(fallen):
            break
        rows = of_producer.rows(fallen)
        before = distributors.copy()
        np.maximum.at(distributors, pairs.right[rows], push[rows] - producers[pairs.left[rows]])
        rows = of_distributor.rows(np.flatnonzero(distributors > before))
        before = producers.copy()
        np.minimum.at(
            producers, taken.left[rows], taken.score[rows] - distributors[taken.right[rows]]
        )
        fallen = np.flatnonzero(producers < before)
        if (producers[fallen] < 0).any():
            raise NotOptimalError(["a producer would be better off giving up a chosen pair"])
    if len(fallen):
        raise NotOptimalError(["exchanging pairs around a cycle raises the score"])
    if (distributors[right_free > 0] > 0).any():
        raise NotOptimalError(["a better pair would fit into a free place of a distributor"])

    unbounded = producers == UNBOUNDED
    producers[unbounded] = 0
    rows = of_producer.rows(np.flatnonzero(unbounded))
    np.maximum.at(producers, pairs.left[rows], pairs.score[rows] - distributors[pairs.right[rows]])
    return producers, distributors


def _places_left(problem: Problem, chosen: BoolArray) -> tuple[IntArray, IntArray]:
    left, right = problem.free_capacity()
    left -= np.bincount(problem.pairs.left[chosen], minlength=len(left))
    right -= np.bincount(problem.pairs.right[chosen], minlength=len(right))
    if (left < 0).any() or (right < 0).any():
        raise NotOptimalError(["it uses more places than there are"])
    return left, right


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    """Rows grouped by an index: those of index k are ``order[start[k]:start[k + 1]]``."""

    start: IntArray
    order: IntArray

    @classmethod
    def of(cls, index: IndexArray, size: int) -> Self:
        count = np.bincount(index, minlength=size)
        start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(count)])
        return cls(start=start, order=np.argsort(index, kind="stable"))

    def rows(self, members: IntArray) -> IntArray:
        """Return the rows of all members, one group after the other."""
        if len(members) == len(self.start) - 1:
            return self.order
        first, count = self.start[members], self.start[members + 1] - self.start[members]
        ends = np.cumsum(count)
        within = np.arange(count.sum()) - np.repeat(ends - count, count)
        rows: IntArray = self.order[np.repeat(first, count) + within]
        return rows
