"""Maximum-weight b-matching for any user of NetworkX, in the style of that library."""

from collections.abc import Hashable, Iterable
from typing import Any

import networkx as nx
import numpy as np

from matching.bmatching.columns import PairColumns
from matching.bmatching.problem import Problem
from matching.bmatching.solution import solve
from matching.objective import Rewards

#: Sums of weights and prices must fit into 64 bits, times the number of nodes.
MAX_WEIGHT = 10**9

Edge = tuple[Any, Any]


def maximum_weight_b_matching(
    graph: nx.Graph,
    top_nodes: Iterable[Hashable],
    *,
    capacity: str = "capacity",
    weight: str = "weight",
) -> tuple[set[Edge], dict[Hashable, int]]:
    r"""Compute a maximum-weight b-matching of a bipartite graph, with a proof.

    A *b-matching* is a set of edges in which no node v has more than b(v) edges, here the node's
    capacity; each edge is taken at most once (a *simple* b-matching in the sense of [1]_). With
    all capacities 1 it is a matching. Among all b-matchings, one with the largest sum of weights
    is returned; it need not have the largest number of edges.

    .. math::

        \max \sum_e w_e x_e \quad\text{s.t.}\quad \sum_{e \ni v} x_e \le b_v \;\forall v,
        \quad x_e \in \{0, 1\}

    Parameters
    ----------
    graph
        Undirected and bipartite; no multigraph.
    top_nodes
        The nodes of one side. The others are the bottom nodes.
    capacity
        Node attribute: an integer >= 0, 1 where a node has none.
    weight
        Edge attribute: an integer of at most 1,000,000,000, 1 where an edge has none. Edges whose
        weight is not positive are never taken.

    Returns
    -------
    matching : set of tuples
        Edges as (top node, bottom node).
    prices : dict
        Price by node, integers >= 0, for every node: the certificate. For any prices u >= 0,

        .. math:: \sum_e \max(0, w_e - u_a - u_b) + \sum_v b_v u_v

        is an upper bound of every b-matching; for these it equals the weight of `matching`.

    Raises
    ------
    NetworkXNotImplemented
        For directed graphs and multigraphs.
    NetworkXError
        When a top node is not in the graph, or an edge joins two nodes of one side.
    ValueError
        For a capacity or weight that is no integer or out of range; scale fractions first, so
        that the result is exact.

    Notes
    -----
    Minimum-cost flow, whose optimum is integral; :mod:`matching.bmatching.flow` has the network.
    A full solution of 20,000 x 4,000 nodes with 700,000 edges takes about a second; compare
    `networkx.network_simplex`. Of several best matchings the one returned depends on the order of
    the nodes in `graph` alone.

    References
    ----------
    .. [1] A. Schrijver, *Combinatorial Optimization*, Springer 2003, chapter 21.

    Examples
    --------
    >>> graph = nx.Graph()
    >>> graph.add_node("buyer", capacity=2)
    >>> graph.add_weighted_edges_from([("a", "buyer", 5), ("b", "buyer", 4), ("c", "buyer", 3)])
    >>> matching, prices = maximum_weight_b_matching(graph, ["a", "b", "c"])
    >>> sorted(matching)
    [('a', 'buyer'), ('b', 'buyer')]
    >>> prices
    {'a': 2, 'b': 1, 'c': 0, 'buyer': 3}
    """
    if graph.is_directed() or graph.is_multigraph():
        raise nx.NetworkXNotImplemented("b-matching needs an undirected graph, no multigraph")
    given = set(top_nodes)
    strangers = given.difference(graph)
    if strangers:
        raise nx.NetworkXError(f"top node {min(map(repr, strangers))} is not in the graph")
    top = [node for node in graph if node in given]
    bottom = [node for node in graph if node not in given]
    index = {node: k for side in (top, bottom) for k, node in enumerate(side)}
    rows = []
    for one, other, value in graph.edges(data=weight, default=1):
        if (one in given) == (other in given):
            raise nx.NetworkXError(f"edge ({one!r}, {other!r}) joins two nodes of one side")
        left, right = (one, other) if one in given else (other, one)
        score = _integer(value, f"{weight} of edge ({one!r}, {other!r})", -MAX_WEIGHT, MAX_WEIGHT)
        if score > 0:
            rows.append((index[left], index[right], score))
    problem = _problem([_capacities(graph, side, capacity) for side in (top, bottom)], sorted(rows))
    solution = solve(problem)
    matching = {(top[int(i)], bottom[int(j)]) for i, j in solution.pairs}
    prices = (solution.producer_prices, solution.distributor_prices)
    return matching, {
        node: price[_id(k)]
        for side, price in zip((top, bottom), prices, strict=True)
        for k, node in enumerate(side)
    }


def _problem(capacities: list[list[int]], rows: list[tuple[int, int, int]]) -> Problem:
    """Return the problem without the checks of a fair, whose scores end at 10,000."""
    sizes = [len(one) for one in capacities]
    left, right = (np.array(one, dtype=np.int64) for one in capacities)
    return Problem(
        producers=tuple(map(_id, range(sizes[0]))),
        distributors=tuple(map(_id, range(sizes[1]))),
        producer_capacity=left,
        distributor_capacity=right,
        pairs=PairColumns.of(rows),
        fixed=PairColumns.of(()),
        producer_rewards=Rewards.none(sizes[0]),
        distributor_rewards=Rewards.none(sizes[1]),
        bonus=np.zeros(len(rows), dtype=np.int64),
        is_plain=False,
    )


def _id(k: int) -> str:
    return f"{k:012}"


def _capacities(graph: nx.Graph, nodes: list[Any], capacity: str) -> list[int]:
    return [
        _integer(graph.nodes[node].get(capacity, 1), f"{capacity} of node {node!r}", 0, 2**53 - 1)
        for node in nodes
    ]


def _integer(value: object, what: str, least: int, most: int) -> int:
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        number = int(value)
        if least <= number <= most:
            return number
    raise ValueError(f"{what} is {value!r}; it must be an integer in {least}..{most}")
