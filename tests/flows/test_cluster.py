"""The production shape: decided here, appended to Kafka, applied and reacted to by a worker."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import cast
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from streams.domain.errors import Conflict, Unreachable
from streams.log.port import partition_of
from streams.runtime.guard import Guard
from streams.runtime.installation import utc_now
from streams.runtime.pending import NotApplied
from streams.store import tables
from tests.builders import (
    Clock,
    announce,
    distributor,
    holder,
    period,
    producer,
    submit,
    until,
)
from tests.drills.cluster_load import ClusterOffice
from tests.drills.world import Size, World, opened

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("cluster"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One broker, one database, one worker."""
    with opened(tmp_path_factory.mktemp("cluster"), Size(workers=1, callers=0)) as found:
        yield found


@pytest.fixture
def office(world: World) -> Iterator[ClusterOffice]:
    """A process without anything of its own."""
    with ClusterOffice(world.place, clock=Clock(utc_now())) as found:
        yield found


@pytest.fixture
def fair(office: ClusterOffice) -> str:
    """A fair of the test's own, once a worker has taken it in."""
    name = f"mau-{uuid4().hex[:8]}"
    command = announce(fair=name, planned=period(last=datetime(2099, 1, 1, tzinfo=UTC).date()))

    def is_announced() -> bool:
        try:
            office.do(command, key=name)
        except NotApplied:
            return False
        return True

    until(is_announced, within=60)
    return name


def in_two_partitions(partitions: int) -> tuple[str, str]:
    """Return names of fairs that lie in different partitions."""
    name = uuid4().hex[:8]
    other = next(
        f"{name}-{number}"
        for number in count()
        if partition_of(f"{name}-{number}", partitions) != partition_of(name, partitions)
    )
    return name, other


@contextmanager
def applying(office: ClusterOffice, key: str) -> Iterator[None]:
    """Apply the partition of one key while the block runs, as its worker would."""
    partition = partition_of(key, office.log.partitions)
    ending = threading.Event()

    def apply() -> None:
        with closing(Guard(office.log, office.store_engine, lambda _: None)) as guard:
            while not ending.wait(0.01):
                guard.catch_up([partition])

    thread = threading.Thread(target=apply)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def test_match_follows_registrations_that_another_process_took(
    world: World, office: ClusterOffice, fair: str
) -> None:
    office.register("p1", producer(), fair=fair)
    office.register("d1", distributor(), fair=fair)
    office.settle()

    with ClusterOffice(world.place) as other:
        (pair,) = other.rows(tables.match_pairs, key=fair)
    assert pair["producer"] == "p1"


def test_rule_is_kept_between_processes(world: World, office: ClusterOffice, fair: str) -> None:
    office.register("p1", producer(), fair=fair)

    with ClusterOffice(world.place) as other, pytest.raises(Conflict):
        other.do(submit("p2", producer(), fair=fair))


def test_command_while_no_worker_runs_is_kept_and_takes_effect_later(
    world: World, office: ClusterOffice, fair: str
) -> None:
    (worker,) = world.workers
    worker.end()
    wanted = submit("p9", producer(holder=holder("HTX Mẫu Đợi")), fair=fair)

    with pytest.raises(NotApplied) as recorded:
        office.do(wanted, key="waiting")
    pending = office.whereabouts(fair, recorded.value.request).became
    worker.start()
    until(lambda: office.whereabouts(fair, recorded.value.request).became == "applied", within=60)

    assert pending == "pending"
    assert office.do(wanted, key="waiting").repeated


def test_partition_that_nobody_applies_holds_up_no_other(
    world: World, office: ClusterOffice
) -> None:
    (worker,) = world.workers
    worker.end()
    here, there = (announce(fair=name) for name in in_two_partitions(office.log.partitions))
    partition = partition_of(here.fair, office.log.partitions)
    before = office.log.end(partition)

    with ThreadPoolExecutor(1) as pool, applying(office, there.fair):
        waiting = pool.submit(office.do, here, key=here.fair)
        until(lambda: office.log.end(partition) > before)
        served = office.do(there, key=there.fair)
        is_waiting = waiting.running()
        with pytest.raises(NotApplied) as recorded:
            waiting.result()
    worker.start()

    assert (served.type, is_waiting) == ("fair.announced", True)
    until(
        lambda: office.whereabouts(here.fair, recorded.value.request).became == "applied", within=60
    )


def test_database_that_goes_away_while_deciding_is_out_of_reach(
    world: World, office: ClusterOffice, fair: str
) -> None:
    wanted = submit("p8", producer(holder=holder("HTX Mẫu Bền")), fair=fair)

    @sa.event.listens_for(office.store_engine, "begin", once=True)
    def end_it(connection: sa.Connection) -> None:
        given = cast("psycopg.Connection", connection.connection.driver_connection)
        with psycopg.connect(world.place.database, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [given.info.backend_pid])

    with pytest.raises(Unreachable):
        office.do(wanted, key="again")

    assert office.do(wanted, key="again").type == "registration.submitted"


def test_store_built_anew_is_equal(office: ClusterOffice, fair: str) -> None:
    office.register("p1", producer(), fair=fair)

    rebuilt = office.rebuild()

    assert rebuilt.equal, rebuilt.difference
    assert rebuilt.events > 0
