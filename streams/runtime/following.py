"""The store as the workers keep it, seen by a process that only appends and reads.

One connection per process listens to the workers' announcements, which PostgreSQL delivers when
their transaction is done, and wakes whoever waits. Where announcements stop, positions are read
again every second, so that a lost connection costs time and never an answer.

Every second it also looks where the pointer to the store in use stands. Another store is opened
once it holds what this process has seen, so that nobody misses again what was there before; who is
reading the old one may finish.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import psycopg
import sqlalchemy as sa

from streams.domain.view import Source
from streams.log.port import EventLog, Position
from streams.runtime.port import NotAppliedYet
from streams.store.announcing import Announced, listen
from streams.store.pointer import OtherVersion, Pointer
from streams.store.projected import Judged
from streams.store.queries.judged import judged_events, last_ordinals, next_offsets
from streams.store.source import StoreSource

_LOOK_EVERY = 1.0
_LOOK_SOON = 0.1
"""Seconds between two looks at the record, and while another store is about to be opened."""
_LONGEST_WAIT = 2.0

Listener = Callable[[Mapping[str, int]], None]
"""Is told keys with their last ordinals; it must be quick."""


class Watcher(Protocol):
    """Is told what becomes of the store in use; each must be quick."""

    def pointer_moved(self, store: str) -> None:
        """Workers are to fill another store from now on."""

    def store_opened(self) -> None:
        """Another store is read by this process from now on."""

    def outdated(self, error: OtherVersion) -> None:
        """The store in use is not one of this program's version any more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """A store, and connections to it for the decisions of each lane."""

    name: str
    engine: sa.Engine
    readers: dict[int, sa.Connection] = field(default_factory=dict)

    def reader(self, lane: int) -> sa.Connection:
        if lane not in self.readers:
            self.readers[lane] = self.engine.connect()
        return self.readers[lane]

    def close(self) -> None:
        for reader in self.readers.values():
            reader.close()
        self.engine.dispose()


class Following:
    """One store that others write."""

    def __init__(self, log: EventLog, pointer: Pointer, patience: float = _LONGEST_WAIT) -> None:
        self._log = log
        self._pointer = pointer
        self._watcher: Watcher | None = None
        self._patience = patience
        self._opened = self._open(pointer.in_use())
        self._coming: _Opened | None = None
        self._left: _Opened | None = None
        self._outdated: OtherVersion | None = None
        self._moved = threading.Condition()
        self._next: dict[int, int] = {}
        self._expected: dict[str, Judged | None] = {}
        self._listeners: list[Listener] = []
        self._look_at = 0.0
        self._closing = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and give back every connection."""
        self._closing.set()
        self._thread.join()
        for opened in (self._opened, self._coming, self._left):
            if opened is not None:
                opened.close()

    @property
    def engine(self) -> sa.Engine:
        """The store in use.

        Raises
        ------
        OtherVersion
            When it is not one of this program's version any more.
        """
        if self._outdated is not None:
            raise self._outdated
        return self._opened.engine

    def watch(self, watcher: Watcher) -> None:
        """Tell what becomes of the store in use, from now on."""
        self._watcher = watcher

    def follow(self, listener: Listener) -> None:
        """Tell keys and their last ordinals whenever something was applied."""
        self._listeners.append(listener)

    def reader(self, lane: int) -> sa.Connection:
        """Return the connection for the decisions of a lane, used by one thread at a time.

        Raises
        ------
        OtherVersion
            When the store in use is not one of this program's version any more.
        """
        if self._outdated is not None:
            raise self._outdated
        return self._opened.reader(lane)

    def source(self, connection: sa.Connection, key: str) -> Source:
        """Return where decisions of this process read."""
        return StoreSource(connection, key)

    def stands_at(self, partition: int) -> int:
        """Return the offset of a partition up to which records were applied."""
        return self._next.get(partition, 0)

    @contextmanager
    def expecting(self, event_ids: Iterable[str]) -> Iterator[dict[str, Judged | None]]:
        """Collect what becomes of these events; what was not announced meanwhile is read."""
        mine: dict[str, Judged | None] = dict.fromkeys(event_ids)
        with self._moved:
            self._expected.update(mine)
        try:
            yield mine
        finally:
            with self._moved:
                mine.update({event_id: self._expected.pop(event_id, None) for event_id in mine})
        unknown = [event_id for event_id, judged in mine.items() if judged is None]
        if unknown:
            with self._opened.engine.connect() as connection:
                mine.update(judged_events(connection, unknown))

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
        self._wait({partition: end - 1 for partition, end in self._log.ends().items()})

    def _wait(self, wanted: Mapping[int, int]) -> None:
        def is_applied() -> bool:
            return all(self.stands_at(partition) > wanted[partition] for partition in wanted)

        with self._moved:
            if not self._moved.wait_for(is_applied, self._patience):
                raise NotAppliedYet

    def _follow(self) -> None:
        """Listen until closed; whatever breaks the connection, listen again."""
        while not self._closing.is_set():
            try:
                self._listen()
            except (psycopg.Error, sa.exc.DBAPIError):
                self._closing.wait(_LOOK_EVERY)

    def _listen(self) -> None:
        """Listen until closed, or until another store is expected or read."""
        stores = (self._opened, self._coming)
        for announced in listen(self._opened.engine, self._pause):
            if announced is not None:
                self._take(announced)
            if announced is None or time.monotonic() >= self._look_at:
                self._look()
            if self._closing.is_set() or (self._opened, self._coming) != stores:
                return

    @property
    def _pause(self) -> float:
        return _LOOK_EVERY if self._coming is None else _LOOK_SOON

    def _take(self, announced: Announced) -> None:
        with self._moved:
            for judged in announced.judged:
                if judged.event in self._expected:
                    self._expected[judged.event] = judged
        self._note({announced.partition: announced.next_offset})
        self._tell(announced.ordinals)

    def _look(self) -> None:
        """Read pointer and positions themselves, and tell what nobody announced."""
        self._look_at = time.monotonic() + self._pause
        self._look_at_pointer()
        with self._opened.engine.connect() as connection:
            moved = self._note(next_offsets(connection))
        if moved:
            self._tell(None)

    def _look_at_pointer(self) -> None:
        pointed = self._pointer.read()
        store = pointed.store if pointed else self._opened.name
        try:
            self._pointer.check(store)
        except OtherVersion as error:
            if self._outdated is None and self._watcher is not None:
                self._watcher.outdated(error)
            self._outdated = error
            return
        self._outdated = None
        if store != (self._coming or self._opened).name:
            self._expect(store)
        if self._coming is not None:
            self._open_if_it_is_there(self._coming)

    def _expect(self, store: str) -> None:
        """Make ready to read another store, or the one that is read as before."""
        if self._coming is not None:
            self._coming.close()
        self._coming = None if store == self._opened.name else self._open(store)
        if self._watcher is not None:
            self._watcher.pointer_moved(store)

    def _open_if_it_is_there(self, coming: _Opened) -> None:
        """Read another store, if it holds all that this process has seen in the one before."""
        with coming.engine.connect() as connection:
            there = next_offsets(connection)
        if any(there.get(partition, 0) < seen for partition, seen in self._next.items()):
            return
        if self._left is not None:
            self._left.close()
        self._left, self._opened, self._coming = self._opened, coming, None
        if self._watcher is not None:
            self._watcher.store_opened()

    def _open(self, store: str) -> _Opened:
        return _Opened(store, self._pointer.open(store))

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
            with self._opened.engine.connect() as connection:
                ordinals = last_ordinals(connection)
        for listener in self._listeners:
            listener(ordinals)
