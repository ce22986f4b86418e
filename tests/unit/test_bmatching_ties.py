"""Ties: one result whatever the order of the input, the hash seed and the platform."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matching.bmatching import PairColumns, Problem, solve
from matching.bmatching.tiebreak import pair_hashes, pair_ties
from tests.unit.instances import fair

ROOT = Path(__file__).parents[2]

SOLVE_A_TIED_SET = """
import json
from matching.bmatching import Problem, solve
producers = {f"p{k}" for k in range(40)}
distributors = {f"d{k}" for k in range(12)}
pairs = {(p, d, 1 + (len(p) + len(d)) % 3) for p in producers for d in distributors}
problem = Problem.of(dict.fromkeys(producers, 2), dict.fromkeys(distributors, 3), pairs)
solution = solve(problem)
print(json.dumps([solution.pairs, solution.producer_prices, solution.distributor_prices]))
"""


def shuffled(problem: Problem, seed: int) -> Problem:
    """Return the same problem from ids and pairs in another order."""
    rng = np.random.default_rng(seed)
    left, right = (rng.permutation(len(ids)) for ids in (problem.producers, problem.distributors))
    rows = rng.permutation(len(problem.pairs))
    return Problem.from_columns(
        producers=[problem.producers[k] for k in left],
        producer_capacity=problem.producer_capacity[left],
        distributors=[problem.distributors[k] for k in right],
        distributor_capacity=problem.distributor_capacity[right],
        pairs=PairColumns(
            left=np.argsort(left).astype(np.int32)[problem.pairs.left[rows]],
            right=np.argsort(right).astype(np.int32)[problem.pairs.right[rows]],
            score=problem.pairs.score[rows],
        ),
    )


@pytest.mark.parametrize("levels", [1, 2, 20])
def test_order_of_the_input_does_not_matter(levels: int) -> None:
    problem = fair(60, 20, levels=levels)
    expected = solve(problem)
    for seed in range(5):
        solution = solve(shuffled(problem, seed))
        assert solution.pairs == expected.pairs
        assert solution.producer_prices == expected.producer_prices
        assert solution.distributor_prices == expected.distributor_prices


def test_tie_is_decided_by_the_hash_and_never_by_the_position() -> None:
    """Of many twins each wins somewhere, so the rule is not "the first id"."""
    winners = set()
    for k in range(20):
        problem = Problem.of({"a": 1, "b": 1}, {f"d{k}": 1}, [("a", f"d{k}", 5), ("b", f"d{k}", 5)])
        winners.add(solve(problem).pairs[0][0])
    assert winners == {"a", "b"}


def test_hash_of_a_pair_is_a_function_of_its_ids() -> None:
    """The values are pinned: another platform, numpy or Python must give the same."""
    problem = Problem.of(
        {"p": 1, "same": 1}, {"d": 1, "same": 1}, [("p", "d", 1), ("same", "same", 1)]
    )
    assert [f"{word:016x}" for word in pair_hashes(problem).tolist()] == PINNED
    alone = Problem.of({"p": 1}, {"d": 1}, [("p", "d", 9)])
    assert [f"{word:016x}" for word in pair_hashes(alone).tolist()] == PINNED[:1]


PINNED = ["eb301d537d15b131", "079399d7cb21adc6"]


def test_exchanging_partners_changes_the_sum_of_hashes() -> None:
    problem = fair(30, 30)
    words = pair_hashes(problem).reshape(30, 30)
    straight = words[:-1, :-1] + words[1:, 1:]
    crossed = words[:-1, 1:] + words[1:, :-1]
    assert (straight != crossed).all()


def test_ties_of_a_large_fair_fit_into_the_solver() -> None:
    count = 40_000
    index = np.arange(count, dtype=np.int32)
    problem = Problem.from_columns(
        producers=[f"{k:05}" for k in range(count)],
        producer_capacity=np.ones(count, dtype=np.int64),
        distributors=["d"],
        distributor_capacity=np.array([count // 2]),
        pairs=PairColumns(left=index, right=0 * index, score=np.full(count, 10_000)),
    )
    chosen = solve(problem, method="flow").chosen
    ties = pair_ties(problem)
    assert chosen.sum() == count // 2
    assert ties[chosen].min() > ties[~chosen].max()


@pytest.mark.parametrize("method", ["kernel", "flow", "reference"])
def test_ties_are_settled_alike_by_every_method(method: str) -> None:
    for seed in range(20):
        problem = fair(12, 5, seed=seed, levels=2)
        assert solve(problem, method=method).pairs == solve(problem).pairs


@pytest.mark.slow
def test_hash_seed_of_python_does_not_matter() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SOLVE_A_TIED_SET],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())[0]) == 36
