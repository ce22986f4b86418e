"""A match that follows a file of events, for the command line."""

from time import perf_counter
from typing import Any

import numpy as np

from matching.bmatching import Certificate, ProblemError, certify
from matching.bmatching.compiling import is_kept
from matching.bmatching.engine import Engine
from matching.bmatching.faults import Fault
from matching.event_file import read_event
from matching.objective import Objective

__all__ = ["Replay", "is_kept"]


class Replay:
    """An engine that is fed lines, and what becomes of them."""

    def __init__(self, objective: Objective, checkpoint_every: int | None = None) -> None:
        self._engine = Engine(objective)
        self._every = checkpoint_every
        self._seconds: list[float] = []
        self._refused = 0
        self._changed = 0
        self._checkpoints: list[dict[str, int]] = []

    def take(self, line: bytes) -> list[Fault]:
        """Do what a line says; return what is wrong with it, if anything is."""
        act = read_event(line)
        if isinstance(act, list):
            self._refused += 1
            return act
        begun = perf_counter()
        try:
            done = act(self._engine)
        except ProblemError as error:
            self._refused += 1
            return list(error.faults)
        self._seconds.append(perf_counter() - begun)
        self._changed += len(done.added) + len(done.removed)
        count = len(self._seconds)
        if self._every and count % self._every == 0:
            proved = self._proved()
            self._checkpoints.append(
                {"event": count, "objective": proved.objective, "bound": proved.bound}
            )
        return []

    def document(self) -> dict[str, Any]:
        """Return the last result with its proof, and what the events cost."""
        begun = perf_counter()
        engine = self._engine
        proved = self._proved()
        terms = engine.terms
        fair = {"terms": dict(terms)} if engine.objective.is_fair or "stickiness" in terms else {}
        return {
            "pairs": engine.pairs(),
            "score": proved.score,
            **fair,
            "objective": proved.objective,
            "bound": proved.bound,
            "optimal": proved.optimal,
            "prices": {
                "producers": engine.prices("producer"),
                "distributors": engine.prices("distributor"),
            },
            **({"previous": engine.previous()} if "stickiness" in terms else {}),
            "method": "kernel",
            "seconds": sum(self._seconds) + perf_counter() - begun,
            "events": len(self._seconds),
            "refused": self._refused,
            "latency_ms": self._latency(),
            "changed_pairs": self._changed,
            "checkpoints": self._checkpoints,
        }

    def _proved(self) -> Certificate:
        engine = self._engine
        prices = engine.prices("producer"), engine.prices("distributor")
        return certify(engine.problem(), engine.pairs(), *prices)

    def _latency(self) -> dict[str, float]:
        times = 1e3 * np.array(self._seconds or [0.0])
        shown = np.percentile(times, [50, 99, 100]).round(4).tolist()
        return dict(zip(("p50", "p99", "max"), shown, strict=True))
