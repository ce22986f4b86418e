"""Bringing the store up to the log, and telling those who wait what became of their events.

Whoever appended applies: the first to get the lock applies everything that was appended meanwhile,
and the others find their own done. No thread of its own is needed, and callers batch themselves.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from streams.log.port import EventLog, Position
from streams.store.projected import Projected
from streams.store.projector import Projector

_AT_A_TIME = 2_000


class StoreAheadOfLog(Exception):
    """The store knows records that the log does not have: the log is not the one it was."""


class Projection:
    """One projector behind a lock, following one log."""

    def __init__(self, log: EventLog, projector: Projector) -> None:
        self._log = log
        self._projector = projector
        self._lock = threading.Lock()
        self._expected: dict[str, Projected | None] = {}
        self._next = {p: projector.stand(p).next_offset for p in range(log.partitions)}
        self._listeners: list[Callable[[Sequence[Projected]], None]] = []

    def check(self) -> None:
        """Check that the store continues this log.

        Raises
        ------
        StoreAheadOfLog
            When the log is shorter than the store's position, or holds another event just before.
        """
        for partition in range(self._log.partitions):
            stand = self._projector.stand(partition)
            offset, event = stand.next_offset, stand.last_event
            if offset > self._log.end(partition):
                raise StoreAheadOfLog(
                    f"The store stands at offset {offset} of partition {partition}, but the log "
                    f"ends at {self._log.end(partition)}. Bring back the log, or delete the store."
                )
            if offset == 0 or event is None:
                continue
            before = self._log.read(Position(partition, offset - 1), 1)
            if not before or event.encode() not in before[0].value:
                raise StoreAheadOfLog(
                    f"The record before offset {offset} of partition {partition} is not the one "
                    "that was applied. Bring back the log, or delete the store."
                )

    def close(self) -> None:
        """Give back what the projector holds."""
        with self._lock:
            self._projector.close()

    def listen(self, listener: Callable[[Sequence[Projected]], None]) -> None:
        """Call a function with what was applied, after each batch; it must be quick."""
        self._listeners.append(listener)

    @contextmanager
    def expecting(self, event_ids: Iterable[str]) -> Iterator[dict[str, Projected | None]]:
        """Collect what becomes of these events while the block runs."""
        ids = tuple(event_ids)
        self._expected.update(dict.fromkeys(ids))
        mine: dict[str, Projected | None] = {}
        try:
            yield mine
        finally:
            for event_id in ids:
                mine[event_id] = self._expected.pop(event_id, None)

    def apply_until(self, positions: Iterable[Position]) -> None:
        """Apply everything up to these positions, unless somebody else has by now."""
        for position in positions:
            if self._next[position.partition] <= position.offset:
                with self._lock:
                    self._advance(position.partition, position.offset)

    def catch_up(self) -> None:
        """Apply everything that is on the log."""
        with self._lock:
            for partition in range(self._log.partitions):
                self._advance(partition, self._log.end(partition) - 1)

    def _advance(self, partition: int, offset: int) -> None:
        while self._next[partition] <= offset:
            records = self._log.read(Position(partition, self._next[partition]), _AT_A_TIME)
            if not records:
                return
            try:
                done = self._projector.apply(records)
            except BaseException:
                self._next[partition] = self._projector.stand(partition).next_offset
                raise
            self._next[partition] = records[-1].position.offset + 1
            self._tell(done)

    def _tell(self, done: Sequence[Projected]) -> None:
        for projected in done:
            if projected.event is not None and projected.event.id in self._expected:
                self._expected[projected.event.id] = projected
        for listener in self._listeners:
            listener(done)
