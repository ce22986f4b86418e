"""The checker refuses every perturbed result, says why, and never trusts the prices."""

from collections.abc import Callable

import numpy as np
import pytest

from matching.bmatching import Certificate, Problem, certify, solve
from tests.unit.instances import fair, small

Pairs = list[tuple[str, str]]
Prices = dict[str, int]


def problem_with_fixed() -> Problem:
    """Return a fair of 12 x 6 without ties, of which two pairs are fixed."""
    problem = fair(12, 6)
    rows = [
        (problem.producers[i], problem.distributors[j], score)
        for i, j, score in zip(
            problem.pairs.left.tolist(),
            problem.pairs.right.tolist(),
            problem.pairs.score.tolist(),
            strict=True,
        )
    ]
    return Problem.of(
        dict(zip(problem.producers, problem.producer_capacity.tolist(), strict=True)),
        dict(zip(problem.distributors, problem.distributor_capacity.tolist(), strict=True)),
        [row for row in rows if row not in (rows[3], rows[20])][:-1],
        [rows[3], rows[20]],
    )


PROBLEM = problem_with_fixed()
SOLUTION = solve(PROBLEM)
FIXED = [
    (PROBLEM.producers[i], PROBLEM.distributors[j])
    for i, j in zip(PROBLEM.fixed.left.tolist(), PROBLEM.fixed.right.tolist(), strict=True)
]
CANDIDATES = [
    (PROBLEM.producers[i], PROBLEM.distributors[j])
    for i, j in zip(PROBLEM.pairs.left.tolist(), PROBLEM.pairs.right.tolist(), strict=True)
]
IMPOSSIBLE = (PROBLEM.producers[-1], PROBLEM.distributors[-1])
LEFT_OUT = [pair for pair in CANDIDATES if pair not in SOLUTION.pairs]


def check(
    *, pairs: object = None, producers: object = None, distributors: object = None
) -> Certificate:
    """Check the solution with one part exchanged."""
    return certify(
        PROBLEM,
        SOLUTION.pairs if pairs is None else pairs,  # type: ignore[arg-type]
        SOLUTION.producer_prices if producers is None else producers,  # type: ignore[arg-type]
        SOLUTION.distributor_prices if distributors is None else distributors,  # type: ignore[arg-type]
    )


def test_solution_is_accepted_in_any_order() -> None:
    certificate = check(pairs=reversed(SOLUTION.pairs))
    assert certificate == Certificate(
        score=SOLUTION.score,
        terms={"score": SOLUTION.score, "guarantee": 0, "fairness": 0, "stickiness": 0},
        objective=SOLUTION.score,
        bound=SOLUTION.score,
        optimal=True,
        violations=(),
    )


def test_every_missing_pair_is_noticed() -> None:
    for missing in SOLUTION.pairs:
        certificate = check(pairs=[pair for pair in SOLUTION.pairs if pair != missing])
        assert not certificate.optimal
        named = f"fixed pair ({missing[0]}, {missing[1]}) is missing"
        assert (named in certificate.violations) == (missing in FIXED)
        assert certificate.score < certificate.bound


def test_every_additional_pair_is_noticed() -> None:
    for extra in LEFT_OUT:
        certificate = check(pairs=[*SOLUTION.pairs, extra])
        assert not certificate.optimal
        assert any("1 more meetings than places" in line for line in certificate.violations)


def test_every_exchanged_pair_is_noticed() -> None:
    for old in SOLUTION.pairs:
        for new in LEFT_OUT:
            kept = [pair for pair in SOLUTION.pairs if pair != old]
            assert not check(pairs=[*kept, new]).optimal


def test_doubled_pair_is_noticed_and_counted_once() -> None:
    for pair in (SOLUTION.pairs[0], FIXED[0]):
        certificate = check(pairs=[*SOLUTION.pairs, pair])
        assert certificate.violations == (
            f"pair ({pair[0]}, {pair[1]}) stands 2 times; a pair meets once",
        )
        assert certificate.score == SOLUTION.score


