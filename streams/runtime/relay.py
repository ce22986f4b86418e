"""The relay: publishes what a worker's partitions say, beside the stream and never in its way.

The store is the outbox and each topic says itself how far it is, so nothing else is written. Of a
partition everything is published in the order of the log; after a takeover or an outage some of it
comes again, nothing is left out. Whoever reads drops what it has by id.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa

from streams.log.kafka.outlet import Outlet
from streams.log.kafka.reading import Raw, Reader
from streams.log.port import LogUnavailable, Position
from streams.runtime.feeds import FEEDS, Feed
from streams.runtime.place import Place
from streams.store.queries.judged import next_offsets

_log = logging.getLogger(__name__)
_AT_A_TIME = 250
_LOOK_EVERY = 1.0
_GATHERS = 0.5
"""Seconds for which a relay lets records come together; a round costs much the same for one."""
_PATIENCE = 1.5
_STOPS_WITHIN = 2.0
_FIRST_REST, _LONGEST_REST = 0.5, 5.0


class Relay:
    """Publishes the partitions of one worker, in a thread of its own.

    Parameters
    ----------
    store : callable
        The store that is read at the moment.
    owned : callable
        The partitions that this worker looks after at the moment.
    """

    def __init__(
        self,
        place: Place,
        store: Callable[[], sa.Engine],
        owned: Callable[[], Collection[int]],
        feeds: Sequence[Feed] = FEEDS,
    ) -> None:
        self._feeds = feeds
        self._place = place
        self._store = store
        self._owned = owned
        self._waking = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def wake(self) -> None:
        """Note that something was applied."""
        self._waking.set()

    def stop(self) -> None:
        """End, after the batch under way; where brokers or database hang, without waiting."""
        self._stopping.set()
        self._waking.set()
        if self._thread.is_alive():
            self._thread.join(_STOPS_WITHIN)

    def _run(self) -> None:
        """Publish until stopped; after an outage look again how far the topics are."""
        rest = _FIRST_REST
        while not self._stopping.is_set():
            try:
                with _opened(self._place, self._feeds) as publishing:
                    while self._wait():
                        self._go_round(publishing)
                        rest = _FIRST_REST
            except (LogUnavailable, sa.exc.DBAPIError) as outage:
                _log.warning("publishing waits and is tried again in %.1f s: %s", rest, outage)
            except Exception:
                _log.exception("publishing failed and is tried again in %.1f s", rest)
            self._stopping.wait(rest)
            rest = min(2 * rest, _LONGEST_REST)

    def _wait(self) -> bool:
        self._stopping.wait(_GATHERS)
        self._waking.wait(_LOOK_EVERY)
        self._waking.clear()
        return not self._stopping.is_set()

    def _go_round(self, publishing: Sequence["_Publishing"]) -> None:
        """Publish what was applied since the last time."""
        owned, store = self._owned(), self._store()
        with store.connect() as connection:
            ends = next_offsets(connection)
        for one in publishing:
            one.keep_only(owned)
            for partition in sorted(owned):
                end = ends.get(partition, 0)
                while one.stands_at(partition) < end and not self._stopping.is_set():
                    one.publish(store, partition, end)


class _Publishing:
    """One feed being published."""

    def __init__(self, feed: Feed, source: str, log: Reader, outlet: Outlet) -> None:
        self._feed = feed
        self._source = source
        self._log = log
        self._outlet = outlet
        self._next: dict[int, int] = {}

    def keep_only(self, partitions: Collection[int]) -> None:
        """Forget how far other partitions are: somebody else publishes them now."""
        self._next = {p: offset for p, offset in self._next.items() if p in partitions}

    def stands_at(self, partition: int) -> int:
        """Return the offset from which on a partition is still to be looked through."""
        if partition not in self._next:
            self._next[partition] = self._outlet.stands_at(partition)
        return self._next[partition]

    def publish(self, engine: sa.Engine, partition: int, end: int) -> None:
        """Publish the next records of a partition before an offset."""
        start = Position(partition, self.stands_at(partition))
        with engine.connect() as connection:
            outgoing = self._feed.select(connection, start, end, _AT_A_TIME)
        for first in range(0, len(outgoing), _AT_A_TIME):
            some = outgoing[first : first + _AT_A_TIME]
            records = self._records(partition, sorted(one.offset for one in some))
            messages = self._feed.messages(self._source, partition, some, records)
            self._outlet.append(partition, messages)
        is_all = len(outgoing) < _AT_A_TIME
        self._next[partition] = end if is_all else outgoing[-1].through + 1

    def _records(self, partition: int, offsets: Sequence[int]) -> dict[int, Raw]:
        """Read records, in ranges, since most of them follow each other."""
        found: dict[int, Raw] = {}
        for offset in offsets:
            if offset not in found:
                most = min(_AT_A_TIME, offsets[-1] - offset + 1)
                read = self._log.read_raw(Position(partition, offset), most)
                found |= {record.offset: record for record in read}
                if offset not in found:
                    raise LogUnavailable(f"offset {offset} of partition {partition} is not there")
        return found


@contextmanager
def _opened(place: Place, feeds: Sequence[Feed]) -> Iterator[list[_Publishing]]:
    """Connect to the log and to each topic."""
    with ExitStack() as stack:
        log = Reader(place.brokers, place.topic, _PATIENCE)
        stack.callback(log.close)
        publishing = []
        for feed in feeds:
            outlet = Outlet(place.brokers, feed.topic, _PATIENCE)
            stack.callback(outlet.close)
            publishing.append(_Publishing(feed, place.topic, log, outlet))
        yield publishing
