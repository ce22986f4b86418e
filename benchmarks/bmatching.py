"""How long the exact match of a fair takes, from arrays to a proved result.

``python -m benchmarks.bmatching`` prints a table and, as its last line, the same as JSON.
``--quick`` leaves out 20,000 x 4,000; ``--reviewer DIR`` also solves the public instances of
reviewer assignment (PrefLib 00037 and 00039 as published with perturbed-maximization) and compares
with their known optima.
"""

import argparse
import json
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from matching.bmatching import PairColumns, Problem, solve
from matching.bmatching.flow import flow_pairs
from matching.bmatching.reference import network_simplex_pairs

#: Published optima in units of a quarter bid, and the capacity of a reviewer; papers get 3 each.
REVIEWER_OPTIMA = {"preflib1": (497, 6), "preflib3": (1_817, 6), "aamas2016": (3_798, 12)}
#: NetworkX needs minutes beyond this many pairs.
MOST_REFERENCE_PAIRS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instance:
    """Arrays as the running fair holds them."""

    name: str
    producers: list[str]
    distributors: list[str]
    producer_capacity: np.ndarray
    distributor_capacity: np.ndarray
    pairs: PairColumns

    def problem(self) -> Problem:
        """Build the problem; part of what is measured."""
        return Problem.from_columns(
            producers=self.producers,
            producer_capacity=self.producer_capacity,
            distributors=self.distributors,
            distributor_capacity=self.distributor_capacity,
            pairs=self.pairs,
        )


def instance(producers: int, distributors: int, *, shortlist: bool, levels: int | None) -> Instance:
    """Draw a fair: everybody with everybody, or shortlists of 20..50 popular distributors.

    Parameters
    ----------
    levels
        Number of different scores, many ties; None for all of 1..10,000.
    """
    rng = np.random.default_rng(7)
    if shortlist:
        popularity = rng.gamma(2.0, 1.0, distributors)
        left = np.repeat(np.arange(producers), rng.integers(20, 51, producers))
        right = rng.choice(distributors, size=len(left), p=popularity / popularity.sum())
        left, right = np.divmod(np.unique(left * distributors + right), distributors)
    else:
        left, right = np.divmod(np.arange(producers * distributors), distributors)
    fit = 0.3 * rng.random(producers)[left] + 0.3 * rng.random(distributors)[right]
    fit += 0.4 * rng.random(len(left))
    steps = levels or 9_999
    score = 1 + np.floor(steps * fit).astype(np.int64) * (9_999 // steps)
    kind = f"{'shortlists' if shortlist else 'all pairs'}{f', {levels} levels' if levels else ''}"
    return Instance(
        name=f"{producers} x {distributors}, {kind}",
        producers=[f"p{k:06}" for k in range(producers)],
        distributors=[f"d{k:06}" for k in range(distributors)],
        producer_capacity=rng.integers(1, 13 if shortlist else 5, producers),
        distributor_capacity=rng.integers(1 if shortlist else 3, 13, distributors),
        pairs=PairColumns(left=left.astype(np.int32), right=right.astype(np.int32), score=score),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured on one instance: median seconds by solver."""

    instance: str
    pairs: int
    score: int
    seconds: dict[str, float]


def seconds(action: Callable[[], object], runs: int) -> float:
    """Return the median wall time of several runs."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return median(times)


def measured(case: Instance) -> Row:
    """Measure one instance with every solver that can finish it."""
    problem = case.problem()
    runs = 31 if len(case.pairs) < 100_000 else 3
    times = {
        "proved": seconds(lambda: solve(case.problem()), runs),
        "flow": seconds(lambda: flow_pairs(problem), runs),
    }
    if len(case.pairs) <= MOST_REFERENCE_PAIRS:
        times["reference"] = seconds(lambda: network_simplex_pairs(problem), 1)
    return Row(instance=case.name, pairs=len(case.pairs), score=solve(problem).score, seconds=times)


def reviewer_problem(path: Path, reviewer_capacity: int) -> Problem:
    """Read a bidding matrix: papers as producers, bids 0.25, 0.5 and 1 as scores 1, 2 and 4."""
    header, *lines = path.read_text().splitlines()
    papers, reviewers = map(int, header.split())
    bids = np.array([[float(bid) for bid in line.split()] for line in lines])
    left, right = np.nonzero(bids)
    return Problem.from_columns(
        producers=[f"paper{k:04}" for k in range(papers)],
        producer_capacity=np.full(papers, 3),
        distributors=[f"reviewer{k:04}" for k in range(reviewers)],
        distributor_capacity=np.full(reviewers, reviewer_capacity),
        pairs=PairColumns(
            left=left.astype(np.int32),
            right=right.astype(np.int32),
            score=np.rint(4 * bids[left, right]).astype(np.int64),
        ),
    )


def reviewer_row(folder: Path, name: str) -> Row:
    """Solve a public instance; an optimum other than the published one ends the benchmark."""
    optimum, capacity = REVIEWER_OPTIMA[name]
    problem = reviewer_problem(folder / f"{name}.in", capacity)
    solution = solve(problem)
    if solution.score != optimum or len(solution.pairs) != 3 * len(problem.producers):
        raise SystemExit(
            f"{name}: {len(solution.pairs)} pairs of score {solution.score} / 4, "
            f"published 3 per paper of {optimum} / 4."
        )
    times = {"proved": seconds(lambda: solve(problem), 31)}
    return Row(instance=name, pairs=len(problem.pairs), score=optimum, seconds=times)


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def report(rows: list[Row]) -> None:
    """Print the table, and as the last line JSON."""
    solvers = ("proved", "flow", "reference")
    print(f"{'milliseconds (median)':40}{'pairs':>9}" + "".join(f"{s:>12}" for s in solvers))
    for row in rows:
        times = [
            f"{1_000 * row.seconds[s]:12.2f}" if s in row.seconds else f"{'-':>12}" for s in solvers
        ]
        print(f"{row.instance:40}{row.pairs:>9}{''.join(times)}")
    print("proved: arrays to problem, flow, prices, certificate; flow, reference: solver alone")
    packages = {name: version(name) for name in ("numpy", "ortools", "networkx")}
    machine = {"processor": processor(), "python": platform.python_version(), **packages}
    print(json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}))


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="leave out 20,000 x 4,000")
    parser.add_argument("--reviewer", type=Path, metavar="DIR", help="folder of the public *.in")
    arguments = parser.parse_args()
    cases = [
        instance(producers, distributors, shortlist=False, levels=levels)
        for producers, distributors in ((52, 9), (150, 40), (400, 60))
        for levels in (None, 20)
    ]
    if not arguments.quick:
        cases += [instance(20_000, 4_000, shortlist=True, levels=k) for k in (None, 20)]
    rows = [measured(case) for case in cases]
    if arguments.reviewer:
        rows += [reviewer_row(arguments.reviewer, name) for name in REVIEWER_OPTIMA]
    report(rows)


if __name__ == "__main__":
    main()
