"""What a process counts and times, for Prometheus; a registry of its own, nothing global.

Labels name partitions, outcomes and kinds of reactions, which are few; never a fair, a person or
anything that was typed.
"""

from collections import Counter as Counted
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

from streams.log.port import partition_of
from streams.runtime.ops.gauges import Gauges
from streams.runtime.ops.process import Process
from streams.runtime.ops.sampling import Sampler
from streams.store.projected import Outcome, Projected

_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LONG = (*_SHORT, 60, 300, 1_800, 7_200)


class Metrics:
    """The metrics of one process; it is told what happens, and asks the sampler for the rest."""

    def __init__(self, process: Process, sampler: Sampler) -> None:
        self._partitions = process.office.log.partitions
        self._gauges = Gauges(process, sampler)
        self._registry = registry = CollectorRegistry()
        registry.register(self._gauges)
        ProcessCollector(registry=registry)
        Info("ketnoi_build", "The program.", registry=registry).info({"version": version("ketnoi")})
        self._records = Counter(
            "ketnoi_records",
            "Records of the log taken in by this process, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        for outcome in get_args(Outcome):
            self._records.labels(outcome)
        self._delay = Histogram(
            "ketnoi_record_delay_seconds",
            "From the act to its effect in the store: the oldest record of each batch.",
            buckets=_LONG,
            registry=registry,
        )
        self._batch = Histogram(
            "ketnoi_batch_seconds",
            "From a batch's delivery to its commit, waiting for the store included.",
            buckets=_SHORT,
            registry=registry,
        )
        self._reaction = Histogram(
            "ketnoi_reaction_seconds",
            "Work of reactions, by kind.",
            ["kind"],
            buckets=_SHORT,
            registry=registry,
        )

    def applied(self, done: Sequence[Projected]) -> None:
        """Count what became of a batch, which is of one partition."""
        for outcome, number in Counted(one.outcome for one in done).items():
            self._records.labels(outcome).inc(number)
        events = [one.event for one in done if one.event is not None]
        if events:
            delay = datetime.now(UTC) - events[0].time
            self._delay.observe(max(0.0, delay.total_seconds()))
            partition = partition_of(events[-1].key, self._partitions)
            self._gauges.last_event_at[partition] = events[-1].time

    def batch_took(self, seconds: float) -> None:
        """Take in how long a batch took."""
        self._batch.observe(seconds)

    def reaction_took(self, kind: str, seconds: float) -> None:
        """Take in how long a piece of a reaction's work took."""
        self._reaction.labels(kind).observe(seconds)

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)
