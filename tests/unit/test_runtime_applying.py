"""The Guard's thread: what is delivered is applied and acknowledged, what is not is found."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.memory_log import MemoryLog
from streams.log.port import LogUnavailable, Position, Record, partition_of
from streams.runtime import applying as module
from streams.runtime.applying import Applying, NothingAssigned
from streams.runtime.guard import Guard
from streams.store.projected import Projected
from tests.builders import FAIR, details, event, period, until
from tests.builders.stores import empty_store

PARTITION = partition_of(FAIR, MemoryLog.partitions)
NUMBER = 500


class SometimesAway(MemoryLog):
    """A log that does not answer while it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.asked_in_vain = 0

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        if self.is_away:
            self.asked_in_vain += 1
            raise LogUnavailable("away")
        return super().end(partition)


@pytest.fixture
def log() -> SometimesAway:
    """A log with one fair and many wishes."""
    facts = [FairAnnounced(details=details(), planned=period())]
    filled = SometimesAway()
    filled.append(
        [
            Record(FAIR, encode(event(fact, changes={f"fair/{FAIR}": 0}, name="first")))
            for fact in facts
        ]
        + [
            Record(
                FAIR,
                encode(
                    event(
                        MeetingRequested(by="producer"),
                        changes={f"wish/p{number}~s.1": 0},
                        name=f"w{number}",
                    )
                ),
            )
            for number in range(1, NUMBER)
        ]
    )
    return filled


class World:
    """A guard's thread on a store, and what it has told."""

    def __init__(self, log: MemoryLog, path: Path) -> None:
        self.told: list[Projected] = []
        self.acknowledged: list[int] = []
        self.failures: list[Exception] = []
        self.engine = empty_store(path)
        self.guard = Guard(log, self.engine, self.told.extend, self.may_try_again)
        self.applying = Applying(self.guard, self.failures.append)
        self._log = log

    def may_try_again(self) -> bool:
        """Ask the thread, as a worker does."""
        return self.applying.may_try_again()

    def deliver(self, first: int, last: int) -> None:
        """Deliver records as a consumer would."""
        for record in self._log.read(Position(PARTITION, first), last - first):
            offset = record.position.offset
            self.applying.deliver(record, lambda offset=offset: self.acknowledged.append(offset))  # type: ignore[misc]

    def close(self) -> None:
        """Stop everything."""
        self.applying.stop()
        self.engine.dispose()


@pytest.fixture
def world(log: MemoryLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A thread at work that owns every partition, and looks for what was left out often."""
    monkeypatch.setattr(module, "_LOOK_EVERY", 0.05)
    with closing(World(log, tmp_path / "store.db")) as opened:
        opened.applying.start()
        yield opened


def test_what_is_delivered_is_applied_and_then_acknowledged(world: World) -> None:
    world.applying.assign(range(3))
    world.deliver(0, NUMBER)

    until(lambda: len(world.acknowledged) == NUMBER)
    assert world.acknowledged == list(range(NUMBER))
    assert [one.ordinal for one in world.told] == list(range(1, NUMBER + 1))


def test_what_nobody_delivers_is_found(world: World) -> None:
    world.applying.assign(range(3))

    until(lambda: len(world.told) == NUMBER)
    assert world.acknowledged == []


def test_partition_of_another_worker_is_left_alone(world: World) -> None:
    world.applying.assign({0, 1, 2} - {PARTITION})
    until(lambda: len(world.applying.owned) == 2)
    world.deliver(0, 10)
    delivered_at = time.monotonic()
    until(lambda: not world.applying._delivered and world.applying.went_round_at > delivered_at)
    assert world.told == []

    world.applying.assign(range(3))
    until(lambda: len(world.told) == NUMBER)
    assert world.acknowledged == []


def test_revoked_partitions_are_applied_until_others_are_assigned(
    world: World, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY", 3_600.0)
    world.applying.assign(range(3))
    until(lambda: len(world.told) == NUMBER)

    world.applying.revoke()
    wish = MeetingRequested(by="producer")
    late = event(wish, changes={"wish/late~s.1": 0}, name="late")
    log.append([Record(FAIR, encode(late))])
    until(lambda: len(world.told) == NUMBER + 1)
    assert world.applying.owned == frozenset(range(3))

    world.applying.assign(())
    until(lambda: world.applying.owned == frozenset())


def test_worker_ends_where_nothing_is_assigned_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEEPS_SECONDS", 0.1)
    world.applying.assign(range(3))
    until(lambda: len(world.applying.owned) == 3)

    world.applying.revoke()

    until(lambda: len(world.failures) == 1)
    assert isinstance(world.failures[0], NothingAssigned)


def test_log_that_does_not_answer_on_assignment_is_asked_again(
    world: World, log: SometimesAway
) -> None:
    log.is_away = True
    world.applying.assign(range(3))
    until(lambda: log.asked_in_vain > 1)
    log.is_away = False

    until(lambda: len(world.told) == NUMBER)
    assert world.applying.owned == frozenset(range(3))
    assert world.failures == []


def test_log_that_does_not_fit_ends_the_worker(world: World, log: MemoryLog) -> None:
    world.applying.assign(range(3))
    until(lambda: len(world.told) == NUMBER)
    del log._records[PARTITION][10:]
    world.applying.assign(range(3))

    until(lambda: len(world.failures) == 1)
    assert "Bring back the log" in str(world.failures[0])


def test_who_waits_for_the_store_does_not_hang(world: World, tmp_path: Path) -> None:
    store, gone = tmp_path / "store.db", tmp_path / "gone"
    store.rename(gone)
    world.applying.assign(range(3))
    for _ in range(3):
        last = world.applying.went_round_at
        until(lambda last=last: world.applying.went_round_at > last)  # type: ignore[misc]
    assert world.applying.owned == frozenset()

    gone.rename(store)
    until(lambda: len(world.applying.owned) == 3)


def test_stop_leaves_nothing_half_done(world: World) -> None:
    world.applying.assign(range(3))
    world.deliver(0, NUMBER)
    world.applying.stop()

    assert len(world.acknowledged) <= len(world.told)
    assert world.failures == []
