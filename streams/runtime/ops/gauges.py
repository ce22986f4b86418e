"""What is true at the moment of a scrape: read from memory, never from log or store."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from streams.runtime.ops.process import Process
from streams.runtime.ops.sampling import Sampler


class Gauges(Collector):
    """Collects the state of a process.

    Attributes
    ----------
    last_event_at : dict of partition to datetime
        The time of the last event this process has taken in; absent before the first.
    """

    def __init__(self, process: Process, sampler: Sampler) -> None:
        self._process = process
        self._sampler = sampler
        self.last_event_at: dict[int, datetime] = {}

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the state as it is."""
        yield from self._of_sample()
        yield self._event_age()
        yield from self._of_guard()
        yield from self._of_reactions()
        yield from self._of_rebuild()

    def _of_sample(self) -> Iterator[Metric]:
        sample = self._sampler.latest
        yield GaugeMetricFamily(
            "ketnoi_sample_age_seconds",
            "Since log and store were asked; what they said is as old.",
            time.monotonic() - sample.taken_at,
        )
        yield GaugeMetricFamily("ketnoi_log_up", "Whether the log answers.", not sample.log_fault)
        yield GaugeMetricFamily(
            "ketnoi_store_up", "Whether the store answers.", not sample.store_fault
        )
        lag = GaugeMetricFamily(
            "ketnoi_partition_lag_records",
            "Records of the log that the store has not taken in.",
            labels=["partition"],
        )
        for partition in self._process.partitions:
            behind = sample.lag(partition)
            if behind is not None:
                lag.add_metric([str(partition)], behind)
        yield lag

    def _event_age(self) -> Metric:
        now = datetime.now(UTC)
        age = GaugeMetricFamily(
            "ketnoi_partition_last_event_age_seconds",
            "Since the last event that was taken in happened.",
            labels=["partition"],
        )
        for partition in self._process.partitions:
            last = self.last_event_at.get(partition)
            if last is not None:
                age.add_metric([str(partition)], (now - last).total_seconds())
        return age

    def _of_guard(self) -> Iterator[Metric]:
        guard = self._process.guard
        if guard is None:
            return
        yield GaugeMetricFamily(
            "ketnoi_partitions_owned", "Partitions of this worker.", len(self._process.partitions)
        )
        yield GaugeMetricFamily(
            "ketnoi_partitions_stopped",
            "Partitions that stand before a record this program is too old for.",
            len(self._process.stopped),
        )
        yield CounterMetricFamily(
            "ketnoi_records_skipped", "Records delivered again and skipped.", guard.skipped
        )
        yield CounterMetricFamily(
            "ketnoi_records_repaired",
            "Records that were not delivered and were read from the log.",
            guard.repaired,
        )

    def _of_reactions(self) -> Iterator[Metric]:
        if self._process.reactions is None:
            return
        waiting = self._process.reactions.waiting()
        yield GaugeMetricFamily("ketnoi_reactions_due", "Fairs and timers that wait.", len(waiting))
        yield GaugeMetricFamily(
            "ketnoi_reactions_oldest_due_seconds",
            "Since when the oldest of them waits.",
            max(waiting, default=0.0),
        )

    def _of_rebuild(self) -> Iterator[Metric]:
        rebuilding = self._process.rebuilding
        if rebuilding is None:
            return
        yield GaugeMetricFamily(
            "ketnoi_rebuild_done_records", "Records that were taken in anew.", rebuilding.done
        )
        yield GaugeMetricFamily(
            "ketnoi_rebuild_total_records", "Records that are to be.", rebuilding.total
        )
