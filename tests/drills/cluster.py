"""The drill of the cluster: workers, API processes and the broker are killed, nothing is lost.

Several processes decide commands and print what was acknowledged; workers apply. At random moments
one of them is killed, told to stop, or frozen past its session; sometimes it is the broker; and the
offsets that Kafka remembers for the workers are moved to where they are wrong. At the end every
acknowledged event took effect exactly once, a store built anew is equal, and so is the store that
the embedded shape builds from a copy of the log.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from streams.log.copying import copy_log
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import EVENTS, GROUP
from streams.log.sqlite_log import SqliteLog
from streams.runtime.cluster import Cluster
from streams.runtime.embedded import Embedded
from streams.runtime.folder import DataFolder
from streams.runtime.guard import Guard
from streams.runtime.place import Place
from streams.store import tables
from streams.store.canonical import canonical_hash
from tests.builders import rows_of
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
_KETNOI = "import sys; from api.cli.main import main; sys.argv[0] = 'ketnoi'; main()"
_SETTLES_WITHIN = 120.0
_FREEZE_SECONDS = 8.0
_MOVED = 500
_APART = 100_000
"""Between the numbers of the runs of two callers, so that they do not send the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is done: stops in all, of them of the broker, and how many processes there are."""

    stops: int = 300
    of_broker: int = 30
    workers: int = 2
    callers: int = 2
    longest_pause: float = 2.0


@dataclass
class Found:
    """What a drill found; everything but the counts must be empty."""

    stops: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    recorded: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return not (self.lost or self.doubled or self.unequal or self.unclean)


class Child:
    """A process that is started anew whenever it ended, with what it acknowledged."""

    def __init__(
        self, arguments: list[str], env: dict[str, str], *, listen: bool, runs: int = 0
    ) -> None:
        self._arguments, self._env, self._listen = arguments, env, listen
        self.runs = runs
        self.acknowledged: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        """Start the next run; its number is its last argument."""
        number = [str(self.runs)] if self._listen else []
        self.runs += 1
        self.process = subprocess.Popen(
            [*self._arguments, *number],
            env=self._env,
            cwd=ROOT,
            stdout=subprocess.PIPE if self._listen else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._listen:
            self._reading = threading.Thread(target=self._read, args=[self.process], daemon=True)
            self._reading.start()

    def stop(self, how: str) -> None:
        """Kill it, tell it to stop, or freeze it past its session; then see that it runs."""
        if how == "freeze":
            self.process.send_signal(signal.SIGSTOP)
            time.sleep(_FREEZE_SECONDS)
            self.process.send_signal(signal.SIGCONT)
            return
        self.process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.start()

    def close(self) -> None:
        """End it for good, and read what it said last."""
        self.process.kill()
        self.process.wait()
        if self._listen:
            self._reading.join()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    event, _, kind = line.rstrip().partition(" ")
                    self.acknowledged[event] = kind


@dataclass
class World:
    """The servers, and the processes on them."""

    kafka: KafkaServer
    postgres: PostgresServer
    place: Place
    workers: list[Child]
    callers: list[Child]


@contextmanager
def opened(folder: Path, size: Size) -> Iterator[World]:
    """Start everything in a folder, and end it."""
    with ExitStack() as stack:
        kafka = stack.enter_context(KafkaServer(folder / "kafka"))
        postgres = stack.enter_context(PostgresServer(folder / "postgres"))
        place = Place(
            brokers=kafka.bootstrap, database=postgres.url, documents=folder / "documents"
        )
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "KETNOI_KAFKA": place.brokers,
            "KETNOI_POSTGRES": place.database,
        }
        workers, callers = [], []
        for number in range(size.workers):
            data = str(folder / f"worker-{number}")
            arguments = [sys.executable, "-c", _KETNOI, "--data", data, "worker"]
            workers.append(Child(arguments, env, listen=False))
            stack.callback(workers[-1].close)
        for number in range(size.callers):
            module = [sys.executable, "-u", "-m", "tests.drills.cluster_load"]
            where = [place.brokers, place.database, str(place.documents)]
            callers.append(Child([*module, *where], env, listen=True, runs=number * _APART))
            stack.callback(callers[-1].close)
        yield World(kafka, postgres, place, workers, callers)


def drill(folder: Path, size: Size, *, seed: int) -> Found:
    """Stop processes again and again, and check what they left."""
    chance = random.Random(seed)
    found = Found()
    with opened(folder, size) as world:
        until_acknowledged(world)
        acts = ["broker"] * size.of_broker
        acts += chance.choices(
            ["worker kill", "worker stop", "worker freeze", "caller kill", "offsets"],
            [4, 3, 1, 3, 2],
            k=size.stops - size.of_broker,
        )
        chance.shuffle(acts)
        for act in acts:
            time.sleep(chance.uniform(0.1, size.longest_pause))
            disturb(world, act, chance)
            found.stops[act] += 1
        for caller in world.callers:
            caller.close()
        check(world, folder, found)
    return found


def until_acknowledged(world: World) -> None:
    """Wait until every caller is being served."""
    deadline = time.monotonic() + _SETTLES_WITHIN
    while not all(caller.acknowledged for caller in world.callers):
        assert time.monotonic() < deadline, "nobody is served"
        time.sleep(0.1)


def disturb(world: World, act: str, chance: random.Random) -> None:
    """Do one thing that should change nothing."""
    if act == "broker":
        world.kafka.kill()
        world.kafka.start()
    elif act == "offsets":
        move_offsets(world, chance)
    else:
        who, _, how = act.partition(" ")
        chance.choice(world.workers if who == "worker" else world.callers).stop(how)


def move_offsets(world: World, chance: random.Random) -> None:
    """Let every worker forget where it was: offsets are moved while they are down."""
    for worker in world.workers:
        worker.process.kill()
        worker.process.wait()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            _move_offsets(world.place.brokers, chance)
            break
        except KafkaError:  # the group still waits for the dead
            time.sleep(0.5)
    for worker in world.workers:
        worker.start()


def _move_offsets(brokers: str, chance: random.Random) -> None:
    admin = KafkaAdminClient(bootstrap_servers=brokers)
    try:
        committed = admin.list_group_offsets([GROUP])[GROUP]
        moved = {
            TopicPartition(EVENTS, place.partition): OffsetAndMetadata(
                max(0, known.offset + chance.randint(-_MOVED, _MOVED)), "", -1
            )
            for place, known in committed.items()
            if known.offset > 0
        }
        if moved:
            admin.alter_group_offsets(GROUP, moved)
    finally:
        admin.close()


def check(world: World, folder: Path, found: Found) -> None:
    """Wait until the workers rest, and note what does not hold."""
    acknowledged = {e: kind for c in world.callers for e, kind in c.acknowledged.items()}
    with Cluster(world.place) as cluster:
        deadline = time.monotonic() + _SETTLES_WITHIN
        ends = {p: cluster.log.end(p) for p in range(cluster.log.partitions)}
        while any(cluster.progress.stands_at(p) < end for p, end in ends.items()):
            assert time.monotonic() < deadline, "the workers do not catch up"
            time.sleep(0.1)
        for worker in world.workers:
            worker.close()
        # What a worker's reactions appended last may not have been applied before it was closed.
        with closing(Guard(cluster.log, cluster.store_engine, lambda _: None)) as guard:
            for partition in ends:
                guard.catch_up(partition)
        rows = rows_of(cluster.store_engine, tables.events)
        applied = Counter(row["id"] for row in rows if row["outcome"] == "applied")
        found.acknowledged, found.recorded = len(acknowledged), len(rows)
        found.lost += sorted(set(acknowledged) - set(applied))
        found.doubled += [event for event, number in applied.items() if number > 1]
        found.unclean += [f"{row['ordinal']} is dead" for row in rows if row["outcome"] == "dead"]
        rebuilt = cluster.rebuild()
        if not rebuilt.equal:
            found.unequal.append(rebuilt.difference or "unequal")
        if embedded_hash(world.place, folder / "copy") != rebuilt.before:
            found.unequal.append("the embedded shape, from a copy of the log")


def embedded_hash(place: Place, folder: Path) -> str:
    """Return the hash of the store that the embedded shape builds from a copy of the log."""
    source, target = KafkaLog(place.brokers, patience=20.0), SqliteLog(DataFolder(folder).log)
    copy_log(source, target)
    source.close()
    target.close()
    with Embedded(folder) as office, office.reading() as connection:
        return canonical_hash(connection)


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--broker", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        size = Size(stops=given.stops, of_broker=given.broker)
        found = drill(Path(folder), size, seed=given.seed)
    told = asdict(found) | {"holds": found.holds, "seconds": round(time.perf_counter() - begun, 1)}
    for name, value in told.items():
        print(f"{name:12} {value}")
    print(json.dumps(told))
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
