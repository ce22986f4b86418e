"""The Guard: whatever a consumer hands over, each record takes effect exactly once."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.memory_log import MemoryLog
from streams.log.port import Position, Record, Stored, partition_of
from streams.runtime.guard import Guard
from streams.runtime.projection import StoreAheadOfLog
from streams.store.projected import Projected
from tests.builders import FAIR, Replica, details, event, period
from tests.builders.stores import empty_store, open_store

pytestmark = pytest.mark.usefixtures("each_store")

PARTITION = partition_of(FAIR, MemoryLog.partitions)
ANNOUNCED = Record(
    FAIR,
    encode(
        event(
            FairAnnounced(details=details(), planned=period()),
            changes={f"fair/{FAIR}": 0},
            name="announced",
        )
    ),
)


def wish(number: int) -> Record:
    """Return a wish nobody has made before."""
    fact = MeetingRequested(by="producer")
    return Record(FAIR, encode(event(fact, changes={f"wish/p{number}~s.1": 0}, name=f"w{number}")))


RECORDS = [ANNOUNCED, *(wish(number) for number in range(300))]


@pytest.fixture
def log() -> MemoryLog:
    """A log in which one partition is filled."""
    filled = MemoryLog()
    filled.append(RECORDS)
    return filled


@pytest.fixture
def told() -> list[Projected]:
    """What a guard told."""
    return []


@pytest.fixture
def guard(log: MemoryLog, told: list[Projected], tmp_path: Path) -> Iterator[Guard]:
    """A guard on an empty store."""
    engine = empty_store(tmp_path / "store.db")
    with closing(Guard(log, engine, told.extend)) as opened:
        opened.assigned(range(log.partitions))
        yield opened
    engine.dispose()


def delivered(log: MemoryLog, first: int, last: int) -> Sequence[Stored]:
    """Return records as a consumer hands them over."""
    return log.read(Position(PARTITION, first), last - first)


def ordinals(told: Sequence[Projected]) -> list[int]:
    """Return the ordinals that were told."""
    return [one.ordinal for one in told]


def test_records_delivered_again_are_skipped(
    guard: Guard, log: MemoryLog, told: list[Projected]
) -> None:
    for first in (0, 100, 0, 50):
        guard.take(delivered(log, first, first + 150))

    assert ordinals(told) == list(range(1, 251))
    assert guard.skipped == 50 + 150 + 150


def test_records_left_out_are_read_from_the_log(
    guard: Guard, log: MemoryLog, told: list[Projected]
) -> None:
    guard.take(delivered(log, 0, 10))
    guard.take(delivered(log, 200, 210))

    assert ordinals(told) == list(range(1, 211))
    assert guard.repaired == 190


def test_any_delivery_ends_where_the_log_ends(
    guard: Guard, log: MemoryLog, told: list[Projected], tmp_path: Path
) -> None:
    """Committed offsets that are wrong in both directions, and batches of any size."""
    random = Random(7)
    at = 0
    while at < len(RECORDS):
        size = random.randrange(1, 60)
        guard.take(delivered(log, at, at + size))
        at = max(0, at + size + random.randrange(-50, 50))
    guard.catch_up([PARTITION])

    assert ordinals(told) == list(range(1, len(RECORDS) + 1))
    assert {one.outcome for one in told} == {"applied"}


def test_two_workers_apply_each_record_once(
    guard: Guard, log: MemoryLog, told: list[Projected], tmp_path: Path
) -> None:
    """The second one slept through a rebalance and still thinks the partition is its own."""
    engine = open_store(tmp_path / "store.db")
    with closing(Guard(log, engine, told.extend)) as zombie:
        zombie.assigned([PARTITION])
        zombie.take(delivered(log, 0, 20))
        guard.assigned([PARTITION])
        guard.take(delivered(log, 20, 60))
        zombie.take(delivered(log, 20, 90))
        guard.take(delivered(log, 60, 120))
    engine.dispose()

    assert ordinals(told) == list(range(1, 121))


def test_newer_version_stops_its_partition_and_no_other(
    guard: Guard, log: MemoryLog, told: list[Projected], tmp_path: Path
) -> None:
    newer = Record(FAIR, wish(900).value.replace(b".requested.v1", b".requested.v9"))
    other = next(f"mau-{n}" for n in range(9) if partition_of(f"mau-{n}", 3) != PARTITION)
    elsewhere = event(
        FairAnnounced(details=details(), planned=period()),
        changes={f"fair/{other}": 0},
        key=other,
        name="elsewhere",
    )
    log.append([newer, wish(901), Record(other, encode(elsewhere))])

    guard.take(delivered(log, 0, 400))
    guard.take(delivered(log, 302, 400))
    guard.take(log.read(Position(partition_of(other, 3), 0), 10))

    assert guard.stopped.keys() == {PARTITION}
    assert guard.stand(PARTITION).next_offset == len(RECORDS)
    assert [one.key for one in told if one.key != FAIR] == [other]


def test_partition_goes_on_once_the_program_knows_the_version(
    guard: Guard, log: MemoryLog, told: list[Projected]
) -> None:
    """The upgrade is played by a log in which the record reads as the version that is known."""
    newer = Record(FAIR, wish(900).value.replace(b".requested.v1", b".requested.v9"))
    log.append([newer])
    guard.take(delivered(log, 0, 400))
    log._records[PARTITION][-1] = Stored(Position(PARTITION, len(RECORDS)), FAIR, wish(900).value)

    guard.assigned([PARTITION])
    guard.catch_up([PARTITION])

    assert guard.stopped == {}
    assert guard.stand(PARTITION).next_offset == len(RECORDS) + 1


def test_log_that_is_shorter_than_the_store_is_refused(guard: Guard, log: MemoryLog) -> None:
    guard.take(delivered(log, 0, 100))
    del log._records[PARTITION][50:]

    with pytest.raises(StoreAheadOfLog, match="offset 100"):
        guard.assigned([PARTITION])


def test_store_has_what_a_plain_reading_gives(log: MemoryLog, tmp_path: Path) -> None:
    with Replica(tmp_path / "plain.db") as plain, Replica(tmp_path / "guarded.db") as guarded:
        plain.take(*RECORDS)
        with closing(Guard(log, guarded.engine, lambda _: None)) as guard:
            guard.take(delivered(log, 100, 120))
            guard.catch_up([PARTITION])
        assert guarded.hash() == plain.hash()
