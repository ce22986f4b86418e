"""The exact solver: minimum-cost flow by cost scaling, OR-Tools `SimpleMinCostFlow`.

Called by :mod:`matching.bmatching.solution` and nobody else. It answers which pairs, no prices:
the Python class keeps its potentials to itself (:mod:`matching.bmatching.prices` recovers them).
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.bmatching.columns import BoolArray, IndexArray, IntArray
from matching.bmatching.errors import SolverError
from matching.bmatching.problem import Problem
from matching.objective import Rewards


def flow_pairs(problem: Problem) -> BoolArray:
    """Choose candidate pairs of greatest objective; of several best sets, any.

    Parameters
    ----------
    problem
        Places used by fixed pairs are already taken.

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
    Source -> producer (places, at minus what each is worth), producer -> distributor (1, minus
    the weight), distributor -> sink (as producers), and a bypass source -> sink (all, 0): places
    may stay empty, and a plain maximum flow would maximise the *number* of meetings first. The
    marginals of a participant fall, so its cheapest places are used first and the flow polytope
    stays integral. Cost scaling [1]_, O(V^2 E log(V C)) at worst; deterministic, one thread.

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
    held = problem.fixed_degrees()
    of_left = _places(left, held[0], problem.producer_rewards)
    of_right = _places(right, held[1], problem.distributor_rewards)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([pairs.left, np.full_like(of_left[0], source), of_right[0] + producers]),
        np.concatenate(
            [pairs.right + np.int32(producers), of_left[0], np.full_like(of_right[0], sink)]
        ),
        np.concatenate([np.ones(len(pairs), dtype=np.int64), of_left[1], of_right[1]]),
        np.concatenate([-problem.weights(), -of_left[2], -of_right[2]]),
    )
    flow.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    return _solved(flow, len(pairs))


def _places(
    usable: IntArray, held: IntArray, rewards: Rewards
) -> tuple[IndexArray, IntArray, IntArray]:
    """Return arcs for the places of one side: whose, how many, and the worth of each.

    Who has no rewards gets one arc for all its places, the others one for every place.
    """
    plain = (rewards.first == 0) & (rewards.guarantee <= held)
    counted = np.where(plain, np.minimum(usable, 1), usable)
    owner = np.repeat(np.arange(len(usable), dtype=np.int32), counted)
    meeting = np.arange(len(owner)) - np.repeat(np.cumsum(counted) - counted, counted)
    worth = rewards.take(owner.astype(np.int64)).marginal(meeting + held[owner] + 1)
    places = np.where(plain, usable, 1)[owner]
    return owner, places, np.where(plain[owner], 0, worth)


def _solved(flow: SimpleMinCostFlow, pairs: int) -> BoolArray:
    status = flow.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise SolverError(status.name)
    return np.asarray(flow.flows(np.arange(pairs, dtype=np.int32)), dtype=np.bool_)


def settle_ties(
    problem: Problem, chosen: BoolArray, prices: tuple[IntArray, IntArray], ties: IntArray
) -> BoolArray:
    """Choose, among the best sets of pairs, the one with the largest sum of ties.

    Parameters
    ----------
    problem, chosen
        With one best set of its pairs.
    prices
        Of its producers and distributors; any optimal ones.
    ties
        int64, shape (pairs,), >= 0.

    Returns
    -------
    bool array, shape (pairs,)
        Alike.

    Notes
    -----
    By complementary slackness every best set takes the pairs whose weight is above their two
    prices, none of those below, and gives everybody a number of meetings at which reward plus
    price is largest. What remains free is a flow problem on the pairs at their prices: few, where
    scores are many-valued.
    """
    pairs = problem.pairs
    gain = problem.weights() - prices[0][pairs.left] - prices[1][pairs.right]
    free = np.flatnonzero(gain == 0)
    if chosen[free].all():
        return chosen
    forced = gain > 0
    ends = pairs.left, pairs.right
    ranges = [
        _range(*side, np.bincount(end[forced], minlength=len(side[1])))
        for side, end in zip(_sides(problem, prices), ends, strict=True)
    ]
    least = [low for low, _ in ranges]
    room = [
        np.minimum(high, np.bincount(end[free], minlength=len(high))) - low
        for (low, high), end in zip(ranges, ends, strict=True)
    ]
    producers, distributors = len(least[0]), len(least[1])
    source, sink = producers + distributors, producers + distributors + 1
    nodes = np.arange(source, dtype=np.int32)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([ends[0][free], np.full(producers, source, np.int32), nodes[producers:]]),
        np.concatenate(
            [
                ends[1][free] + np.int32(producers),
                nodes[:producers],
                np.full(distributors, sink, np.int32),
            ]
        ),
        np.concatenate([np.ones(len(free), dtype=np.int64), *room]),
        np.concatenate([-ties[free], np.zeros(source, dtype=np.int64)]),
    )
    missing = int(least[1].sum() - least[0].sum())
    most = int(room[0].sum() + room[1].sum()) + abs(missing)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, most, 0)
    flow.set_nodes_supplies(nodes, np.concatenate([least[0], -least[1]]))
    flow.set_node_supply(source, most)
    flow.set_node_supply(sink, missing - most)
    result = forced
    result[free[_solved(flow, len(free))]] = True
    return result


def _sides(
    problem: Problem, prices: tuple[IntArray, IntArray]
) -> tuple[tuple[Rewards, IntArray, IntArray, IntArray], ...]:
    """Return rewards, prices, fixed pairs and capacities of producers and of distributors."""
    held = problem.fixed_degrees()
    return (
        (problem.producer_rewards, prices[0], held[0], problem.producer_capacity),
        (problem.distributor_rewards, prices[1], held[1], problem.distributor_capacity),
    )


def _range(
    rewards: Rewards, price: IntArray, held: IntArray, capacity: IntArray, forced: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the least and the most free pairs with which a participant is best off."""
    least = rewards.wanted(price, held, capacity)
    most = rewards.wanted(price + 1, held, capacity)
    return least - held - forced, most - held - forced
