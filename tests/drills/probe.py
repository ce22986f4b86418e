"""A probe: a small record in every partition again and again, and when each was applied.

The records repeat an event that was applied before, so they have no effect and cost almost nothing;
the stored position tells that somebody took them in.
"""

import threading
import time
from collections import deque
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import Unavailable
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.port import Position, Record, partition_of
from streams.runtime.place import Place
from streams.store.queries.judged import next_offsets
from tests.builders import announce, period, until
from tests.drills.cluster_load import LAST_DAY, ClusterOffice, fairs

_APPEND_EVERY = 0.05
_LOOK_EVERY = 0.01
_BEGINS_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was applied; moments on the monotonic clock."""

    partition: int
    appended_at: float
    applied_at: float

    @property
    def waited(self) -> float:
        """Seconds from one to the other."""
        return self.applied_at - self.appended_at


class Probe:
    """Appends and watches until it is closed. Use as a context manager.

    At least one worker must run.
    """

    def __init__(self, place: Place) -> None:
        self._office = ClusterOffice(place)
        self._log = KafkaLog(place.brokers)
        self._records = self._begin()
        self._pending: dict[int, deque[tuple[int, float]]] = {n: deque() for n in self._records}
        self._taken: list[Taken] = []
        self._changing = threading.Lock()
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=act) for act in (self._append, self._watch)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self._log.close()
        self._office.close()

    def longest_wait(self, since: float) -> float:
        """Return how long a record waited at most, of those appended since a moment.

        Those still waiting count as they stand.
        """
        now = time.monotonic()
        with self._changing:
            waits = [one.waited for one in self._taken if one.appended_at >= since]
            waits += [now - at for kept in self._pending.values() for _, at in kept if at >= since]
        return max(waits, default=0.0)

    def until_served(self, within: float = _BEGINS_WITHIN) -> None:
        """Wait until every partition applied a record that was appended from now on."""
        since = time.monotonic()

        def is_served() -> bool:
            with self._changing:
                served = {one.partition for one in self._taken if one.appended_at >= since}
            return len(served) == len(self._records)

        until(is_served, within=within)

    def _begin(self) -> dict[int, Record]:
        """Announce a fair in each partition; return its record, which is on the log now."""
        partitions = self._log.partitions
        names = {partition_of(name, partitions): name for name in fairs()}
        for name in names.values():
            command = announce(fair=name, planned=period(last=LAST_DAY))
            until(partial(self._is_done, command), within=_BEGINS_WITHIN)
        return {
            number: Record(name, self._log.read(Position(number, 0), 1)[0].value)
            for number, name in names.items()
        }

    def _is_done(self, command: Command) -> bool:
        with suppress(Unavailable):
            self._office.do(command, key="announce")
            return True
        return False

    def _append(self) -> None:
        """Append at an even pace; a batch that is not confirmed is not counted."""
        while not self._ending.wait(_APPEND_EVERY):
            at = time.monotonic()
            with suppress(Unavailable):
                positions = self._log.append(list(self._records.values()))
                with self._changing:
                    for position in positions:
                        self._pending[position.partition].append((position.offset, at))

    def _watch(self) -> None:
        with closing(self._office.store_engine.connect()) as connection:
            while not self._ending.wait(_LOOK_EVERY):
                self._look(connection)

    def _look(self, connection: sa.Connection) -> None:
        with connection.begin():
            offsets = next_offsets(connection)
        now = time.monotonic()
        with self._changing:
            for partition, pending in self._pending.items():
                while pending and pending[0][0] < offsets.get(partition, 0):
                    _, at = pending.popleft()
                    self._taken.append(Taken(partition, at, now))
