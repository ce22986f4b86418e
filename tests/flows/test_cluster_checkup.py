"""`topics` and `doctor` of the production shape: what is wrong is named, whatever is away."""

import gc
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from streams.domain.events.fairs import FairAnnounced
from streams.log.codec import encode
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import EVENTS, TopicSettings
from streams.log.kafka.topics import administering, ensure_topic
from streams.log.port import Record, partition_of
from streams.runtime.folder import STORE_VERSION
from streams.runtime.place import Place
from streams.store import tables
from streams.store.engine import writing
from streams.store.pointer import Pointer
from tests.builders import details, event, period, until
from tests.builders.workers import worker
from tests.command_line import Ran, ketnoi
from tests.servers.kafka_server import KafkaServer
from tests.servers.ports import free_port
from tests.servers.postgres_server import PostgresServer

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("checkup"),
]

FAIR = "mau-checkup"
PARTITION = partition_of(FAIR, 12)
ANNOUNCED = encode(
    event(FairAnnounced(details=details(), planned=period()), changes={f"fair/{FAIR}": 0}, key=FAIR)
)


@dataclass
class World:
    """Servers, and the command line on them."""

    kafka: KafkaServer
    postgres: PostgresServer
    folder: Path

    @property
    def place(self) -> Place:
        return Place(
            brokers=self.kafka.bootstrap,
            database=self.postgres.url,
            documents=self.folder / "documents",
        )

    def run(self, *arguments: str) -> Ran:
        env = {"KETNOI_KAFKA": self.kafka.bootstrap, "KETNOI_POSTGRES": self.postgres.url}
        return ketnoi(*arguments, data=self.folder, env=env)

    def found(self) -> set[str]:
        """Return the codes of what is wrong, found in time; the exit code says the same."""
        begun = time.monotonic()
        ran = self.run("doctor", "--json")
        assert time.monotonic() - begun < 10
        assert ran.code == (1 if ran.document else 0)
        return set(ran.document)

    def append(self, *values: bytes) -> None:
        log = KafkaLog(self.kafka.bootstrap)
        log.append([Record(FAIR, value) for value in values])
        log.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Servers of the test's own, on which nothing was set up."""
    with KafkaServer(tmp_path / "kafka") as kafka, PostgresServer(tmp_path / "db") as postgres:
        yield World(kafka, postgres, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()  # sockets that kafka-python leaves open after a refused connection


def test_doctor_names_what_is_wrong_from_the_first_start_to_the_last(world: World) -> None:
    assert world.found() == {"topics_absent", "schema_absent"}
    assert world.run("topics").code == 1

    assert world.run("set-up").code == 0
    assert world.found() == {"no_worker"}

    world.append(ANNOUNCED)
    assert "No worker is running; 1 records wait." in world.run("doctor").out

    with worker(world.place, world.folder, free_port()):
        until(lambda: world.found() == set(), within=60)
        assert world.run("doctor").out == "All is well.\n"
        world.append(ANNOUNCED.replace(b".announced.v1", b".announced.v9"))
        until(lambda: world.found() == {"newer_version"}, within=30)
        assert f"of a newer version: {PARTITION}." in world.run("doctor").out

    with closing(Pointer(world.postgres.url, STORE_VERSION)) as pointer:
        engine = pointer.open(pointer.in_use())
    with writing(engine).begin() as connection:
        connection.execute(sa.update(tables.positions).values(next_offset=9))
    engine.dispose()
    assert "store_ahead" in world.found()

    world.kafka.kill()
    assert world.found() == {"brokers_unreachable"}
    world.postgres.kill()
    assert world.found() == {"brokers_unreachable", "database_unreachable"}
    world.kafka.start()
    assert "database_unreachable" in world.found()


def test_command_names_the_database_when_only_that_is_away(world: World) -> None:
    world.postgres.kill()

    ran = world.run("fair", "list")

    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("The database cannot be reached (")
    assert ran.err.endswith("or run `ketnoi doctor`.\n")


def test_topics_are_listed_with_what_differs(world: World) -> None:
    with administering(world.kafka.bootstrap) as client:
        ensure_topic(client, EVENTS, TopicSettings(partitions=1))

    ran, document = world.run("topics"), world.run("topics", "--json").document

    assert ran.code == 1
    assert "ketnoi.events.v1: 1 partitions, 1 copies of each, 0 records." in ran.out
    assert "  retention.ms=-1\n" in ran.out
    assert "partitions is 1, must be 12" in ran.out
    assert [(one["name"], one["differing"]) for one in document][:1] == [
        (EVENTS, ["partitions is 1, must be 12"])
    ]
    assert [one["partitions"] for one in document] == [1, 0, 0]
    assert world.found() == {"schema_absent", "topics_absent", "topics_wrong"}


def test_topics_that_are_as_they_must_be_leave_0_and_their_records_are_counted(
    world: World,
) -> None:
    assert world.run("set-up").code == 0
    world.append(ANNOUNCED, ANNOUNCED)

    ran = world.run("topics")

    assert ran.code == 0
    assert ran.out.startswith("ketnoi.events.v1: 12 partitions, 1 copies of each, 2 records.\n")
