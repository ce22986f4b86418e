"""Ties: one result whatever the order of the input, the hash seed and the platform."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matching.bmatching import PairColumns, Problem, solve
from matching.bmatching.tiebreak import pair_hashes, tie_broken
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


@pytest.mark.parametrize("size", [(1, 1), (52, 9), (150, 40), (400, 60)])
def test_score_unit_outweighs_all_ties_and_costs_fit(size: tuple[int, int]) -> None:
    problem = fair(*size)
    weights = tie_broken(problem)
    most = int(min(places.sum() for places in problem.usable_capacity()))
    hashes = weights.value - problem.pairs.score * weights.scale
    assert weights.bits == 24
    assert hashes.min() >= 0
    assert int(hashes.max()) * most < weights.scale
    assert int(weights.value.max()) * (sum(size) + 3) < 2**60


def test_bits_give_way_to_large_instances() -> None:
    count = 40_000
    index = np.arange(count, dtype=np.int32)
    ids = [f"{k:05}" for k in range(count)]
    problem = Problem.from_columns(
        producers=ids,
        producer_capacity=np.ones(count, dtype=np.int64),
        distributors=ids,
        distributor_capacity=np.ones(count, dtype=np.int64),
        pairs=PairColumns(left=index, right=index, score=np.full(count, 10_000)),
    )
    weights = tie_broken(problem)
    assert weights.bits == 14
    assert int(weights.value.max()) * (2 * count + 3) < 2**60
    assert solve(problem).score == 10_000 * count


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
