"""A fair's instance and its present match in the exchange format of problems and solutions."""

from typing import Any

import sqlalchemy as sa

from matching.bmatching import Problem, certify, solve
from matching.graph import Edge, EdgeState, match_graph
from streams.pairing.instance import FairInstance, Pair
from streams.store.caches import read_prices
from streams.store.queries.matching import match_pairs, matching_of


def fair_instance(connection: sa.Connection, fair: str) -> FairInstance:
    """Read a fair's instance from the store."""
    instance = FairInstance(fair)
    instance.refresh(connection)
    return instance


def exported(connection: sa.Connection, fair: str) -> dict[str, Any]:
    """Return the live instance as a problem document, with the recorded match as its `result`.

    What was sent, pinned or agreed stands under `fixed`; declined and forbidden pairs are absent;
    a capacity is the larger of places offered and places held.
    """
    instance = fair_instance(connection, fair)
    problem = instance.problem()
    return {**_problem_document(problem), "result": _result(connection, instance, problem)}


def graph_document(connection: sa.Connection, fair: str) -> dict[str, Any]:
    """Return the graph of record, built from the store, as node-link data."""
    instance = fair_instance(connection, fair)
    graph = match_graph(
        {node: instance.capacity(node) for node in instance.producers},
        {node: instance.capacity(node) for node in instance.seats},
        _edges(instance, match_pairs(connection, fair)),
    )
    return {
        "nodes": [
            {"side": side, "id": node, **attributes}
            for (side, node), attributes in graph.nodes(data=True)
        ],
        "edges": [
            {"producer": left[1], "distributor": right[1], **attributes}
            for left, right, attributes in graph.edges(data=True)
        ],
    }


def _edges(instance: FairInstance, proposed: dict[Pair, int]) -> list[Edge]:
    edges = [
        Edge(producer=p, distributor=s, score=score, state=EdgeState.SENT)
        for (p, s), score in instance.fixed.items()
        if p in instance.producers and s in instance.seats
    ]
    for producer in instance.producers:
        for seat in instance.seats:
            score = instance.score((producer, seat))
            if score is not None:
                state = EdgeState.PROPOSED if (producer, seat) in proposed else EdgeState.CANDIDATE
                edges.append(Edge(producer=producer, distributor=seat, score=score, state=state))
    return edges


def _problem_document(problem: Problem) -> dict[str, Any]:
    left, right = problem.producers, problem.distributors

    def sides(ids: tuple[str, ...], capacity: Any) -> list[dict[str, Any]]:
        return [{"id": i, "capacity": int(c)} for i, c in zip(ids, capacity, strict=True)]

    def rows(columns: Any) -> list[list[Any]]:
        return [
            [left[i], right[j], w]
            for i, j, w in zip(
                columns.left.tolist(), columns.right.tolist(), columns.score.tolist(), strict=True
            )
        ]

    return {
        "producers": sides(left, problem.producer_capacity),
        "distributors": sides(right, problem.distributor_capacity),
        "pairs": rows(problem.pairs),
        "fixed": rows(problem.fixed),
    }


def _result(connection: sa.Connection, instance: FairInstance, problem: Problem) -> dict[str, Any]:
    """Return the match as recorded, proved by its prices, which are computed where missing."""
    through = matching_of(connection, instance.key).through
    pairs = sorted({*match_pairs(connection, instance.key), *instance.fixed})
    producers, distributors = _prices(connection, instance.key, through, problem)
    certificate = certify(problem, pairs, producers, distributors)
    return {
        "pairs": [list(pair) for pair in pairs],
        "score": certificate.score,
        "objective": certificate.score,
        "bound": certificate.bound,
        "optimal": certificate.optimal,
        "prices": {"producers": producers, "distributors": distributors},
        "method": "flow",
        "seconds": 0.0,
        "through": through,
    }


def _prices(
    connection: sa.Connection, fair: str, through: int, problem: Problem
) -> tuple[dict[str, int], dict[str, int]]:
    cached = read_prices(connection, fair)
    producers = {n: p for (s, n), (p, at) in cached.items() if s == "producer" and at == through}
    distributors = {
        n: p for (s, n), (p, at) in cached.items() if s == "distributor" and at == through
    }
    if set(producers) == set(problem.producers) and set(distributors) == set(problem.distributors):
        return producers, distributors
    solution = solve(problem)
    return dict(solution.producer_prices), dict(solution.distributor_prices)
