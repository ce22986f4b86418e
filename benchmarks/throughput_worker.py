"""The process that `benchmarks.throughput` measures: applies a backlog, says how long it took."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import PARTITIONS
from streams.log.port import Stored
from streams.runtime.applying import Acknowledge, Applying
from streams.runtime.guard import Guard
from streams.runtime.place import Place
from streams.runtime.worker import build_worker, carry
from streams.runtime.working import Working
from streams.store.engine import open_postgres, writing
from streams.store.projected import Projected
from streams.store.tables import metadata


class Watch:
    """Runs from the first event to the last."""

    def __init__(self, total: int) -> None:
        self._left = total
        self._began: tuple[float, float] | None = None
        self.seconds = self.cpu = 0.0
        self.done = threading.Event()

    def begin(self) -> None:
        """Note that events begin to come in."""
        self._began = self._began or (perf_counter(), process_time())

    def count(self, number: int) -> None:
        """Note that so many events have their effect."""
        self.begin()
        self._left -= number
        if self._left <= 0 and self._began and not self.done.is_set():
            self.seconds = perf_counter() - self._began[0]
            self.cpu = process_time() - self._began[1]
            self.done.set()


class Counting(Applying):
    """Takes records in and acknowledges them, and does nothing else."""

    def __init__(self, guard: Guard, watch: Watch) -> None:
        super().__init__(guard, _raise)
        self._watch = watch

    def deliver(self, record: Stored, acknowledge: Acknowledge) -> None:
        """Count a record."""
        del record
        self._watch.count(1)
        acknowledge()


def main(kind: str, brokers: str, database: str, folder: str, total: int) -> None:
    """Apply a backlog of so many events; print the seconds it took, and those of the processor."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    watch = Watch(total)
    place = Place(brokers=brokers, database=database, documents=Path(folder))
    RUNS[kind](place, watch)
    # Faust takes standard output for its log.
    print(json.dumps({"seconds": watch.seconds, "cpu": watch.cpu}), file=sys.__stdout__)


def _plain(place: Place, watch: Watch) -> None:
    with _guarded(place, watch) as guard:
        watch.begin()
        guard.catch_up(range(PARTITIONS))


def _faust(place: Place, watch: Watch) -> None:
    with _guarded(place, watch) as guard:
        _run(place, Counting(guard, watch), watch)


def _with_guard(place: Place, watch: Watch) -> None:
    with _guarded(place, watch) as guard:
        applying = Applying(guard, _raise)
        applying.start()
        _run(place, applying, watch)
        applying.stop()


class _Timed(Working):
    """A worker that counts what it applies."""

    watch: Watch

    def _told(self, done: Sequence[Projected]) -> None:
        super()._told(done)
        self.watch.count(len(done))


def _as_it_runs(place: Place, watch: Watch) -> None:
    with _Timed(place, _raise) as working:
        working.watch = watch
        working.start()
        _run(place, working.applying, watch)


RUNS: dict[str, Callable[[Place, Watch], None]] = {
    "plain": _plain,
    "faust": _faust,
    "guard": _with_guard,
    "worker": _as_it_runs,
}


def _run(place: Place, applying: Applying, watch: Watch) -> None:
    """Let Faust deliver, under a group of its own, until everything has its effect."""
    app = build_worker(place.brokers, applying, place.documents, group=f"bench-{uuid4().hex}")

    def stop_when_done() -> None:
        watch.done.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    async def beat() -> None:
        """Nobody watches."""

    threading.Thread(target=stop_when_done, daemon=True).start()
    carry(app, beat)


@contextmanager
def _guarded(place: Place, watch: Watch) -> Iterator[Guard]:
    """Give a Guard on an empty store of its own."""
    engine = open_postgres(place.database, f"bench_{uuid4().hex}", "derived")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    log = KafkaLog(place.brokers, place.topic, patience=20.0)
    try:
        with closing(Guard(log, engine, lambda done: watch.count(len(done)))) as guard:
            yield guard
    finally:
        log.close()
        engine.dispose()


def _raise(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    kind, brokers, database, folder, total = sys.argv[1:]
    main(kind, brokers, database, folder, int(total))
