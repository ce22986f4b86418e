"""Integer prices of an optimal set of pairs: the dual solution the flow solver does not show.

They prove optimality (:mod:`matching.bmatching.certificate`), explain it, and start the
incremental engine. They refer to the weights and rewards, without tie-breaking.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from matching.bmatching.columns import BoolArray, IndexArray, IntArray, PairColumns
from matching.bmatching.errors import NotOptimalError
from matching.bmatching.problem import Problem

#: Price of a producer nothing bounds yet; above every weight and reward, far below overflow.
UNBOUNDED = np.int64(1) << 57
_ANY_TIE = 1 << 56
_NO_PUSH = 1 << 60


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
        int64, shapes (producers,) and (distributors,), in score units: 0..10,000 where only
        scores count, of either sign where meetings are rewarded. A participant whose places are
        all held by fixed pairs has nothing to lose among the candidates: it gets the least price,
        from 0 on, that keeps its pairs out.

    Raises
    ------
    NotOptimalError
        When the set uses more places than there are, or a better set exists.

    Notes
    -----
    With u of producers and v of distributors, optimality means ``u + v <= weight`` for chosen
    pairs, ``u + v >= weight`` for the others, and for everybody a price between minus the reward
    of its last meeting and minus that of one more. Read as distances, these are shortest paths in
    the residual graph from the outside world. They are found by label correction [1]_ in whole
    rounds: distributor prices rise through the pairs of
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
    pairs, weights = problem.pairs, problem.weights()
    ranges = _ranges(problem, chosen)
    producers, distributors = _relaxed(pairs, weights, chosen, ranges)
    unbounded = producers == UNBOUNDED
    producers[unbounded] = 0
    rows = np.flatnonzero(unbounded[pairs.left])
    np.maximum.at(producers, pairs.left[rows], weights[rows] - distributors[pairs.right[rows]])
    return producers, distributors


def recover_tie_prices(
    problem: Problem, chosen: BoolArray, prices: tuple[IntArray, IntArray], ties: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the second words of the prices, which settle ties as the first settle weights.

    Parameters
    ----------
    problem, chosen
        With the best of its best sets: the one with the largest sum of ties.
    prices
        As `recover_prices` gives them.
    ties
        int64, shape (pairs,), 0..2**40 - 1.

    Raises
    ------
    NotOptimalError
        When another best set has a larger sum.

    Notes
    -----
    Only what the first words leave open has conditions: pairs whose weight equals their two
    prices, and participants at an end of their range. The rest may have any price below 2**56,
    which is more than the ties of a path of 32,768 participants.
    """
    pairs = problem.pairs
    tight = np.flatnonzero(problem.weights() == prices[0][pairs.left] + prices[1][pairs.right])
    first, second = (
        (
            np.where(price == low, 0, -_ANY_TIE),
            np.where(price == high, 0, _ANY_TIE),
        )
        for price, (low, high) in zip(prices, _ranges(problem, chosen), strict=True)
    )
    return _relaxed(pairs.take(tight), ties[tight], chosen[tight], (first, second))


def _relaxed(
    pairs: PairColumns,
    weights: IntArray,
    chosen: BoolArray,
    ranges: tuple[tuple[IntArray, IntArray], tuple[IntArray, IntArray]],
) -> tuple[IntArray, IntArray]:
    """Return the greatest producer prices, with the least distributor prices, within ranges."""
    (left_low, left_high), (right_low, right_high) = ranges
    taken = pairs.take(chosen)
    taken_weights = weights[chosen]
    producers = left_high.copy()
    np.minimum.at(producers, taken.left, taken_weights - right_low[taken.right])
    distributors = right_low.copy()
    # A chosen pair holds its price down from the other end; it never pushes.
    push = np.where(chosen, -_NO_PUSH, weights)
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
            producers, taken.left[rows], taken_weights[rows] - distributors[taken.right[rows]]
        )
        fallen = np.flatnonzero(producers < before)
        if (producers[fallen] < left_low[fallen]).any():
            raise NotOptimalError(["a producer would be better off giving up a chosen pair"])
    if len(fallen):
        raise NotOptimalError(["exchanging pairs around a cycle raises the score"])
    if (distributors > right_high).any():
        raise NotOptimalError(["a better pair would fit into a free place of a distributor"])
    return producers, distributors


def _ranges(
    problem: Problem, chosen: BoolArray
) -> tuple[tuple[IntArray, IntArray], tuple[IntArray, IntArray]]:
    """Return between which prices producers, and distributors, want what they have."""
    free = problem.free_capacity()
    held = problem.fixed_degrees()
    pairs = problem.pairs
    sides = []
    for k, (rewards, ends) in enumerate(
        ((problem.producer_rewards, pairs.left), (problem.distributor_rewards, pairs.right))
    ):
        degree = np.bincount(ends[chosen], minlength=len(held[k]))
        left_over = free[k] - degree
        if (left_over < 0).any():
            raise NotOptimalError(["it uses more places than there are"])
        high = np.where(left_over > 0, -rewards.marginal(held[k] + degree + 1), UNBOUNDED)
        low = np.where(degree > 0, -rewards.marginal(np.maximum(held[k] + degree, 1)), high)
        low = np.where((degree == 0) & (left_over == 0), 0, low)
        sides.append((low, high))
    return sides[0], sides[1]


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
