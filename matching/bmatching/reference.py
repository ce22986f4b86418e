"""Slow solvers by other means, to check the fast one: network simplex and enumeration.

For tests, and for `--method reference` when somebody doubts a result. Written for being obviously
right: no array tricks, Python integers, NetworkX as it stands in the textbook.
"""

from collections import Counter

import networkx as nx
import numpy as np

from matching.bmatching.columns import BoolArray
from matching.bmatching.problem import Problem
from matching.bmatching.tiebreak import pair_ties
from matching.objective import GUARANTEE_UNIT, Rewards

#: 2**16 subsets take about a second.
MOST_ENUMERABLE = 16
#: Ties stand below the weights; 2**64 is more than all of them together.
_TIE_ROOM = 64


def network_simplex_pairs(problem: Problem) -> BoolArray:
    """Choose the best candidate pairs by `networkx.network_simplex`, ties settled.

    Network as in :func:`matching.bmatching.flow.flow_pairs`. Primal
    network simplex [1]_: 0.3 s for 9,000 pairs, minutes for 700,000.

    References
    ----------
    .. [1] Z. Kiraly, P. Kovacs, "Efficient implementation of minimum-cost flow algorithms",
       Acta Universitatis Sapientiae, Informatica 4 (2012), arXiv:1207.6381.
    """
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    left, right = (places.tolist() for places in problem.usable_capacity())
    total = min(sum(left), sum(right))
    if total == 0 or not len(problem.pairs):
        return chosen
    network = nx.MultiDiGraph()
    network.add_node("source", demand=-total)
    network.add_node("sink", demand=total)
    network.add_edge("source", "sink", capacity=total, weight=0)
    rewards = whole_rewards(problem)
    for k, worths in enumerate(rewards[: len(left)]):
        for worth, places in Counter(worths).items():
            network.add_edge("source", ("producer", k), capacity=places, weight=-worth)
    for k, worths in enumerate(rewards[len(left) :]):
        for worth, places in Counter(worths).items():
            network.add_edge(("distributor", k), "sink", capacity=places, weight=-worth)
    ends = list(zip(problem.pairs.left.tolist(), problem.pairs.right.tolist(), strict=True))
    for (i, j), weight in zip(ends, whole_weights(problem), strict=True):
        network.add_edge(("producer", i), ("distributor", j), capacity=1, weight=-weight)
    _, flow = nx.network_simplex(network)
    for row, (i, j) in enumerate(ends):
        chosen[row] = flow["producer", i]["distributor", j][0] == 1
    return chosen


def whole_weights(problem: Problem) -> list[int]:
    """Return weights with their ties, as whole numbers of any size."""
    rows = zip(problem.weights().tolist(), pair_ties(problem).tolist(), strict=True)
    return [(weight << _TIE_ROOM) + tie for weight, tie in rows]


def whole_rewards(problem: Problem) -> list[list[int]]:
    """Return the rewards of all free places, producers first, on the scale of the weights."""
    left, right = problem.usable_capacity()
    held = problem.fixed_degrees()
    sides = (
        (problem.producer_rewards, left.tolist(), held[0].tolist()),
        (problem.distributor_rewards, right.tolist(), held[1].tolist()),
    )
    return [
        _worths(rewards, k, fixed[k], places)
        for rewards, free, fixed in sides
        for k, places in enumerate(free)
    ]


def _worths(rewards: Rewards, k: int, held: int, places: int) -> list[int]:
    """Return the rewards of a participant's next meetings, on the scale of `whole_weights`."""
    first, guarantee = int(rewards.first[k]), int(rewards.guarantee[k])
    return [
        first // n + (GUARANTEE_UNIT if n <= guarantee else 0) << _TIE_ROOM
        for n in range(held + 1, held + places + 1)
    ]


def enumerated_pairs(problem: Problem) -> BoolArray:
    """Choose the best candidate pairs, ties settled, by trying every feasible set.

    Raises
    ------
    ValueError
        For more than 16 candidates.
    """
    count = len(problem.pairs)
    if count > MOST_ENUMERABLE:
        raise ValueError(
            f"{count} candidate pairs are too many to enumerate; at most {MOST_ENUMERABLE}."
        )
    producers = len(problem.producers)
    rewards = whole_rewards(problem)
    worths = rewards[:producers], rewards[producers:]
    ends = zip(problem.pairs.left.tolist(), problem.pairs.right.tolist(), strict=True)
    rows = [(i, j, weight) for (i, j), weight in zip(ends, whole_weights(problem), strict=True)]
    used = [0] * len(worths[0]), [0] * len(worths[1])

    def best_from(row: int) -> tuple[int, tuple[int, ...]]:
        if row == count:
            return 0, ()
        best = best_from(row + 1)
        i, j, weight = rows[row]
        if used[0][i] < len(worths[0][i]) and used[1][j] < len(worths[1][j]):
            weight += worths[0][i][used[0][i]] + worths[1][j][used[1][j]]
            used[0][i] += 1
            used[1][j] += 1
            value, taken = best_from(row + 1)
            used[0][i] -= 1
            used[1][j] -= 1
            best = max(best, (value + weight, (row, *taken)))
        return best

    chosen = np.zeros(count, dtype=np.bool_)
    chosen[list(best_from(0)[1])] = True
    return chosen
