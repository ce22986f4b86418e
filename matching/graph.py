"""The graph of record: who takes part, who could meet whom, and how far each pair has come.

An `nx.Graph` for pages, exports and algorithms of others; solvers take the `Problem` read from
it. Nodes are ``("producer", id)`` and ``("distributor", id)`` with `bipartite` (0, 1) and
`capacity`; edges carry `score`, `state` and, where known, `contributions`. Everything is added in
sorted order, so iteration never depends on hashes. An edge stands for a possible pair: a declined
one has none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import networkx as nx

from matching.bmatching import Fault, Problem, ProblemError

Node = tuple[str, str]


class EdgeState(StrEnum):
    """How far a pair has come."""

    CANDIDATE = "candidate"
    PROPOSED = "proposed"
    SENT = "sent"
    AGREED = "agreed"

    @property
    def is_fixed(self) -> bool:
        """Tell whether the pair holds its places whatever the matcher finds."""
        return self in {EdgeState.SENT, EdgeState.AGREED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A possible pair.

    Attributes
    ----------
    score
        1..10,000.
    contributions
        Named parts of the score, where the scorer gave them.
    """

    producer: str
    distributor: str
    score: int
    state: EdgeState = EdgeState.CANDIDATE
    contributions: Mapping[str, int] | None = None


def match_graph(
    producers: Mapping[str, int], distributors: Mapping[str, int], edges: Iterable[Edge]
) -> nx.Graph:
    """Build the graph from capacities by id and possible pairs, in any order.

    Raises
    ------
    ProblemError
        For an edge with an unknown end, or a pair given twice: NetworkX would silently add a node
        without capacity, or keep the later of two scores.

    Examples
    --------
    >>> graph = match_graph({"p": 1}, {"d": 2}, [Edge(producer="p", distributor="d", score=70)])
    >>> graph.nodes["distributor", "d"]
    {'bipartite': 1, 'capacity': 2}
    >>> graph.edges[("producer", "p"), ("distributor", "d")]["score"]
    70
    """
    graph = nx.Graph()
    for bipartite, (side, capacities) in enumerate(
        (("producer", producers), ("distributor", distributors))
    ):
        for key in sorted(capacities):
            graph.add_node((side, key), bipartite=bipartite, capacity=capacities[key])
    faults: list[Fault] = []
    for edge in sorted(edges, key=lambda edge: (edge.producer, edge.distributor)):
        ends = ("producer", edge.producer), ("distributor", edge.distributor)
        place = f"edge ({edge.producer}, {edge.distributor})"
        unknown = [end for end in ends if end not in graph]
        faults += [Fault.at(place, "id_unknown", side=side, id=key) for side, key in unknown]
        if graph.has_edge(*ends):
            names = {"producer": edge.producer, "distributor": edge.distributor}
            faults.append(Fault.at(place, "pair_doubled", first=place, **names))
        elif not unknown:
            graph.add_edge(*ends, score=edge.score, state=edge.state)
            if edge.contributions is not None:
                graph.edges[ends]["contributions"] = dict(edge.contributions)
    if faults:
        raise ProblemError(faults)
    return graph


def problem_of(graph: nx.Graph) -> Problem:
    """Read what the matcher has to solve: free pairs as candidates, sent and agreed ones fixed.

    A capacity that was lowered below the places already held counts as the places held: nothing
    that was sent is taken back.

    Raises
    ------
    ProblemError
        For scores or capacities out of range.
    """
    held = dict.fromkeys(graph, 0)
    rows: dict[bool, list[tuple[str, str, int]]] = {False: [], True: []}
    for node, neighbours in graph.adjacency():
        if node[0] == "producer":
            for other, edge in neighbours.items():
                is_fixed = edge["state"].is_fixed
                rows[is_fixed].append((node[1], other[1], edge["score"]))
                held[node] += is_fixed
                held[other] += is_fixed
    sides: dict[str, dict[str, int]] = {"producer": {}, "distributor": {}}
    for node, capacity in graph.nodes(data="capacity"):
        sides[node[0]][node[1]] = held[node] if 0 <= capacity < held[node] else capacity
    return Problem.of(sides["producer"], sides["distributor"], rows[False], rows[True])


def mark_proposed(graph: nx.Graph, pairs: Iterable[tuple[str, str]]) -> None:
    """Write the current match into the graph: its free pairs are proposed, no others are.

    Parameters
    ----------
    graph
        Changed in place; sent and agreed pairs keep their state.
    pairs
        (producer id, distributor id), as `Solution.pairs` holds them.

    Raises
    ------
    KeyError
        For a pair without an edge.
    """
    for _, _, edge in graph.edges(data=True):
        if edge["state"] is EdgeState.PROPOSED:
            edge["state"] = EdgeState.CANDIDATE
    for producer, distributor in pairs:
        edge = graph.edges[("producer", producer), ("distributor", distributor)]
        if not edge["state"].is_fixed:
            edge["state"] = EdgeState.PROPOSED
