"""Slow solvers by other means, to check the fast one: network simplex and enumeration.

For tests, and for `--method reference` when somebody doubts a result. Written for being obviously
right: no array tricks, Python integers, NetworkX as it stands in the textbook.
"""

import networkx as nx
import numpy as np

from matching.bmatching.columns import BoolArray
from matching.bmatching.problem import Problem
from matching.bmatching.tiebreak import Weights

#: 2**16 subsets take about a second.
MOST_ENUMERABLE = 16


def network_simplex_pairs(problem: Problem, weights: Weights) -> BoolArray:
    """Choose the candidate pairs of greatest total weight by `networkx.network_simplex`.

    Parameters, result and network as in :func:`matching.bmatching.flow.flow_pairs`. Primal
    network simplex [1]_: 0.3 s for 9,000 pairs, minutes for 700,000.

    References
    ----------
    .. [1] Z. Kiraly, P. Kovacs, "Efficient implementation of minimum-cost flow algorithms",
       Acta Universitatis Sapientiae, Informatica 4 (2012), arXiv:1207.6381.
    """
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    left, right = (places.tolist() for places in problem.free_capacity())
    total = min(sum(left), sum(right))
    if total == 0 or not len(problem.pairs):
        return chosen
    network = nx.DiGraph()
    network.add_node("source", demand=-total)
    network.add_node("sink", demand=total)
    network.add_edge("source", "sink", capacity=total, weight=0)
    for k, places in enumerate(left):
        network.add_edge("source", ("producer", k), capacity=places, weight=0)
    for k, places in enumerate(right):
        network.add_edge(("distributor", k), "sink", capacity=places, weight=0)
    ends = list(zip(problem.pairs.left.tolist(), problem.pairs.right.tolist(), strict=True))
    for (i, j), weight in zip(ends, weights.value.tolist(), strict=True):
        network.add_edge(("producer", i), ("distributor", j), capacity=1, weight=-weight)
    _, flow = nx.network_simplex(network)
    for row, (i, j) in enumerate(ends):
        chosen[row] = flow["producer", i]["distributor", j] == 1
    return chosen


def enumerated_pairs(problem: Problem, weights: Weights) -> BoolArray:
    """Choose the candidate pairs of greatest total weight by trying every feasible set.

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
    left, right = (places.tolist() for places in problem.free_capacity())
    rows = list(
        zip(
            problem.pairs.left.tolist(),
            problem.pairs.right.tolist(),
            weights.value.tolist(),
            strict=True,
        )
    )

    def best_from(row: int) -> tuple[int, tuple[int, ...]]:
        if row == count:
            return 0, ()
        best = best_from(row + 1)
        i, j, weight = rows[row]
        if left[i] > 0 and right[j] > 0:
            left[i] -= 1
            right[j] -= 1
            value, taken = best_from(row + 1)
            left[i] += 1
            right[j] += 1
            best = max(best, (value + weight, (row, *taken)))
        return best

    chosen = np.zeros(count, dtype=np.bool_)
    chosen[list(best_from(0)[1])] = True
    return chosen
