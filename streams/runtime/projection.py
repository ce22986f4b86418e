"""Bringing the store up to the log, and telling those who wait what became of their events.

Whoever appended applies: the first to get the lock applies everything that was appended meanwhile,
and the others find their own done. No thread of its own is needed, and callers batch themselves.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from streams.domain.errors import Unavailable
from streams.domain.view import Source
from streams.log.port import EventLog, Position, Readable
from streams.store.engine import writing
from streams.store.projected import Judged, Projected
from streams.store.projector import Projector, Stand
from streams.store.source import WorkspaceSource

_AT_A_TIME = 2_000


class StoreAheadOfLog(Unavailable):
    """The store knows records that the log does not have: the log is not the one it was."""


def check_stand(log: Readable, partition: int, stand: Stand) -> None:
    """Check that a store which stands here continues this log.

    Raises
    ------
    StoreAheadOfLog
        When the log is shorter than the store's position, or holds another event just before.
    """
    offset, event = stand.next_offset, stand.last_event
    end = log.end(partition)
    if offset > end:
        raise StoreAheadOfLog(
            "store_ahead_of_log",
            "The store stands at offset {offset} of partition {partition}, but the log "
            "ends at {end}. Bring back the log, or delete the store.",
            offset=offset,
            partition=partition,
            end=end,
        )
    if offset == 0 or event is None:
        return
    before = log.read(Position(partition, offset - 1), 1)
    if not before or event.encode() not in before[0].value:
        raise StoreAheadOfLog(
            "another_log",
            "The record before offset {offset} of partition {partition} is not the one "
            "that was applied. Bring back the log, or delete the store.",
            offset=offset,
            partition=partition,
        )


class Projection:
    """One store behind a lock, following one log.

    Attributes
    ----------
    engine : Engine
        The store in use.
    """

    def __init__(self, log: EventLog, engine: sa.Engine) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._expected: dict[str, Judged | None] = {}
        self._listeners: list[Callable[[Sequence[Projected]], None]] = []
        self._open(engine)

    def _open(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._reader = engine.connect()
        self._projector = Projector(writing(engine))
        partitions = range(self._log.partitions)
        self._next = {p: self._projector.stand(p).next_offset for p in partitions}

    def swap(self, engine: sa.Engine) -> None:
        """Use another store from now on; who is reading the old one may finish."""
        with self._lock:
            self._close()
            self._open(engine)

    def reader(self, lane: int) -> sa.Connection:
        """Return the connection for decisions: there is one lane."""
        del lane
        return self._reader

    def source(self, connection: sa.Connection, key: str) -> Source:
        """Return where decisions of this process read: memory first, then the store."""
        return WorkspaceSource(connection, key, self._projector.workspace)

    def check(self) -> None:
        """Check that the store continues this log.

        Raises
        ------
        StoreAheadOfLog
            When the log is shorter than the store's position, or holds another event just before.
        """
        for partition in range(self._log.partitions):
            check_stand(self._log, partition, self._projector.stand(partition))

    def close(self) -> None:
        """Give back every connection."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._reader.close()
        self._projector.close()
        self.engine.dispose()

    def listen(self, listener: Callable[[Sequence[Projected]], None]) -> None:
        """Call a function with what was applied, after each batch; it must be quick."""
        self._listeners.append(listener)

    def follow(self, listener: Callable[[Mapping[str, int]], None]) -> None:
        """Tell keys and their last ordinals whenever something was applied."""
        self.listen(lambda done: listener({one.key: one.ordinal for one in done}))

    @contextmanager
    def expecting(self, event_ids: Iterable[str]) -> Iterator[dict[str, Judged | None]]:
        """Collect what becomes of these events while the block runs."""
        ids = tuple(event_ids)
        self._expected.update(dict.fromkeys(ids))
        mine: dict[str, Judged | None] = {}
        try:
            yield mine
        finally:
            for event_id in ids:
                mine[event_id] = self._expected.pop(event_id, None)

    def stands_at(self, partition: int) -> int:
        """Return the offset of a partition up to which records were applied."""
        return self._next[partition]

    def apply_until(self, positions: Iterable[Position]) -> None:
        """Apply everything up to these positions, unless somebody else has by now."""
        for position in positions:
            if self._next[position.partition] <= position.offset:
                with self._lock:
                    self._advance(position.partition, position.offset)

    def catch_up(self) -> None:
        """Apply everything that is on the log."""
        with self._lock:
            for partition, end in self._log.ends().items():
                self._advance(partition, end - 1)

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
                self._expected[projected.event.id] = projected.judged
        for listener in self._listeners:
            listener(done)
