"""The production shape as a drill has it: real servers, and processes of ours on them."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from streams.runtime.place import Place
from tests.drills.child import ROOT, Child
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

KETNOI = (
    sys.executable,
    "-c",
    "import sys; from api.cli.main import main; sys.argv[0] = 'ketnoi'; main()",
)
_APART = 100_000
"""Between the numbers of the runs of two callers, so that they do not send the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many processes there are."""

    workers: int = 2
    callers: int = 2


@dataclass
class World:
    """The servers, the processes on them, and the environment of those processes."""

    folder: Path
    kafka: KafkaServer
    postgres: PostgresServer
    place: Place
    env: Mapping[str, str]
    workers: list[Child]
    callers: list[Child]

    def worker(self, name: str, *options: str) -> Child:
        """Start a worker with a folder of its own."""
        data = str(self.folder / name)
        return Child([*KETNOI, "--data", data, "worker", *options], self.env, listen=False)

    def caller(self, number: int) -> Child:
        """Start a process that sends commands until it is stopped."""
        module = [sys.executable, "-u", "-m", "tests.drills.cluster_load"]
        where = [self.place.brokers, self.place.database, str(self.place.documents)]
        return Child([*module, *where], self.env, listen=True, runs=number * _APART)


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
            **{name: text for name, text in os.environ.items() if not name.startswith("KETNOI_")},
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "KETNOI_KAFKA": place.brokers,
            "KETNOI_POSTGRES": place.database,
        }
        world = World(folder, kafka, postgres, place, env, [], [])
        stack.callback(_end, world)
        world.workers += [world.worker(f"worker-{number}") for number in range(size.workers)]
        world.callers += [world.caller(number) for number in range(size.callers)]
        yield world


def _end(world: World) -> None:
    for child in (*world.callers, *world.workers):
        child.end()
