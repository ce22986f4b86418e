"""Another store for a running cluster: built beside the one in use, used, and given up again."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import Conflict, Unavailable
from streams.log.copying import copy_log
from streams.log.sqlite_log import SqliteLog
from streams.runtime.cluster import open_pointer
from streams.runtime.embedded import Embedded
from streams.runtime.folder import STORE_VERSION, DataFolder
from streams.runtime.installation import utc_now
from streams.runtime.upgrading import drop_old, go_back, upgrade
from streams.store import tables
from streams.store.canonical import canonical_hash
from streams.store.engine import writing
from streams.store.pointer import OtherVersion, Pointer
from tests.builders import Clock, announce, holder, period, producer, submit, until
from tests.command_line import ketnoi
from tests.drills.cluster_load import ClusterOffice
from tests.drills.world import Size, World, opened

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("cluster"),
]
FAIR = "mau-nang-cap"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One broker, one database, one worker, one fair."""
    with opened(tmp_path_factory.mktemp("upgrade"), Size(workers=1, callers=0)) as found:
        with ClusterOffice(found.place, clock=Clock(utc_now())) as office:
            last = datetime(2099, 1, 1, tzinfo=UTC).date()
            command = announce(fair=FAIR, planned=period(last=last))
            until(lambda: _is_done(office, command, "announce"), within=60)
        yield found


@pytest.fixture
def office(world: World) -> Iterator[ClusterOffice]:
    """A process without anything of its own."""
    with ClusterOffice(world.place, clock=Clock(utc_now())) as found:
        yield found


@pytest.fixture
def pointer(world: World) -> Iterator[Pointer]:
    """The pointer to the store in use."""
    with open_pointer(world.place) as found:
        yield found


def _is_done(office: ClusterOffice, command: Command, key: str) -> bool:
    try:
        office.do(command, key=key)
    except Unavailable:
        return False
    return True


@pytest.fixture
def newer(world: World) -> Iterator[Pointer]:
    """The pointer as a program of the next version has it."""
    with closing(Pointer(world.place.database, STORE_VERSION + 1)) as found:
        yield found


def in_use(pointer: Pointer) -> str:
    """Return the name of the store in use."""
    pointed = pointer.read()
    assert pointed is not None
    return pointed.store


def reads(office: ClusterOffice) -> str:
    """Return the name of the store that a process reads."""
    with office.reading() as connection:
        return str(connection.scalar(sa.select(sa.func.current_schema())))


def register(office: ClusterOffice, name: str) -> None:
    """Register a producer, as often as it takes."""
    command = submit(name, producer(holder=holder(f"HTX Mẫu {name}")), fair=FAIR)
    until(lambda: _is_done(office, command, name), within=30)


def test_load_goes_on_through_an_upgrade_and_the_way_back(
    office: ClusterOffice, pointer: Pointer, tmp_path: Path
) -> None:
    drop_old(pointer)
    first = in_use(pointer)
    taken: list[str] = []
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            name = f"p{len(taken)}"
            register(office, name)
            taken.append(name)

    caller = threading.Thread(target=work)
    caller.start()
    try:
        until(lambda: len(taken) > 20, within=30)
        done = upgrade(office.log, pointer)
        until(lambda: reads(office) == done.store, within=30)
        several = len(taken)
        until(lambda: len(taken) > several + 20, within=30)
        back = go_back(pointer)
        until(lambda: reads(office) == first, within=30)
        several = len(taken)
        until(lambda: len(taken) > several + 20, within=30)
    finally:
        ended.set()
        caller.join()

    assert done.compared is not None
    assert (done.compared.difference, back) == (None, first)
    there = [row["id"] for row in office.rows(tables.registrations, key=FAIR)]
    assert sorted(one for one in there if one in taken) == sorted(taken)
    office.settle()
    rebuilt = office.rebuild()
    assert rebuilt.equal, rebuilt.difference
    assert in_use(pointer) == first
    assert embedded_hash(office, tmp_path) == rebuilt.before
    assert drop_old(pointer) == [done.store]


