"""The graph of record: built in order, read as a problem, marked with the match."""

import pytest

from matching.bmatching import ProblemError, solve
from matching.graph import Edge, EdgeState, mark_proposed, match_graph, problem_of


def edge(
    producer: str = "p", distributor: str = "d", score: int = 50, state: str = "candidate"
) -> Edge:
    return Edge(producer=producer, distributor=distributor, score=score, state=EdgeState(state))


def test_nodes_and_edges_are_added_in_sorted_order() -> None:
    graph = match_graph(
        {"p2": 1, "p1": 2}, {"e": 1, "d": 3}, [edge("p2", "e"), edge("p1", "e"), edge("p1", "d")]
    )
    assert list(graph.nodes(data=True)) == [
        (("producer", "p1"), {"bipartite": 0, "capacity": 2}),
        (("producer", "p2"), {"bipartite": 0, "capacity": 1}),
        (("distributor", "d"), {"bipartite": 1, "capacity": 3}),
        (("distributor", "e"), {"bipartite": 1, "capacity": 1}),
    ]
    assert [(p[1], d[1]) for p, d in graph.edges] == [("p1", "d"), ("p1", "e"), ("p2", "e")]


def test_same_id_may_stand_on_both_sides() -> None:
    graph = match_graph({"same": 1}, {"same": 1}, [edge("same", "same")])
    assert solve(problem_of(graph)).pairs == (("same", "same"),)


def test_contributions_are_kept_where_known() -> None:
    known = Edge(producer="p", distributor="d", score=50, contributions={"price": 20, "zone": 30})
    graph = match_graph({"p": 1}, {"d": 1, "e": 1}, [known, edge("p", "e")])
    assert graph.edges[("producer", "p"), ("distributor", "d")] == {
        "score": 50,
        "state": EdgeState.CANDIDATE,
        "contributions": {"price": 20, "zone": 30},
    }
    assert "contributions" not in graph.edges[("producer", "p"), ("distributor", "e")]


def test_sent_and_agreed_pairs_are_fixed_and_others_are_candidates() -> None:
    graph = match_graph(
        {"p": 3, "q": 1},
        {"d": 2, "e": 2},
        [
            edge("p", "d", 10, "sent"),
            edge("p", "e", 20, "agreed"),
            edge("q", "d", 30, "proposed"),
            edge("q", "e", 40),
        ],
    )
    problem = problem_of(graph)
    assert problem.fixed.score.tolist() == [10, 20]
    assert problem.pairs.score.tolist() == [30, 40]


def test_capacity_below_the_places_held_takes_nothing_back() -> None:
    graph = match_graph(
        {"p": 1}, {"d": 5, "e": 0}, [edge("p", "d", 1, "sent"), edge("p", "e", 1, "agreed")]
    )
    problem = problem_of(graph)
    assert problem.producer_capacity.tolist() == [2]
    assert problem.distributor_capacity.tolist() == [5, 1]


def test_negative_capacity_is_not_hidden_by_places_held() -> None:
    graph = match_graph({"p": -1}, {"d": 1}, [edge(state="sent")])
    with pytest.raises(ProblemError, match="capacity -1 is negative"):
        problem_of(graph)


def test_unknown_end_and_doubled_pair_are_refused() -> None:
    with pytest.raises(ProblemError) as caught:
        match_graph({"p": 1}, {"d": 1}, [edge(), edge("x", "y"), edge(score=51)])
    assert [(fault.place, fault.code) for fault in caught.value.faults] == [
        ("edge (p, d)", "pair_doubled"),
        ("edge (x, y)", "id_unknown"),
        ("edge (x, y)", "id_unknown"),
    ]


def test_match_is_marked_and_the_one_before_it_unmarked() -> None:
    graph = match_graph(
        {"p": 1, "q": 1},
        {"d": 1, "e": 1},
        [edge("p", "d", 90, "proposed"), edge("p", "e", 95), edge("q", "d", 10, "agreed")],
    )
    mark_proposed(graph, solve(problem_of(graph)).pairs)
    states = {(p[1], d[1]): state.value for p, d, state in graph.edges(data="state")}
    assert states == {("p", "d"): "candidate", ("p", "e"): "proposed", ("q", "d"): "agreed"}


def test_pair_without_an_edge_cannot_be_marked() -> None:
    graph = match_graph({"p": 1}, {"d": 1}, [])
    with pytest.raises(KeyError):
        mark_proposed(graph, [("p", "d")])
