"""How long an event takes until the match is the optimum again, by family and size.

``python -m benchmarks.matching`` prints tables and, as its last line, the same as JSON. Three in
four events are a producer's; joining, leaving, a new profile and other places come equally often.
Times include the Python call, the difference, and the certificate of what the event touched. The
peers re-solve the whole with OR-Tools, once with `networkx.network_simplex`.
"""

import argparse
import os
from dataclasses import asdict, dataclass
from random import Random
from time import perf_counter

import numpy as np

from benchmarks.bmatching import seconds
from benchmarks.families import FAMILIES, SIZES, Drawn, drawn
from benchmarks.machine import report
from matching.bmatching import certify, solve
from matching.bmatching.engine import Engine
from matching.bmatching.flow import flow_pairs
from matching.bmatching.reference import network_simplex_pairs
from matching.objective import Objective, Side

OBJECTIVES = {"score": Objective.score(), "fair": Objective()}
_EVENTS = 2_000
_WARM_UP = 50
_BY_PRODUCERS = 0.75
_PEER_SIZE = "255 x 100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one fair: seconds from scratch, milliseconds per event."""

    family: str
    size: str
    objective: str
    pairs: int
    ortools: float
    proved: float
    begin: float
    p50: float
    p99: float
    largest: float
    producer_p50: float
    producer_p99: float
    distributor_p50: float
    distributor_p99: float
    times_faster: float
    changed: float


class Fair:
    """A fair whose participants come, go and change their minds, from a seed."""

    def __init__(self, fair: Drawn, seed: int) -> None:
        self._random = Random(seed)
        self._places = {side: fair.places[side].tolist() for side in fair.places}
        self._ids: dict[Side, list[str]] = {side: fair.ids(side) for side in fair.places}
        self._rows: dict[Side, dict[str, list[tuple[str, int]]]] = {
            side: {key: [] for key in ids} for side, ids in self._ids.items()
        }
        columns = fair.pairs
        for i, j, score in zip(
            columns.left.tolist(), columns.right.tolist(), columns.score.tolist(), strict=True
        ):
            producer, distributor = self._ids["producer"][i], self._ids["distributor"][j]
            self._rows["producer"][producer].append((distributor, score))
            self._rows["distributor"][distributor].append((producer, score))
        self._absent: dict[Side, list[str]] = {"producer": [], "distributor": []}

    def happen(self, engine: Engine) -> tuple[Side, float, int]:
        """Let one event happen; return whose it was, its seconds, and how many pairs changed."""
        random = self._random
        side: Side = "producer" if random.random() < _BY_PRODUCERS else "distributor"
        other: Side = "distributor" if side == "producer" else "producer"
        operation = random.choice(("join", "leave", "profile", "capacity"))
        absent = self._absent[side]
        if operation == "join" and not absent:
            operation = "leave"
        key = absent.pop(random.randrange(len(absent))) if operation == "join" else ""
        while not key or (operation != "join" and (side, key) not in engine):
            key = random.choice(self._ids[side])
        places = random.choice(self._places[side])
        rows = [row for row in self._rows[side][key] if (other, row[0]) in engine]
        if operation == "profile":
            rows = [(one, self._near(score)) for one, score in rows]
        begun = perf_counter()
        if operation == "leave":
            change = engine.leave(side, key)
        elif operation == "capacity":
            change = engine.capacity(side, key, places)
        elif operation == "join":
            change = engine.join(side, key, places, rows)
        else:
            change = engine.profile(side, key, places, rows)
        took = perf_counter() - begun
        if operation == "leave":
            absent.append(key)
        return side, took, len(change.added) + len(change.removed)

    def _near(self, score: int) -> int:
        return min(10_000, max(1, score + self._random.randint(-1_500, 1_500)))


def measured(family: str, size: str, objective: str, events: int) -> Row:
    """Measure one fair, and check its last result from scratch."""
    fair = drawn(family, *SIZES[size])
    problem = fair.problem(OBJECTIVES[objective])
    runs = 3 if len(fair.pairs) > 100_000 else 9
    ortools = seconds(lambda: flow_pairs(problem), runs)
    proved = seconds(lambda: solve(problem), runs)
    begun = perf_counter()
    engine = Engine.of(problem, OBJECTIVES[objective])
    begin = perf_counter() - begun
    running = Fair(fair, seed=1)
    for _ in range(_WARM_UP):
        running.happen(engine)
    took: dict[Side, list[float]] = {"producer": [], "distributor": []}
    changed = 0
    for _ in range(events):
        side, once, number = running.happen(engine)
        took[side].append(1e3 * once)
        changed += number
    _check(engine)
    everything = took["producer"] + took["distributor"]
    return Row(
        family=family,
        size=size,
        objective=objective,
        pairs=len(fair.pairs),
        ortools=ortools,
        proved=proved,
        begin=begin,
        p50=_at(everything, 50),
        p99=_at(everything, 99),
        largest=max(everything),
        producer_p50=_at(took["producer"], 50),
        producer_p99=_at(took["producer"], 99),
        distributor_p50=_at(took["distributor"], 50),
        distributor_p99=_at(took["distributor"], 99),
        times_faster=1e3 * ortools / float(np.mean(everything)),
        changed=changed / events,
    )


def _check(engine: Engine) -> None:
    """End with an error unless the result is proved, and is that of a solver."""
    problem = engine.problem()
    prices = engine.prices("producer"), engine.prices("distributor")
    certificate = certify(problem, engine.pairs(), *prices)
    if not certificate.optimal or list(solve(problem, method="flow").pairs) != engine.pairs():
        raise SystemExit(f"not optimal: {certificate.violations}")


def _at(times: list[float], percent: float) -> float:
    return float(np.percentile(times, percent))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small fairs, few events")
    quick = parser.parse_args().quick
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    sizes = list(SIZES)[:2] if quick else list(SIZES)
    events = 200 if quick else _EVENTS
    measured("unequal", _PEER_SIZE, "score", 10)  # compiles
    print(
        f"{'one core':32}{'OR-Tools s':>11}{'proved s':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"
        f"{'prod. p99':>10}{'distr. p99':>11}{'x faster':>10}{'changed':>8}"
    )
    rows = []
    for objective in OBJECTIVES:
        for size in sizes:
            for family in FAMILIES:
                row = measured(family, size, objective, events)
                rows.append(row)
                print(
                    f"{f'{size}, {family}, {objective}':32}{row.ortools:11.4f}{row.proved:9.4f}"
                    f"{row.p50:9.3f}{row.p99:9.3f}{row.largest:9.2f}{row.producer_p99:10.3f}"
                    f"{row.distributor_p99:11.3f}{row.times_faster:10,.0f}{row.changed:8.1f}"
                )
    peer = drawn("unequal", *SIZES[_PEER_SIZE]).problem(OBJECTIVES["score"])
    simplex = seconds(lambda: network_simplex_pairs(peer), 1)
    report(
        "a peer",
        [(f"networkx.network_simplex, {_PEER_SIZE}, unequal", f"{simplex:.3f} s")],
        {"rows": [asdict(row) for row in rows], "network_simplex": simplex},
    )


if __name__ == "__main__":
    main()