def embedded_hash(office: ClusterOffice, folder: Path) -> str:
    """Return the hash of the store that the embedded shape builds from a copy of the log."""
    target = SqliteLog(DataFolder(folder).log)
    copy_log(office.log, target)
    target.close()
    with Embedded(folder) as embedded, embedded.reading() as connection:
        return canonical_hash(connection)


def test_store_that_was_tampered_with_is_found_and_replaced(
    office: ClusterOffice, pointer: Pointer
) -> None:
    register(office, "tampered")
    office.settle()
    before = in_use(pointer)
    with writing(office.store_engine).begin() as connection:
        registrations = tables.registrations
        mine = registrations.update().where(registrations.c.id == "tampered")
        connection.execute(mine.values(name="Khác"))

    found = office.rebuild()
    until(lambda: reads(office) == in_use(pointer), within=30)
    register(office, "after")

    assert not found.equal
    assert found.difference == f"registrations: {FAIR} tampered differs in name"
    pointed = pointer.read()
    assert pointed is not None
    assert (pointed.suspect, pointed.before, before in pointer.stores()) == (before, None, True)
    (row,) = office.rows(tables.registrations, id="tampered")
    assert row["name"] == "HTX Mẫu tampered"
    assert office.rebuild().equal
    with pytest.raises(Conflict, match="No other store is kept"):
        go_back(pointer)


def test_build_that_was_interrupted_is_cleared_away(
    office: ClusterOffice, pointer: Pointer
) -> None:
    unfinished = pointer.next_name()
    pointer.open_bare(unfinished).dispose()

    assert office.rebuild().equal
    assert unfinished not in pointer.stores()


def test_two_do_not_build_at_once(office: ClusterOffice, pointer: Pointer) -> None:
    with pointer.building(), pytest.raises(Conflict, match="Another process is building"):
        office.rebuild()


def test_program_of_another_version_refuses_with_the_remedy(
    pointer: Pointer, newer: Pointer
) -> None:
    with pytest.raises(OtherVersion) as refusal:
        newer.in_use()
    assert str(refusal.value) == (
        f"This program is too new for the store in use, {in_use(pointer)}. "
        "Run ketnoi upgrade, then start it everywhere."
    )


def test_processes_of_the_older_version_end_or_say_so_after_an_upgrade(
    world: World, office: ClusterOffice, pointer: Pointer, newer: Pointer
) -> None:
    (worker,) = world.workers
    done = upgrade(office.log, newer)
    worker.process.wait(30)

    def is_said() -> bool:
        try:
            with office.reading():
                return False
        except OtherVersion as error:
            return error.code == "store_is_newer"

    until(is_said, within=30)
    with pytest.raises(OtherVersion):
        office.do(submit("late", producer(), fair=FAIR))
    assert (done.compared, in_use(pointer)) == (None, done.store)
    with pytest.raises(Conflict, match="of another version than this program"):
        go_back(newer)
    back = go_back(pointer)  # and whoever supervises the worker starts it again
    until(lambda: not is_said(), within=30)
    register(office, "later")
    assert back == in_use(pointer)


def test_command_line_upgrades_goes_back_and_drops(world: World, pointer: Pointer) -> None:
    place = {"KETNOI_KAFKA": world.place.brokers, "KETNOI_POSTGRES": world.place.database}
    drop_old(pointer)
    before = in_use(pointer)

    upgraded = ketnoi("upgrade", env=place)
    after = in_use(pointer)
    back = ketnoi("upgrade", "--back", env=place)
    dropped = ketnoi("upgrade", "--drop-old", env=place)
    nothing = ketnoi("upgrade", "--back", env=place)

    assert (upgraded.code, upgraded.out) == (
        0,
        f"The store {after} is used from now on. The way back: upgrade --back.\n",
    )
    assert (back.code, back.out) == (0, f"The store {before} is used again.\n")
    assert (dropped.code, dropped.out) == (0, "1 old stores deleted.\n")
    assert (nothing.code, nothing.err[:22]) == (1, "No other store is kept")
    assert pointer.stores() == [before]
