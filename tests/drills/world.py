"""The production shape as a drill has it: real servers, and processes of ours on them."""

import os
import subprocess
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
_LAST = 2_000
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
        given = [*KETNOI, "--data", str(self.folder / name), "worker", *options]
        return Child(given, self.env, self.folder / f"{name}.txt", listen=False)

    def caller(self, number: int) -> Child:
        """Start a process that sends commands until it is stopped."""
        module = [sys.executable, "-u", "-m", "tests.drills.cluster_load"]
        where = [self.place.brokers, self.place.database, str(self.place.documents)]
        complaints = self.folder / f"caller-{number}.txt"
        return Child([*module, *where], self.env, complaints, listen=True, runs=number * _APART)

    @property
    def fell(self) -> list[str]:
        """What processes that ended by themselves said last; each was started anew."""
        return [said for child in (*self.workers, *self.callers) for said in child.fell]

    def complaints(self) -> str:
        """Return the last lines that each process wrote to standard error."""
        return "\n".join(
            f"{path.stem}: {path.read_text(errors='replace')[-_LAST:]}"
            for path in sorted(self.folder.glob("*.txt"))
        )

    @contextmanager
    def serving(self, name: str) -> Iterator[str]:
        """Serve pages and the API in a process of its own, and give its address."""
        given = [*KETNOI, "--lang", "en", "--data", str(self.folder / name), "serve"]
        with subprocess.Popen(
            [*given, "--port", "0"], env=self.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                yield process.stdout.readline().split()[1]
            finally:
                process.terminate()


@contextmanager
def opened(folder: Path, size: Size) -> Iterator[World]:
    """Start everything in a folder, and end it."""
    folder.mkdir(parents=True, exist_ok=True)
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
