"""A log copied into another: the same order within each key, the same bytes, going on anywhere."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.errors import Conflict
from streams.log.copying import copy_log
from streams.log.memory_log import MemoryLog
from streams.log.port import EventLog, LogUnavailable, Position, Record
from streams.log.sqlite_log import SqliteLog

KEYS = ("org", "mau-a", "mau-b", "mau-c", "mau-d")


def filled(keys: Sequence[str]) -> MemoryLog:
    """Return a log with a record per key given, numbered."""
    log = MemoryLog()
    log.append([Record(key, f"{key}:{n}".encode()) for n, key in enumerate(keys)])
    return log


def by_key(log: EventLog) -> dict[str | None, list[bytes]]:
    """Return the values under each key in their order."""
    found: dict[str | None, list[bytes]] = defaultdict(list)
    for partition in range(log.partitions):
        for one in log.read(Position(partition, 0), 10_000):
            found[one.key].append(one.value)
    return dict(found)


class Failing(MemoryLog):
    """A log that takes only so many records."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append one by one until there is no room."""
        positions = []
        for record in records:
            if not self.room:
                raise LogUnavailable("full")
            self.room -= 1
            positions += super().append([record])
        return positions


@given(st.lists(st.sampled_from(KEYS), max_size=60), st.integers(0, 60))
def test_copy_that_was_interrupted_goes_on(keys: list[str], room: int) -> None:
    source, target = filled(keys), Failing(room)
    try:
        copy_log(source, target)
    except LogUnavailable:
        target.room = 10_000
        copy_log(source, target)

    assert by_key(target) == by_key(source)
    assert copy_log(source, target) == 0


def test_copy_follows_a_source_that_grew(tmp_path: Path) -> None:
    source, target = filled(KEYS * 3), SqliteLog(tmp_path / "log.db")
    copy_log(source, target)
    source.append([Record("mau-a", b"later")])

    assert copy_log(source, target) == 1
    assert by_key(target) == by_key(source)
    target.close()


def test_log_that_is_no_copy_is_refused() -> None:
    target = filled(["mau-a"])
    target.append([Record("mau-a", b"its own")])

    with pytest.raises(Conflict, match="holds something else"):
        copy_log(filled(["mau-a", "mau-a"]), target)


@settings(max_examples=25, deadline=None)
@given(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=30), room=st.integers(0, 30))
def test_copy_into_a_log_of_more_partitions_goes_on(keys: list[str], room: int) -> None:
    with (  # a data folder has one partition, Kafka has many
        TemporaryDirectory() as folder,
        closing(SqliteLog(Path(folder) / "log.db")) as source,
    ):
        source.append([Record(key, f"{key}:{n}".encode()) for n, key in enumerate(keys)])
        target = MemoryLog()
        some = source.read(Position(0, 0), min(room, len(keys))) if room else []
        target.append([Record(one.key or "", one.value) for one in some])

        assert copy_log(source, target) == len(keys) - len(some)
        assert by_key(target) == by_key(source)
        assert copy_log(source, target) == 0