@pytest.mark.parametrize("stranger", [IMPOSSIBLE, ("p0000", "nobody"), ("nobody", "d0000")])
def test_pair_that_does_not_exist_is_noticed(stranger: tuple[str, str]) -> None:
    assert check(pairs=[*SOLUTION.pairs, stranger]).violations == (
        f"pair ({stranger[0]}, {stranger[1]}) is neither a candidate nor fixed",
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda prices, key: prices.pop(key), "{key} has no price"),
        (
            lambda prices, key: prices.update({key: -1}),
            "price -1 of {key} is no integer in 0..10000",
        ),
        (lambda prices, key: prices.update({key: 0.5}), "price 0.5 of {key} is no integer"),
        (lambda prices, key: prices.update({key: True}), "price True of {key} is no integer"),
        (lambda prices, key: prices.update({key: 10**30}), "price 1000"),
        (lambda prices, key: prices.update({key: None}), "price None of {key} is no integer"),
        (lambda prices, key: prices.update(nobody=5), "nobody has a price and takes no part"),
    ],
)
def test_unusable_price_is_noticed(change: Callable[[Prices, str], None], sentence: str) -> None:
    producers, distributors = dict(SOLUTION.producer_prices), dict(SOLUTION.distributor_prices)
    change(producers, "p0003")
    change(distributors, "d0003")

    left, right = check(producers=producers), check(distributors=distributors)

    assert any(sentence.format(key="producer p0003") in line for line in left.violations)
    assert any(sentence.format(key="distributor d0003") in line for line in right.violations)
    assert left.bound >= SOLUTION.score
    assert right.bound >= SOLUTION.score


def test_every_price_beyond_the_lattice_is_noticed() -> None:
    """Producer prices are the greatest and distributor prices the smallest there are."""
    for key, price in SOLUTION.producer_prices.items():
        certificate = check(producers={**SOLUTION.producer_prices, key: price + 1})
        assert certificate.bound > SOLUTION.score
        assert not certificate.optimal
    for key, price in SOLUTION.distributor_prices.items():
        if price:
            assert not check(distributors={**SOLUTION.distributor_prices, key: price - 1}).optimal


def test_bound_holds_for_any_prices() -> None:
    rng = np.random.default_rng(5)
    for seed in range(200):
        problem = small(seed)
        solution = solve(problem)
        certificate = certify(
            problem,
            solution.pairs,
            {key: int(rng.integers(0, 10_001)) for key in problem.producers},
            {key: int(rng.integers(0, 10_001)) for key in problem.distributors},
        )
        assert certificate.score == solution.score
        assert certificate.bound >= solution.score
        assert certificate.optimal == (certificate.bound == certificate.score)


def test_result_of_another_problem_is_noticed() -> None:
    fewer = dict.fromkeys(PROBLEM.distributors, 0)
    other = Problem.of(
        dict.fromkeys(PROBLEM.producers, 1), fewer, [(*pair, 5) for pair in CANDIDATES]
    )
    certificate = certify(
        other, SOLUTION.pairs, SOLUTION.producer_prices, SOLUTION.distributor_prices
    )
    assert not certificate.optimal
    assert any("more like this" in line for line in certificate.violations)


def test_gap_is_explained_by_pairs_and_places() -> None:
    problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    assert certify(problem, [("q", "d")], {"p": 0, "q": 0}, {"d": 35}).violations == (
        "the score 30 is below the bound 40",
        "pair (q, d) is chosen, its score 30 below the prices by 5",
        "pair (p, d) is left out, its score 40 above the prices by 5",
    )


def test_price_at_a_free_place_is_noticed_on_both_sides() -> None:
    problem = Problem.of({"p": 2}, {"d": 2}, [("p", "d", 40)])
    assert certify(problem, [("p", "d")], {"p": 25}, {"d": 15}).violations == (
        "the score 40 is below the bound 80",
        "producer p has a free place at price 25",
        "distributor d has a free place at price 15",
    )
