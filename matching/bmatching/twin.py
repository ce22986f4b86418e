"""The kernel's twin in plain Python: slow, short, and an oracle for its pairs.

No prices, no arrays, no state between calls: while some path through the residual graph gains, the
best one is taken (Bellman and Ford's algorithm). Weights and ties make one whole number of any
size, so nothing here is packed, rounded or bounded.
"""

from collections.abc import Iterator

import numpy as np

from matching.bmatching.columns import BoolArray
from matching.bmatching.problem import Problem
from matching.bmatching.reference import whole_rewards, whole_weights

Arc = tuple[int, int, int, int]
"""From, to, gain, and the row of the pair; -1 for a place of a participant."""
_OUTSIDE = 0


def twin_pairs(problem: Problem) -> BoolArray:
    """Choose the best candidate pairs, ties settled; for some dozens of participants.

    Notes
    -----
    Successive shortest paths [1]_: the match grows by one meeting at a time and is the best of its
    number throughout; as gains fall, the first path without gain ends it.

    References
    ----------
    .. [1] R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, Prentice Hall 1993, 9.7.
    """
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    producers = len(problem.producers)
    ends = problem.pairs.left + 1, problem.pairs.right + producers + 1
    rewards = whole_rewards(problem)
    weights = whole_weights(problem)
    while True:
        arcs = list(_arcs(chosen, ends, weights, rewards, producers))
        path = _best_path(arcs, producers + len(problem.distributors) + 2)
        if path is None:
            return chosen
        for row in path:
            chosen[row] = not chosen[row]


def _arcs(
    chosen: BoolArray,
    ends: tuple[np.ndarray, np.ndarray],
    weights: list[int],
    rewards: list[list[int]],
    producers: int,
) -> Iterator[Arc]:
    """Yield what one more meeting could use or undo: pairs, and places at both sides."""
    sink = len(rewards) + 1
    degree = [0] * sink
    for row, (p, d, weight) in enumerate(
        zip(ends[0].tolist(), ends[1].tolist(), weights, strict=True)
    ):
        if chosen[row]:
            degree[p] += 1
            degree[d] += 1
            yield d, p, -weight, row
        else:
            yield p, d, weight, row
    for v, worths in enumerate(rewards, start=1):
        held = degree[v]
        outer = _OUTSIDE if v <= producers else sink
        into, out = (outer, v) if v <= producers else (v, outer)
        if held < len(worths):
            yield into, out, worths[held], -1
        if held:
            yield out, into, -worths[held - 1], -1


def _best_path(arcs: list[Arc], nodes: int) -> list[int] | None:
    """Return the rows along the path of greatest gain from outside to the sink, if it gains."""
    best: list[int | None] = [None] * nodes
    by: list[Arc | None] = [None] * nodes
    best[_OUTSIDE] = 0
    changed = True
    while changed:
        changed = False
        for arc in arcs:
            start, end, gain, _ = arc
            reached = best[start]
            if reached is None or end == _OUTSIDE:
                continue
            known = best[end]
            if known is None or reached + gain > known:
                best[end], by[end] = reached + gain, arc
                changed = True
    total = best[nodes - 1]
    if total is None or total <= 0:
        return None
    rows, node = [], nodes - 1
    while node != _OUTSIDE:
        arc_in = by[node]
        if arc_in is None:
            raise RuntimeError("a node was reached without an arc")
        rows += [arc_in[3]] if arc_in[3] >= 0 else []
        node = arc_in[0]
    return rows
