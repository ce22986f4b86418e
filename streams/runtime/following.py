"""The store as the workers keep it, seen by a process that only appends and reads.

One connection per process listens to the workers' announcements, which PostgreSQL delivers when
their transaction is done, and wakes whoever waits. Where announcements stop, positions are read
again every second, so that a lost connection costs time and never an answer.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

import psycopg
import sqlalchemy as sa

from streams.domain.view import Source
from streams.log.port import EventLog, Position
from streams.runtime.port import NotAppliedYet
from streams.store.announcing import Announced, listen
from streams.store.projected import Judged
from streams.store.queries.judged import judged_events, last_ordinals, next_offsets
from streams.store.source import StoreSource

_LOOK_EVERY = 1.0
_LONGEST_WAIT = 2.0

Listener = Callable[[Mapping[str, int]], None]
"""Is told keys with their last ordinals; it must be quick."""


class Following:
    """One store that others write.

    Attributes
    ----------
    engine : Engine
        The store in use.
    """

    def __init__(self, log: EventLog, engine: sa.Engine, patience: float = _LONGEST_WAIT) -> None:
        self.engine = engine
        self._readers: dict[int, sa.Connection] = {}
        self._log = log
        self._patience = patience
        self._moved = threading.Condition()
        self._next: dict[int, int] = {}
        self._listeners: list[Listener] = []
        self._closing = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and give back every connection."""
        self._closing.set()
        self._thread.join()
        for reader in self._readers.values():
            reader.close()
        self.engine.dispose()

    def follow(self, listener: Listener) -> None:
        """Tell keys and their last ordinals whenever something was applied."""
        self._listeners.append(listener)

    def reader(self, lane: int) -> sa.Connection:
        """Return the connection for the decisions of a lane."""
        if lane not in self._readers:
            self._readers[lane] = self.engine.connect()
        return self._readers[lane]

    def source(self, connection: sa.Connection, key: str) -> Source:
        """Return where decisions of this process read."""
        return StoreSource(connection, key)

    def stands_at(self, partition: int) -> int:
        """Return the offset of a partition up to which records were applied."""
        return self._next.get(partition, 0)

    @contextmanager
    def expecting(self, event_ids: Iterable[str]) -> Iterator[dict[str, Judged | None]]:
        """Collect what becomes of these events while the block runs."""
        ids = tuple(event_ids)
        mine: dict[str, Judged | None] = dict.fromkeys(ids)
        yield mine
        with self.engine.connect() as connection:
            mine.update(judged_events(connection, ids))

    def apply_until(self, positions: Iterable[Position]) -> None:
        """Wait until everything up to these positions was applied.

        Raises
        ------
        NotAppliedYet
            When that takes too long; it will be applied.
        """
        wanted: dict[int, int] = {}
        for position in positions:
            partition = position.partition
            wanted[partition] = max(position.offset, wanted.get(partition, 0))
        self._wait(wanted)

    def catch_up(self) -> None:
        """Wait until everything that is on the log was applied."""
        self._wait({p: self._log.end(p) - 1 for p in range(self._log.partitions)})

    def _wait(self, wanted: Mapping[int, int]) -> None:
        def is_applied() -> bool:
            return all(self.stands_at(partition) > wanted[partition] for partition in wanted)

        with self._moved:
            if not self._moved.wait_for(is_applied, self._patience):
                raise NotAppliedYet

    def _follow(self) -> None:
        """Listen until closed; whatever breaks the connection, listen again."""
        while not self._closing.is_set():
            with suppress(psycopg.Error, sa.exc.DBAPIError):
                for announced in listen(self.engine, _LOOK_EVERY):
                    if self._closing.is_set():
                        return
                    if announced is None:
                        self._look()
                    else:
                        self._take(announced)
            self._closing.wait(_LOOK_EVERY)

    def _take(self, announced: Announced) -> None:
        self._note({announced.partition: announced.next_offset})
        self._tell(announced.ordinals)

    def _look(self) -> None:
        """Read the positions themselves, and tell what nobody announced."""
        with self.engine.connect() as connection:
            moved = self._note(next_offsets(connection))
        if moved:
            self._tell(None)

    def _note(self, offsets: Mapping[int, int]) -> bool:
        """Take in positions and wake who waits for them; tell whether one is new."""
        with self._moved:
            new = {p: offset for p, offset in offsets.items() if offset > self.stands_at(p)}
            self._next.update(new)
            if new:
                self._moved.notify_all()
        return bool(new)

    def _tell(self, ordinals: Mapping[str, int] | None) -> None:
        if not self._listeners:
            return
        if ordinals is None:
            with self.engine.connect() as connection:
                ordinals = last_ordinals(connection)
        for listener in self._listeners:
            listener(ordinals)
