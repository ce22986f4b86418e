"""Exactness in the large: random fairs against NetworkX and the checker, many more than in tests.

`./run drill exactness`: 20,000 small cases against brute force, and 60 fairs of three sizes against
`nx.network_simplex`.
"""

from random import Random

from benchmarks.machine import report
from matching.bmatching import Problem, certify, solve
from matching.bmatching.reference import enumerated_pairs

SMALL = 20_000
_SIZES = ((52, 9), (150, 40), (400, 60))
_OF_EACH = 20


def random_problem(random: Random, producers: int, distributors: int, density: float) -> Problem:
    """Draw a problem; few score levels make many ties."""
    levels = random.choice((3, 50, 10_000))
    return Problem.of(
        {f"p{i}": random.randrange(4) for i in range(producers)},
        {
            f"d{j}": random.randrange(1 + 2 * producers // max(1, distributors))
            for j in range(distributors)
        },
        [
            (f"p{i}", f"d{j}", 1 + random.randrange(levels))
            for i in range(producers)
            for j in range(distributors)
            if random.random() < density
        ],
    )


def main() -> int:
    """Compare and report."""
    random = Random(7)
    wrong = 0
    for _ in range(SMALL):
        problem = random_problem(random, random.randrange(5), random.randrange(4), 0.7)
        solution = solve(problem)
        best = int(problem.pairs.score[enumerated_pairs(problem)].sum())
        wrong += solution.score != best or solution.bound != best
    large = 0
    for producers, distributors in _SIZES:
        for _ in range(_OF_EACH):
            problem = random_problem(random, producers, distributors, random.choice((0.2, 1.0)))
            solution = solve(problem)
            reference = solve(problem, method="reference")
            again = certify(
                problem,
                solution.pairs,
                reference.producer_prices,
                reference.distributor_prices,
            )
            large += solution.pairs != reference.pairs or not again.optimal
    report(
        "exactness",
        [
            (f"{SMALL:,} small cases against brute force, wrong", str(wrong)),
            (f"{_OF_EACH * len(_SIZES)} fairs against network_simplex, wrong", str(large)),
        ],
        {"small_wrong": wrong, "large_wrong": large},
    )
    return 1 if wrong or large else 0
