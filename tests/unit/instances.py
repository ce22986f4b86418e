"""Seeded problems for the tests of b-matching: small ones to enumerate, fairs to compare on."""

import numpy as np

from matching.bmatching import PairColumns, Problem

IdPair = tuple[str, str, int]
Parts = tuple[dict[str, int], dict[str, int], list[IdPair], list[IdPair]]


def small_parts(seed: int) -> Parts:
    """Return producers, distributors, at most ten pairs and some fixed ones, in random order.

    Every third instance has three score levels, so ties are the rule; capacities start at 0.
    """
    rng = np.random.default_rng(seed)
    top = 3 if seed % 3 == 0 else 10_000
    producers = {f"p{k}": int(rng.integers(0, 4)) for k in range(rng.integers(0, 6))}
    distributors = {f"d{k}": int(rng.integers(0, 4)) for k in range(rng.integers(0, 5))}
    every = [
        (p, d, int(rng.integers(1, top + 1)))
        for p in producers
        for d in distributors
        if rng.random() < 0.7
    ]
    rng.shuffle(every)
    left, right = producers.copy(), distributors.copy()
    pairs: list[IdPair] = []
    fixed: list[IdPair] = []
    for p, d, score in every:
        if rng.random() < 0.2 and left[p] > 0 and right[d] > 0:
            left[p] -= 1
            right[d] -= 1
            fixed.append((p, d, score))
        elif len(pairs) < 10:
            pairs.append((p, d, score))
    return producers, distributors, pairs, fixed


def small(seed: int) -> Problem:
    """Return a problem small enough to enumerate."""
    return Problem.of(*small_parts(seed))


def fair(producers: int, distributors: int, *, seed: int = 7, levels: int | None = None) -> Problem:
    """Return a fair at which everybody could meet everybody.

    Parameters
    ----------
    levels
        Number of different scores; None for all of 1..10,000.
    """
    rng = np.random.default_rng(seed)
    wish = 0.3 * rng.random((producers, 1)) + 0.3 * rng.random(distributors)
    wish = wish + 0.4 * rng.random((producers, distributors))
    score = 1 + np.floor(9_999 * wish).astype(np.int64)
    if levels:
        score = 1 + (score * levels // 10_001) * (9_999 // levels)
    left, right = np.divmod(np.arange(score.size), distributors)
    return Problem.from_columns(
        producers=[f"p{k:04}" for k in range(producers)],
        producer_capacity=rng.integers(1, 5, producers),
        distributors=[f"d{k:04}" for k in range(distributors)],
        distributor_capacity=rng.integers(1, 13, distributors),
        pairs=PairColumns(
            left=left.astype(np.int32), right=right.astype(np.int32), score=score.ravel()
        ),
    )
