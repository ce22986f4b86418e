"""`./run drill events`: random events, and after every one the optimum, proved and compared.

Small fairs with ties, guarantees, priorities, bans and confirmations. Every result is certified,
compared with the plain-Python twin, and some of them with OR-Tools; then the same registrations in
other orders, and engines begun anew in the middle.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from benchmarks.machine import report
from matching.bmatching import certify
from matching.bmatching.engine import Engine
from matching.bmatching.flow import flow_pairs
from matching.bmatching.problem import Problem
from matching.bmatching.twin import twin_pairs
from matching.objective import Objective
from tests.unit.streams_of_events import STATEMENTS, accepted

OBJECTIVES = {
    "score": Objective.score(),
    "fair": Objective(),
    "one-sided": Objective(producer_lambda=200, distributor_lambda=0, guarantee=2),
    "sticky": Objective(stickiness_hundredths=1),
}
_OF_ONE_FAIR = 200
_SOLVED_EVERY = 40
_LEVELS = (2, 5, 9_999)


@dataclass(kw_only=True)
class Found:
    """What was tried, and what was wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def drill(events: int, orders: int, restarts: int) -> Found:
    """Play it, and note what does not hold."""
    found = Found()
    for seed in range(events // _OF_ONE_FAIR):
        name = list(OBJECTIVES)[seed % len(OBJECTIVES)]
        _follow(found, name, seed)
    for seed in range(orders):
        _shuffle(found, seed)
    for seed in range(restarts):
        _restart(found, seed)
    return found


def _follow(found: Found, name: str, seed: int) -> None:
    """Let one fair happen and check it after every event."""
    engine = Engine(OBJECTIVES[name])
    changes = accepted(engine, Random(seed), _OF_ONE_FAIR, levels=_LEVELS[seed % len(_LEVELS)])
    for number, change in enumerate(changes):
        problem = engine.problem()
        prices = engine.prices("producer"), engine.prices("distributor")
        proof = certify(problem, engine.pairs(), *prices)
        found.tried["events"] += 1
        if not proof.optimal or proof.objective != change.objective or change.bound != proof.bound:
            found.wrong.append(f"{name} {seed} {number}: {proof.violations}")
        if _pairs(problem, twin_pairs(problem)) != engine.pairs():
            found.wrong.append(f"{name} {seed} {number}: the twin has other pairs")
        if number % _SOLVED_EVERY == 0:
            found.tried["solved by OR-Tools"] += 1
            peer = certify(problem, _pairs(problem, flow_pairs(problem)), *prices)
            if peer.objective != change.objective:
                found.wrong.append(f"{name} {seed} {number}: OR-Tools has {peer.objective}")


def _pairs(problem: Problem, chosen: np.ndarray) -> list[tuple[str, str]]:
    """Return the pairs of a choice, fixed ones included."""
    columns = problem.pairs.take(chosen), problem.fixed
    return sorted(
        (problem.producers[i], problem.distributors[j])
        for one in columns
        for i, j in zip(one.left.tolist(), one.right.tolist(), strict=True)
    )


def _shuffle(found: Found, seed: int) -> None:
    """Register everybody of a tied fair in two orders."""
    random = Random(seed)
    producers = {f"p{k}": random.randint(1, 3) for k in range(30)}
    distributors = {f"d{k}": random.randint(1, 5) for k in range(12)}
    scores = {(p, d): 100 * random.randint(1, 3) for p in producers for d in distributors}
    results = []
    for _ in range(2):
        engine = Engine(OBJECTIVES["fair"])
        comers = [*producers, *distributors]
        random.shuffle(comers)
        for key in comers:
            if key in producers:
                rows = [(d, scores[key, d]) for d in distributors if ("distributor", d) in engine]
                engine.join("producer", key, producers[key], rows)
            else:
                rows = [(p, scores[p, key]) for p in producers if ("producer", p) in engine]
                engine.join("distributor", key, distributors[key], rows)
        results.append(engine.pairs())
    found.tried["orders"] += 1
    if results[0] != results[1]:
        found.wrong.append(f"order {seed}")


def _restart(found: Found, seed: int) -> None:
    """Begin anew in the middle with what a store would hold, and go on beside the first."""
    objective = list(OBJECTIVES.values())[seed % len(OBJECTIVES)]
    engine = Engine(objective)
    for _ in accepted(engine, Random(seed), 40, levels=3, operations=STATEMENTS):
        pass
    problem = engine.problem()
    plain = replace(problem, bonus=np.zeros(len(problem.pairs), dtype=np.int64))
    again = Engine.of(plain, objective, engine.pairs())
    found.tried["restarts"] += 1
    both = (
        accepted(one, Random(-seed), 40, levels=3, operations=STATEMENTS) for one in (engine, again)
    )
    for one, other in zip(*both, strict=True):
        if one.objective != other.objective or engine.pairs() != again.pairs():
            found.wrong.append(f"restart {seed}")
            return


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=50)
    parser.add_argument("--restarts", type=int, default=50)
    given = parser.parse_args()
    begun = time.perf_counter()
    found = drill(given.events, given.orders, given.restarts)
    rows = [(name, str(number)) for name, number in found.tried.items()]
    rows.append(("wrong", str(found.wrong[:5])))
    figures = {"tried": dict(found.tried), "wrong": found.wrong[:5]}
    seconds = round(time.perf_counter() - begun, 1)
    report("Random events on small fairs", rows, {**figures, "seconds": seconds})
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
