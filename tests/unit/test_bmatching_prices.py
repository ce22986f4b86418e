"""Prices: they prove, they cover everybody, they mean something, and only an optimum has them."""

import numpy as np
import pytest

from matching.bmatching import NotOptimalError, PairColumns, Problem, solve
from matching.bmatching.flow import flow_pairs
from matching.bmatching.prices import recover_prices
from tests.unit.instances import fair, small


def with_places(problem: Problem, side: str, k: int, change: int) -> Problem:
    """Return the problem with one participant's capacity changed."""
    capacity = {
        "producer": problem.producer_capacity.copy(),
        "distributor": problem.distributor_capacity.copy(),
    }
    capacity[side][k] += change
    return Problem.from_columns(
        producers=problem.producers,
        producer_capacity=capacity["producer"],
        distributors=problem.distributors,
        distributor_capacity=capacity["distributor"],
        pairs=problem.pairs,
        fixed=problem.fixed,
    )


def test_prices_are_in_range_and_cover_every_id() -> None:
    for problem in (*map(small, range(200)), fair(52, 9), fair(52, 9, levels=3)):
        solution = solve(problem)
        prices = [*solution.producer_prices.values(), *solution.distributor_prices.values()]
        assert tuple(solution.producer_prices) == problem.producers
        assert tuple(solution.distributor_prices) == problem.distributors
        assert all(0 <= price <= 10_000 for price in prices)


def test_distributor_price_is_the_gain_of_one_more_place() -> None:
    for problem in (*map(small, range(100)), fair(20, 6), fair(20, 6, levels=4)):
        solution = solve(problem)
        gains = {
            key: solve(with_places(problem, "distributor", k, 1)).score - solution.score
            for k, key in enumerate(problem.distributors)
        }
        assert solution.distributor_prices == gains


def test_producer_price_is_the_loss_of_one_place() -> None:
    for problem in (*map(small, range(100)), fair(20, 6), fair(20, 6, levels=4)):
        solution = solve(problem)
        free, _ = problem.free_capacity()
        losses = {
            key: solution.score - solve(with_places(problem, "producer", k, -1)).score
            for k, key in enumerate(problem.producers)
            if free[k]
        }
        assert {key: solution.producer_prices[key] for key in losses} == losses


def test_prices_are_the_same_for_every_optimum_of_a_tie() -> None:
    problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 5), ("q", "d", 5)])
    ones = recover_prices(problem, np.array([True, False]))
    others = recover_prices(problem, np.array([False, True]))
    assert [prices.tolist() for prices in ones] == [prices.tolist() for prices in others]


def test_only_an_optimal_set_has_prices() -> None:
    refused = 0
    for seed in range(1_200):
        problem = small(seed)
        best = int(problem.pairs.score[flow_pairs(problem)].sum())
        chosen = random_feasible(problem, np.random.default_rng(seed))
        if int(problem.pairs.score[chosen].sum()) == best:
            recover_prices(problem, chosen)
        else:
            refused += 1
            with pytest.raises(NotOptimalError):
                recover_prices(problem, chosen)
    assert refused > 100


def random_feasible(problem: Problem, rng: np.random.Generator) -> np.ndarray:
    left, right = problem.free_capacity()
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    for row in rng.permutation(len(chosen)).tolist():
        i, j = problem.pairs.left[row], problem.pairs.right[row]
        if left[i] > 0 and right[j] > 0:
            chosen[row] = True
            left[i] -= 1
            right[j] -= 1
    return chosen


def test_better_cycle_through_everybody_is_found() -> None:
    """Each pair of the ring could be exchanged for its neighbour at a gain of one point."""
    count = 300
    rows = [(k, k, 5_000) for k in range(count)] + [
        (k, (k + 1) % count, 5_001) for k in range(count)
    ]
    problem = Problem.from_columns(
        producers=[f"p{k:03}" for k in range(count)],
        producer_capacity=np.ones(count, dtype=np.int64),
        distributors=[f"d{k:03}" for k in range(count)],
        distributor_capacity=np.ones(count, dtype=np.int64),
        pairs=PairColumns.of(rows),
    )
    worse = problem.pairs.score == 5_000

    with pytest.raises(NotOptimalError, match="exchanging pairs around a cycle"):
        recover_prices(problem, worse)
    recover_prices(problem, ~worse)


def test_set_beyond_the_places_has_no_prices() -> None:
    problem = Problem.of({"p": 1}, {"d": 1, "e": 1}, [("p", "d", 5), ("p", "e", 5)])
    with pytest.raises(NotOptimalError, match="more places than there are"):
        recover_prices(problem, np.array([True, True]))
