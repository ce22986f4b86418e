"""A worker as its operator sees it: in order, without its database, without its broker."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.runtime.installation import utc_now
from streams.runtime.place import Place
from tests.builders import Clock, announce, until
from tests.builders.asked import Asked, asked
from tests.builders.workers import worker
from tests.drills.cluster_load import ClusterOffice
from tests.servers.kafka_server import KafkaServer
from tests.servers.ports import free_port
from tests.servers.postgres_server import PostgresServer

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("worker-ops"),
]


@dataclass
class World:
    """A worker and its servers."""

    kafka: KafkaServer
    postgres: PostgresServer
    place: Place
    port: int
    lines: Path

    def ask(self, path: str) -> Asked:
        return asked(self.port, path)

    def is_ready(self) -> bool:
        try:
            return self.ask("/readyz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Servers of its own, which are stopped and started."""
    folder, port = tmp_path_factory.mktemp("ops"), free_port()
    with KafkaServer(folder / "kafka") as kafka, PostgresServer(folder / "postgres") as postgres:
        place = Place(
            brokers=kafka.bootstrap, database=postgres.url, documents=folder / "documents"
        )
        with worker(place, folder, port) as lines:
            yield World(kafka, postgres, place, port, lines)


@pytest.fixture(autouse=True)
def _in_order(world: World) -> None:
    """Whatever an earlier test has done to the servers is over."""
    until(world.is_ready, within=60)


def test_worker_tells_how_far_it_is(world: World) -> None:
    with ClusterOffice(world.place, clock=Clock(utc_now())) as office:
        office.do(announce(fair="mau-ops"))

    numbers = world.ask("/metrics")
    assert numbers.numbers("ketnoi_partitions_owned") == {(): 12}
    assert numbers.numbers("ketnoi_records_total")["applied",] >= 1
    assert numbers.numbers("ketnoi_batch_seconds_count")[()] >= 1
    until(
        lambda: set(world.ask("/metrics").numbers("ketnoi_partition_lag_records").values()) == {0}
    )


def test_worker_lives_without_its_database(world: World) -> None:
    world.postgres.kill()
    try:
        until(lambda: world.ask("/readyz").codes == ["store_unreachable"], within=30)
        assert world.ask("/livez").status == 200
        assert world.ask("/metrics").numbers("ketnoi_store_up") == {(): 0}
    finally:
        world.postgres.start()
    until(world.is_ready, within=60)


def test_worker_lives_without_its_broker_and_its_lines_are_no_flood(world: World) -> None:
    before = len(world.lines.read_bytes().splitlines())
    world.kafka.kill()
    try:
        until(lambda: "log_unreachable" in world.ask("/readyz").codes, within=30)
        assert world.ask("/livez").status == 200
    finally:
        world.kafka.start()
    until(world.is_ready, within=60)

    lines = [json.loads(line) for line in world.lines.read_bytes().splitlines()]
    assert all({"time", "level", "logger", "message", "instance"} <= line.keys() for line in lines)
    by_second = [(line["time"][:19], line["logger"].partition(".")[0]) for line in lines[before:]]
    assert max(by_second.count(one) for one in set(by_second)) <= 12
