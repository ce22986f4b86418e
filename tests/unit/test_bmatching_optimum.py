"""The result is the optimum: equal to enumeration, equal to NetworkX, and proved."""

from dataclasses import replace

import numpy as np
import pytest

from matching.bmatching import METHODS, Problem, SolverError, UnknownMethodError, certify, solve
from matching.bmatching.flow import flow_pairs
from matching.bmatching.reference import enumerated_pairs
from tests.unit.instances import fair, small


def enumerated(problem: Problem) -> set[tuple[str, str]]:
    chosen = problem.pairs.take(enumerated_pairs(problem))
    return {
        (problem.producers[i], problem.distributors[j])
        for columns in (chosen, problem.fixed)
        for i, j in zip(columns.left.tolist(), columns.right.tolist(), strict=True)
    }


@pytest.mark.parametrize("block", range(20))
def test_flow_equals_enumeration(block: int) -> None:
    for seed in range(100 * block, 100 * (block + 1)):
        problem = small(seed)

        solution = solve(problem)

        assert set(solution.pairs) == enumerated(problem), f"seed {seed}"
        assert solution.score == solution.objective == solution.bound, f"seed {seed}"
        assert solution.optimal


def test_reference_equals_enumeration() -> None:
    for seed in range(200):
        problem = small(seed)
        assert set(solve(problem, method="reference").pairs) == enumerated(problem), f"seed {seed}"


@pytest.mark.parametrize(
    ("producers", "distributors", "levels"),
    [
        (52, 9, None),
        (52, 9, 5),
        pytest.param(150, 40, None, marks=pytest.mark.slow),
        pytest.param(150, 40, 20, marks=pytest.mark.slow),
        pytest.param(400, 60, None, marks=pytest.mark.slow),
        pytest.param(400, 60, 20, marks=pytest.mark.slow),
    ],
)
def test_flow_equals_reference(producers: int, distributors: int, levels: int | None) -> None:
    problem = fair(producers, distributors, levels=levels)

    flow, reference = solve(problem), solve(problem, method="reference")

    assert flow.pairs == reference.pairs
    assert flow.score == reference.score
    assert flow.producer_prices == reference.producer_prices
    assert flow.distributor_prices == reference.distributor_prices
    assert (flow.method, reference.method) == ("flow", "reference")


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize(
    ("problem", "pairs"),
    [
        (Problem.of({}, {}, []), ()),
        (Problem.of({"p": 1}, {}, []), ()),
        (Problem.of({}, {"d": 1}, []), ()),
        (Problem.of({"p": 1}, {"d": 1}, []), ()),
        (Problem.of({"p": 0}, {"d": 1}, [("p", "d", 9)]), ()),
        (Problem.of({"p": 1}, {"d": 0}, [("p", "d", 9)]), ()),
        (Problem.of({"same": 1}, {"same": 1}, [("same", "same", 1)]), (("same", "same"),)),
        (Problem.of({"p": 1}, {"d": 1}, [], [("p", "d", 9)]), (("p", "d"),)),
        (Problem.of({"p": 2**53 - 1}, {"d": 2**53 - 1}, [("p", "d", 9)]), (("p", "d"),)),
    ],
    ids=str,
)
def test_borders_are_solved(method: str, problem: Problem, pairs: object) -> None:
    solution = solve(problem, method=method)

    assert solution.pairs == pairs
    assert solution.optimal
    assert set(solution.producer_prices) == set(problem.producers)
    assert set(solution.distributor_prices) == set(problem.distributors)


def test_pair_meets_once_although_both_have_more_places() -> None:
    problem = Problem.of({"p": 5}, {"d": 5}, [("p", "d", 9)])
    assert solve(problem).score == 9


def test_fewer_meetings_win_when_they_score_more() -> None:
    """A maximum flow would take the two pairs of 1."""
    problem = Problem.of(
        {"p": 1, "q": 1}, {"d": 1, "e": 1}, [("p", "d", 9), ("p", "e", 1), ("q", "d", 1)]
    )
    assert solve(problem).pairs == (("p", "d"),)


def test_fixed_pairs_stay_use_places_and_count() -> None:
    problem = Problem.of(
        {"p": 1, "q": 2},
        {"d": 1, "e": 2},
        [("p", "e", 10_000), ("q", "d", 10_000), ("q", "e", 7)],
        fixed=[("p", "d", 1)],
    )

    solution = solve(problem)

    assert solution.pairs == (("p", "d"), ("q", "e"))
    assert solution.score == 8


def test_solution_agrees_with_the_public_checker() -> None:
    problem = fair(60, 20)
    solution = solve(problem)

    certificate = certify(
        problem, solution.pairs, solution.producer_prices, solution.distributor_prices
    )

    assert certificate.optimal
    assert certificate.score == solution.score == certificate.bound == solution.bound
    assert solution.pairs == tuple(sorted(solution.pairs))
    assert solution.seconds > 0


def test_one_more_place_never_lowers_the_score() -> None:
    for seed in range(100):
        problem = small(seed)
        more = Problem.from_columns(
            producers=problem.producers,
            producer_capacity=problem.producer_capacity + 1,
            distributors=problem.distributors,
            distributor_capacity=problem.distributor_capacity,
            pairs=problem.pairs,
            fixed=problem.fixed,
        )
        assert solve(more).score >= solve(problem).score


def test_unknown_method_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownMethodError, match="No method 'magic'; choose one of auto"):
        solve(Problem.of({}, {}, []), method="magic")


def test_solver_that_gives_up_is_an_error() -> None:
    problem = Problem.of({"p": 1}, {"d": 1}, [("p", "d", 5)])
    too_large = replace(problem, bonus=np.array([2**62]))
    with pytest.raises(SolverError, match="ended with BAD_COST_RANGE, not OPTIMAL"):
        flow_pairs(too_large)


def test_enumeration_refuses_what_it_cannot_finish() -> None:
    problem = fair(5, 4)
    with pytest.raises(ValueError, match="too many to enumerate"):
        enumerated_pairs(problem)


def test_scores_are_kept_as_integers() -> None:
    solution = solve(fair(12, 5))
    assert {type(solution.score), type(solution.bound), type(solution.objective)} == {int}
    prices = [*solution.producer_prices.values(), *solution.distributor_prices.values()]
    assert {type(price) for price in prices} == {int}
    assert not np.isnan(solution.seconds)
