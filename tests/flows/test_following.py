"""A process that reads follows the pointer to another store, and never sees less than before."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from streams.domain.events.suggestions import MeetingRequested
from streams.log.memory_log import MemoryLog
from streams.runtime import following as module
from streams.runtime.folder import STORE_VERSION
from streams.runtime.following import Following
from streams.runtime.upgrading import apply_until
from streams.store.pointer import OtherVersion, Pointed, Pointer
from streams.store.projected import Judged
from streams.store.queries.judged import judged_events
from tests.builders import event, records, until
from tests.servers.postgres_server import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def pointer(postgres: PostgresServer) -> Iterator[Pointer]:
    """A pointer in a database of the test's own."""
    name = f"following_{uuid4().hex}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    with closing(Pointer(f"{postgres.url.rpartition('/')[0]}/{name}", STORE_VERSION)) as found:
        yield found


@pytest.fixture
def log() -> MemoryLog:
    """A log with a few records."""
    log = MemoryLog()
    wishes = (
        event(MeetingRequested(by="producer"), changes={f"wish/p{n}~s.1": 0}, name=f"wish {n}")
        for n in range(5)
    )
    log.append(records(*wishes))
    return log


def bring_up(log: MemoryLog, pointer: Pointer, store: str, leave: int = 0) -> None:
    """Apply a log to a store, but for some records at the end."""
    engine = pointer.open(store)
    apply_until(log, engine, {p: max(end - leave, 0) for p, end in log.ends().items()})
    engine.dispose()


def reads(following: Following) -> str:
    """Return the store that decisions are made on."""
    with following.engine.connect() as connection:
        return str(connection.scalar(sa.select(sa.func.current_schema())))


def test_processes_that_start_at_once_make_one_store(postgres: PostgresServer) -> None:
    name = f"starting_{uuid4().hex}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    together = threading.Barrier(6)

    def start(_: int) -> str:
        together.wait()
        url = f"{postgres.url.rpartition('/')[0]}/{name}"
        with closing(Pointer(url, STORE_VERSION)) as starting:
            return starting.in_use()

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(start, range(6)))

    assert found == [f"store_v{STORE_VERSION}_0001"] * 6


def test_reader_opens_another_store_once_it_holds_what_was_seen(
    log: MemoryLog, pointer: Pointer
) -> None:
    first = pointer.in_use()
    bring_up(log, pointer, first)
    with closing(Following(log, pointer)) as following:
        second = pointer.next_name()
        bring_up(log, pointer, second, leave=1)
        pointer.point(Pointed(store=second, before=first), instead_of=first)
        until(lambda: following._coming is not None)
        looks = following._look_at + 0.3  # three more looks
        until(lambda: following._look_at > looks)
        behind = reads(following)
        bring_up(log, pointer, second)
        until(lambda: reads(following) == second)
        following.catch_up()

    assert behind == first


def test_reader_in_the_middle_of_a_request_finishes_on_the_old_store(
    log: MemoryLog, pointer: Pointer
) -> None:
    first = pointer.in_use()
    with closing(Following(log, pointer)) as following:
        reader = following.reader(0)
        with reader.begin():
            before = reader.scalar(sa.select(sa.func.current_schema()))
            second = pointer.next_name()
            bring_up(log, pointer, second)
            pointer.point(Pointed(store=second, before=first), instead_of=first)
            until(lambda: reads(following) == second)
            after = reader.scalar(sa.select(sa.func.current_schema()))

    assert (before, after) == (first, first)


def test_pointer_that_comes_back_is_followed(log: MemoryLog, pointer: Pointer) -> None:
    first = pointer.in_use()
    bring_up(log, pointer, first)
    with closing(Following(log, pointer)) as following:
        second = pointer.next_name()
        bring_up(log, pointer, second, leave=1)
        pointer.point(Pointed(store=second, before=first), instead_of=first)
        until(lambda: following._coming is not None)
        pointer.point(Pointed(store=first), instead_of=second)
        until(lambda: following._coming is None)

        assert reads(following) == first


def test_store_of_another_version_is_not_read(log: MemoryLog, pointer: Pointer) -> None:
    first = pointer.in_use()
    with closing(Following(log, pointer)) as following:
        other = f"store_v{STORE_VERSION + 1}_0002"
        pointer.point(Pointed(store=other, before=first), instead_of=first)
        until(lambda: is_refused(following))
        pointer.point(Pointed(store=first), instead_of=other)
        until(lambda: not is_refused(following))

        assert reads(following) == first


def is_refused(following: Following) -> bool:
    """Whether the store in use is said to be another version's."""
    try:
        assert following.engine is not None
        assert following.reader is not None
    except OtherVersion:
        return True
    return False


@pytest.mark.parametrize("number", [1, 40], ids=["one", "more than a line holds"])
def test_outcome_that_comes_with_its_announcement_is_the_one_that_is_read(
    pointer: Pointer, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def reading(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, Judged]:
        asked.extend(ids)
        return judged_events(connection, ids)

    monkeypatch.setattr(module, "judged_events", reading)
    wishes = [
        event(
            MeetingRequested(by="producer"),
            subject=f"wish/p{n}~s.1",
            changes={f"wish/p{n}~s.1": 0},
            name=f"one of {number}: {n}",
        )
        for n in range(number)
    ]
    ids = [wish.id for wish in wishes]
    log = MemoryLog()
    with closing(Following(log, pointer)) as following:
        before = following._look_at
        until(lambda: following._look_at > before)  # it listens by now
        with following.expecting(ids) as outcomes:
            positions = log.append(records(*wishes))
            bring_up(log, pointer, pointer.in_use())
            following.apply_until(positions)
        with following.engine.connect() as connection:
            read = judged_events(connection, ids)

    assert outcomes == read
    assert {judged.version for judged in read.values()} == {1}
    assert asked == ([] if number == 1 else ids)
