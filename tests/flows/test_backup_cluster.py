"""Backup and restore between the shapes: a cluster into a folder, a folder into a cluster."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from kafka import KafkaConsumer

from streams.domain.errors import Conflict, Unavailable
from streams.log.kafka.layout import GROUP
from streams.log.port import Record
from streams.runtime.backup.manifest import BadBackup
from streams.runtime.backup.of_cluster import empty_cluster, open_cluster
from streams.runtime.backup.reading import opened
from streams.runtime.backup.restoring import Restored, fill
from streams.runtime.backup.taking import back_up
from streams.runtime.cluster import Cluster
from streams.runtime.installation import utc_now
from streams.runtime.logs import open_kafka
from streams.runtime.place import Place
from streams.runtime.working import Working
from streams.store import tables
from tests.builders import FAIR, NOW, Clock, Office, announce, open_office, period, until
from tests.builders.backups import (
    attach,
    erase,
    hash_of,
    household,
    poison,
    restored,
    rewritten,
    taken,
)
from tests.drills.cluster_load import ClusterOffice
from tests.golden.history import play
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("cluster"),
]


@pytest.fixture
def place(kafka: KafkaServer, postgres: PostgresServer, tmp_path: Path) -> Place:
    """A cluster of the test's own: a topic, a database, a folder for documents."""
    name = f"backup_{uuid4().hex}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return Place(
        brokers=kafka.bootstrap,
        database=f"{postgres.url.rpartition('/')[0]}/{name}",
        documents=tmp_path / "cluster" / "documents",
        topic=f"ketnoi.{name}",
    )


def into_cluster(path: Path, place: Place, *erasures: str) -> Restored:
    """Restore a backup into a cluster without data."""
    with opened(path) as archive, empty_cluster(place) as rooms:
        return fill(rooms, archive, erasures, actor="operator", now=NOW)


def of_cluster(place: Place, path: Path) -> None:
    """Take a backup of a cluster."""
    with open_cluster(place) as source:
        back_up(source, path, NOW)


def test_folder_becomes_a_cluster_and_a_folder_again(place: Place, tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        play(office)
        erase(office, household(office, "erased"))
        household(office, "kept")
        attach(office, b"%PDF-1", "kept")
        late = household(office, "late")
        poison(office)
        office.settle()
        before, kept = hash_of(office), office.keeper.find("kept")
    taken(tmp_path / "data", tmp_path / "a.tar")

    there = into_cluster(tmp_path / "a.tar", place)
    of_cluster(place, tmp_path / "b.tar")
    back = restored(tmp_path / "b.tar", tmp_path / "back")

    assert (there.hash, there.expected) == (before, before)
    assert (back.hash, back.expected) == (before, before)
    assert (there.missing_rows, back.missing_rows) == ([], [])
    with ClusterOffice(place) as cluster, Office(tmp_path / "back") as folder:
        for one in (cluster, folder):
            assert hash_of(one) == before
            assert one.keeper.find("kept") == kept
            assert one.keeper.read([late]) != {}
            assert one.keeper.find("erased") == []
            assert len([*one.documents.digests()]) == 1
            assert len(one.rows(tables.dead_letters)) == 3
            assert one.rebuild().equal


def test_older_backup_into_a_cluster_without_what_was_erased_since(
    place: Place, tmp_path: Path
) -> None:
    with open_office(tmp_path / "data") as office:
        late, kept = household(office, "late"), household(office, "kept")
    taken(tmp_path / "data", tmp_path / "old.tar")

    found = into_cluster(tmp_path / "old.tar", place, late)
    of_cluster(place, tmp_path / "new.tar")

    assert (found.erased, found.missing_rows) == (1, [])
    with ClusterOffice(place) as cluster:
        assert cluster.keeper.find("") == [kept]
        assert len(cluster.rows(tables.registrations, key=FAIR)) == 2
    with opened(tmp_path / "new.tar") as archive:
        assert archive.erasures() == {late}


def test_backup_beside_a_working_cluster_is_restored_into_a_folder(
    place: Place, tmp_path: Path
) -> None:
    failed: list[Exception] = []
    with Working(place, failed.append) as working:
        working.start()
        working.applying.assign(range(working.log.partitions))
        with ClusterOffice(place, clock=Clock(utc_now())) as office:
            last = datetime(2099, 1, 1, tzinfo=UTC).date()
            announced = announce(planned=period(last=last))
            patiently(lambda: office.do(announced, key="announce"))
            patiently(lambda: household(office, "kept"))
            of_cluster(place, tmp_path / "a.tar")
            patiently(lambda: household(office, "later"))
    found = restored(tmp_path / "a.tar", tmp_path / "back")

    assert (found.holds, found.expected, failed) == (True, found.hash, [])
    with Office(tmp_path / "back", clock=Clock(utc_now())) as folder:
        assert len(folder.keeper.find("kept")) == 1
        assert folder.keeper.find("later") == []


def patiently(act: Callable[[], object]) -> None:
    """Do something as often as it takes: nobody delivers, so the worker looks by itself."""

    def is_done() -> bool:
        try:
            act()
        except Unavailable:
            return False
        return True

    until(is_done, within=60)


def test_cluster_with_anything_in_it_is_refused(place: Place, tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        household(office, "kept")
    taken(tmp_path / "data", tmp_path / "a.tar")
    with Cluster(place) as cluster:  # what set-up makes is nothing yet
        cluster.keeper.fingerprint(b"1")
    into_cluster(tmp_path / "a.tar", place)

    with pytest.raises(Conflict, match=r"The topic ketnoi.* is not empty"):
        into_cluster(tmp_path / "a.tar", place)
    with pytest.raises(Conflict, match="The database or the documents' folder is not empty"):
        into_cluster(tmp_path / "a.tar", replace(place, topic=f"{place.topic}.other"))


def test_cluster_with_workers_is_refused(place: Place, tmp_path: Path, kafka: KafkaServer) -> None:
    with open_office(tmp_path / "data"):
        pass
    taken(tmp_path / "data", tmp_path / "a.tar")
    with Cluster(place):
        pass
    member = KafkaConsumer(place.topic, group_id=GROUP, bootstrap_servers=kafka.bootstrap)
    member.poll(5_000)
    with pytest.raises(Conflict, match="Workers are running"):
        into_cluster(tmp_path / "a.tar", place)
    member.close()

    assert into_cluster(tmp_path / "a.tar", place).holds


def test_restore_that_somebody_disturbs_is_refused(place: Place, tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        household(office, "kept")
    taken(tmp_path / "data", tmp_path / "a.tar")
    with Cluster(place) as stranger:
        put: list[int] = []

        def disturb(_done: int, _total: int) -> None:
            if not put:
                put.append(len(stranger.log.append([Record("org", b"of somebody else")])))

        with (
            opened(tmp_path / "a.tar") as archive,
            pytest.raises(Conflict, match="Somebody worked on the installation"),
            empty_cluster(place) as rooms,
        ):
            fill(rooms, archive, (), actor="operator", now=NOW, tell=disturb)


def test_backup_that_cannot_be_restored_leaves_kafka_empty(place: Place, tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        household(office, "kept")
    taken(tmp_path / "data", tmp_path / "a.tar")
    rewritten(tmp_path / "a.tar", lambda _: None, private_revision="9999")

    with pytest.raises(BadBackup, match="are of revision 9999"):
        into_cluster(tmp_path / "a.tar", place)

    with closing(open_kafka(place)) as log:
        assert not any(log.ends().values())
    taken(tmp_path / "data", tmp_path / "b.tar")
    assert into_cluster(tmp_path / "b.tar", place).holds
