"""The function for users of NetworkX: optimal, proved, and exact about what it refuses."""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.b_matching import maximum_weight_b_matching


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Draw small bipartite graphs, with odd ids, missing attributes and negative weights."""
    graph = nx.Graph()
    for side in ("left", "right"):
        for k in range(draw(st.integers(0, 4))):
            given_ = draw(st.none() | st.integers(0, 3))
            graph.add_node((side, k), **({} if given_ is None else {"capacity": given_}))
    top, bottom = ([node for node in graph if node[0] == side] for side in ("left", "right"))
    for one in top:
        for other in bottom:
            value = draw(st.none() | st.integers(-3, 1_000_000_000))
            if draw(st.booleans()):
                graph.add_edge(other, one, **({} if value is None else {"weight": value}))
    return graph


def total(graph: nx.Graph, matching: object) -> int:
    """Return the sum of weights."""
    assert isinstance(matching, (set, tuple))
    return sum(graph.edges[edge].get("weight", 1) for edge in matching)


def best(graph: nx.Graph) -> int:
    """Return the weight of the best b-matching, trying every set of edges."""
    edges = list(graph.edges)
    found = 0
    for size in range(len(edges) + 1):
        for chosen in combinations(edges, size):
            taken = nx.Graph(chosen).degree
            if all(n <= graph.nodes[v].get("capacity", 1) for v, n in taken):
                found = max(found, total(graph, chosen))
    return found


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_matching_is_feasible_proved_and_the_best(graph: nx.Graph) -> None:
    top = [node for node in graph if node[0] == "left"]
    matching, prices = maximum_weight_b_matching(graph, top)
    degrees = nx.Graph(list(matching)).degree
    assert all(n <= graph.nodes[v].get("capacity", 1) for v, n in degrees)
    assert all(a[0] == "left" and b[0] == "right" for a, b in matching)
    assert set(prices) == set(graph)
    assert all(price >= 0 for price in prices.values())
    bound = sum(
        max(0, value - prices[a] - prices[b])
        for a, b, value in graph.edges(data="weight", default=1)
    ) + sum(graph.nodes[v].get("capacity", 1) * price for v, price in prices.items())
    assert total(graph, matching) == bound
    if graph.number_of_edges() <= 10:
        assert bound == best(graph)


def test_capacity_one_is_a_matching() -> None:
    graph = nx.bipartite.random_graph(12, 9, 0.5, seed=4)
    for k, (a, b) in enumerate(sorted(graph.edges)):
        graph.edges[a, b]["score"] = 1 + 37 * k % 101
    top = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    matching, _ = maximum_weight_b_matching(graph, top, weight="score")
    peer = nx.max_weight_matching(graph, weight="score")
    assert sum(graph.edges[e]["score"] for e in matching) == sum(
        graph.edges[e]["score"] for e in peer
    )


def test_what_is_no_instance_is_refused_with_the_reason() -> None:
    graph = nx.Graph([("a", "x")])
    with pytest.raises(nx.NetworkXNotImplemented):
        maximum_weight_b_matching(nx.DiGraph(graph), ["a"])
    with pytest.raises(nx.NetworkXNotImplemented):
        maximum_weight_b_matching(nx.MultiGraph(graph), ["a"])
    with pytest.raises(nx.NetworkXError, match="top node 'b' is not in the graph"):
        maximum_weight_b_matching(graph, ["a", "b"])
    with pytest.raises(nx.NetworkXError, match="joins two nodes of one side"):
        maximum_weight_b_matching(graph, ["a", "x"])
    for wrong in (1.5, float("inf"), "3", True, None, 10**10):
        graph.edges["a", "x"]["weight"] = wrong
        with pytest.raises(ValueError, match="weight of edge"):
            maximum_weight_b_matching(graph, ["a"])
    graph.edges["a", "x"]["weight"] = 1
    for wrong in (-1, 0.5, 2**53):
        graph.nodes["x"]["capacity"] = wrong
        with pytest.raises(ValueError, match="capacity of node 'x'"):
            maximum_weight_b_matching(graph, ["a"])


def test_empty_graph_has_an_empty_matching() -> None:
    assert maximum_weight_b_matching(nx.Graph(), []) == (set(), {})
