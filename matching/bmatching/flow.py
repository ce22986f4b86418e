"""The exact solver: minimum-cost flow by cost scaling, OR-Tools `SimpleMinCostFlow`.

Called by :mod:`matching.bmatching.solution` and nobody else. It answers which pairs, no prices:
the Python class keeps its potentials to itself (:mod:`matching.bmatching.prices` recovers them).
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.bmatching.columns import BoolArray
from matching.bmatching.errors import SolverError
from matching.bmatching.problem import Problem
from matching.bmatching.tiebreak import Weights


def flow_pairs(problem: Problem, weights: Weights) -> BoolArray:
    """Choose the candidate pairs of greatest total weight.

    Parameters
    ----------
    problem
        Places used by fixed pairs are already taken.
    weights
        Of its candidate pairs.

    Returns
    -------
    bool array, shape (pairs,)
        True where the pair is chosen.

    Raises
    ------
    SolverError
        When the solver does not report an optimum.

    Notes
    -----
    Source -> producer (places, cost 0), producer -> distributor (1, -weight), distributor -> sink
    (places, cost 0), and a bypass source -> sink (all, 0): places may stay empty, and a plain
    maximum flow would maximise the *number* of meetings first. The flow polytope is integral, so
    the optimum is one of the relaxation too. Cost scaling [1]_, O(V^2 E log(V C)) at worst;
    deterministic, one thread.

    References
    ----------
    .. [1] A. V. Goldberg, "An efficient implementation of a scaling minimum-cost flow algorithm",
       Journal of Algorithms 22 (1997), doi:10.1006/jagm.1995.0805.
    """
    left, right = problem.usable_capacity()
    total = int(min(left.sum(), right.sum()))
    pairs, producers, distributors = problem.pairs, len(left), len(right)
    if total == 0:
        return np.zeros(len(pairs), dtype=np.bool_)
    source, sink = producers + distributors, producers + distributors + 1
    left_nodes = np.arange(producers, dtype=np.int32)
    right_nodes = np.arange(producers, source, dtype=np.int32)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([pairs.left, np.full_like(left_nodes, source), right_nodes]),
        np.concatenate(
            [pairs.right + np.int32(producers), left_nodes, np.full_like(right_nodes, sink)]
        ),
        np.concatenate([np.ones(len(pairs), dtype=np.int64), left, right]),
        np.concatenate([-weights.value, np.zeros(source, dtype=np.int64)]),
    )
    flow.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    status = flow.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise SolverError(status.name)
    return np.asarray(flow.flows(np.arange(len(pairs), dtype=np.int32)), dtype=np.bool_)
