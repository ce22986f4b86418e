"""The behaviour of every event log.

Another implementation joins with a factory in `LOGS`: it opens the log of a folder, and `reopens`
says whether a log opened there again has the same records.
"""

import hashlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.log.kafka.kafka_log import KafkaLog
from streams.log.memory_log import MemoryLog
from streams.log.port import (
    EventLog,
    LogUnavailable,
    Position,
    Record,
    Stored,
    partition_of,
)
from streams.log.sqlite_log import SqliteLog
from tests.builders import until
from tests.servers.kafka_server import KafkaServer


@dataclass(frozen=True)
class Kind:
    """One implementation as the suite needs it."""

    name: str
    open: Callable[[Path, pytest.FixtureRequest], EventLog]
    reopens: bool = True
    marks: tuple[pytest.MarkDecorator, ...] = ()


def kafka_log(folder: Path, request: pytest.FixtureRequest) -> EventLog:
    """Return a log in a topic of its own on the worker's broker."""
    server: KafkaServer = request.getfixturevalue("kafka")
    topic = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return KafkaLog(server.bootstrap, topic, patience=20.0)


LOGS = (
    Kind("memory", lambda _folder, _request: MemoryLog(), reopens=False),
    Kind("sqlite", lambda folder, _: SqliteLog(folder / "log.db")),
    Kind("kafka", kafka_log, marks=(pytest.mark.kafka, pytest.mark.slow)),
)
EACH = [pytest.param(kind, id=kind.name, marks=kind.marks) for kind in LOGS]
REOPENING = [pytest.param(kind, id=kind.name, marks=kind.marks) for kind in LOGS if kind.reopens]

KEYS = ("org", "mau-2026", "mau-2027", "mau-2028", "mau-2029", "mau-2030")


@pytest.fixture(params=EACH)
def kind(request: pytest.FixtureRequest) -> Kind:
    """One implementation after the other."""
    found: Kind = request.param
    return found


@pytest.fixture
def log(kind: Kind, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[EventLog]:
    """An empty log."""
    opened = kind.open(tmp_path, request)
    yield opened
    opened.close()


def record(key: str, number: int) -> Record:
    """Return a record that says which one it is."""
    return Record(key, f"{key}:{number}".encode())


def everything(log: EventLog) -> list[Stored]:
    """Return all records, partition by partition."""
    return [
        stored
        for partition in range(log.partitions)
        for stored in log.read(Position(partition, 0), 1_000_000)
    ]


def by_key(log: EventLog) -> dict[str | None, list[bytes]]:
    """Return the values under each key, in the order of the log."""
    found: dict[str | None, list[bytes]] = defaultdict(list)
    for stored in everything(log):
        found[stored.key].append(stored.value)
    return dict(found)


def test_empty_log_ends_at_zero_and_has_nothing_to_read(log: EventLog) -> None:
    assert [log.end(partition) for partition in range(log.partitions)] == [0] * log.partitions
    assert everything(log) == []


def test_append_returns_where_each_record_stands(log: EventLog) -> None:
    records = [record(key, number) for number in range(3) for key in KEYS]
    positions = log.append(records)
    assert len(set(positions)) == len(records)
    found = [log.read(position, 1)[0] for position in positions]
    assert found == [
        Stored(position, one.key, one.value)
        for position, one in zip(positions, records, strict=True)
    ]


def test_append_of_nothing_changes_nothing(log: EventLog) -> None:
    assert log.append([]) == []
    assert everything(log) == []


def test_offsets_of_a_partition_have_no_gaps(log: EventLog) -> None:
    for number in range(4):
        log.append([record(key, number) for key in KEYS])
    for partition in range(log.partitions):
        stored = log.read(Position(partition, 0), 100)
        assert [one.position for one in stored] == [
            Position(partition, offset) for offset in range(log.end(partition))
        ]


def test_key_falls_into_one_partition_for_ever(log: EventLog) -> None:
    positions = [log.append([record(key, number)])[0] for number in range(3) for key in KEYS]
    assert [position.partition for position in positions] == [
        partition_of(key, log.partitions) for key in KEYS
    ] * 3


def test_order_within_a_key_is_that_of_appending(log: EventLog) -> None:
    for number in range(0, 20, 2):
        log.append([record(key, number + more) for more in (0, 1) for key in KEYS])
    assert by_key(log) == {key: [record(key, number).value for number in range(20)] for key in KEYS}


def test_read_gives_no_more_than_asked(log: EventLog) -> None:
    log.append([record("org", number) for number in range(7)])
    partition = partition_of("org", log.partitions)
    read = [
        [stored.position.offset for stored in log.read(Position(partition, start), limit)]
        for start, limit in ((0, 3), (3, 3), (6, 3), (7, 3), (99, 3), (0, 0))
    ]
    assert read == [[0, 1, 2], [3, 4, 5], [6], [], [], []]


def test_equal_records_are_kept_each(log: EventLog) -> None:
    log.append([record("org", 1), record("org", 1)])
    log.append([record("org", 1)])
    assert by_key(log) == {"org": [record("org", 1).value] * 3}


def test_exact_bytes_are_kept(log: EventLog) -> None:
    values = [b"", b"\x00", bytes(range(256)), b'{"a": 1}', "tiếng Việt".encode(), b"\xff\xfe"]
    log.append([Record("org", value) for value in values])
    assert by_key(log) == {"org": values}


def test_large_value_is_kept(log: EventLog) -> None:
    value = os.urandom(3_000_000)
    (position,) = log.append([Record("org", value)])
    assert log.read(position, 1) == [Stored(position, "org", value)]


def test_large_batch_is_kept(log: EventLog) -> None:
    positions = log.append([record(KEYS[number % 6], number) for number in range(5_000)])
    assert len(set(positions)) == len(everything(log)) == 5_000


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=30))
def test_key_may_be_any_text(log: EventLog, key: str) -> None:
    (position,) = log.append([Record(key, b"v")])
    assert log.read(position, 1) == [Stored(position, key, b"v")]


def test_key_is_compared_sign_by_sign(log: EventLog) -> None:
    """Neither case nor composition nor a trailing sign may make two keys one."""
    keys = ["é", "e\u0301", "E\u0301", "a", "A", "a ", "a\x00", "a\x00b", "🎪"]
    log.append([Record(key, key.encode()) for key in keys])
    assert by_key(log) == {key: [key.encode()] for key in keys}


def test_concurrent_appends_lose_and_double_nothing(log: EventLog) -> None:
    """From 16 threads: all there, each once, and each caller's in its order."""
    together = threading.Barrier(16)

    def work(caller: int) -> list[Position]:
        together.wait()
        positions: list[Position] = []
        for number in range(0, 60, 3):
            batch = [Record(KEYS[caller % 6], f"{caller}:{number + k}".encode()) for k in range(3)]
            positions += log.append(batch)
        return positions

    with ThreadPoolExecutor(16) as pool:
        answered = list(pool.map(work, range(16)))
    stored = {one.position: one.value for one in everything(log)}
    assert len(stored) == 16 * 60
    for caller, positions in enumerate(answered):
        assert positions == sorted(positions)
        assert [stored[position] for position in positions] == [
            f"{caller}:{number}".encode() for number in range(60)
        ]


def test_batch_of_one_caller_is_not_torn_apart(log: EventLog) -> None:
    """What is appended together stands together, whoever else appends."""
    together = threading.Barrier(8)

    def work(caller: int) -> None:
        together.wait()
        for batch in range(25):
            log.append([Record("org", f"{caller}.{batch}.{part}".encode()) for part in range(4)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    values = by_key(log)["org"]
    batches = [values[first : first + 4] for first in range(0, len(values), 4)]
    assert {len({value.rpartition(b".")[0] for value in batch}) for batch in batches} == {1}


def test_readers_see_whole_prefixes_while_others_append(log: EventLog) -> None:
    partition = partition_of("org", log.partitions)
    seen: list[Sequence[Stored]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(log.read(Position(partition, 0), 10_000))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        log.append([record("org", number)])
    stop.set()
    reader.join()
    whole = log.read(Position(partition, 0), 10_000)
    assert all(list(prefix) == whole[: len(prefix)] for prefix in seen)


def test_position_past_the_end_is_where_the_next_record_stands(log: EventLog) -> None:
    log.append([record(key, 1) for key in KEYS])
    expected = Position(partition := partition_of("org", log.partitions), log.end(partition))
    assert log.append([record("org", 2)]) == [expected]


@pytest.mark.parametrize("kind", REOPENING)
def test_reopened_log_continues_where_it_was(
    kind: Kind, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = kind.open(tmp_path, request)
    before = first.append([record("org", number) for number in range(3)])
    first.close()
    second = kind.open(tmp_path, request)
    after = second.append([record("org", 3)])
    assert [position.offset for position in (*before, *after)] == [0, 1, 2, 3]
    assert by_key(second) == {"org": [record("org", number).value for number in range(4)]}
    second.close()


def test_sqlite_log_that_is_full_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """SQLite's own limit of pages stands for the disk."""
    log = SqliteLog(tmp_path / "log.db")
    log._writer.execute("PRAGMA max_page_count = 20")
    batch = [Record("org", b"x" * 4_000), record("org", 1)]
    for _ in range(6):
        log.append(batch)
    with pytest.raises(LogUnavailable, match="full"):
        log.append(batch * 30)
    kept = 12
    assert (len(everything(log)), log.end(0)) == (kept, kept)
    log._writer.execute("PRAGMA max_page_count = 100000")
    assert log.append([record("org", 7)]) == [Position(0, kept)]
    assert everything(log)[-1] == Stored(Position(0, kept), "org", record("org", 7).value)
    log.close()


def test_sqlite_log_has_one_partition(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")
    with pytest.raises(ValueError, match="one partition"):
        log.end(1)
    log.close()


def test_sqlite_log_is_durable_when_it_answers(tmp_path: Path) -> None:
    """Write-ahead log, flushed before each confirmation."""
    log = SqliteLog(tmp_path / "log.db")
    pragmas = [
        log._writer.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    assert pragmas == ["wal", 2]
    log.close()


def test_unusable_record_of_one_caller_costs_no_other_caller_its_record(tmp_path: Path) -> None:
    """A key that is no text cannot be stored; the record that waits beside it is stored or not
    confirmed.
    """
    log = SqliteLog(tmp_path / "log.db")
    confirmed: dict[str, Sequence[Position]] = {}

    def append(key: str) -> None:
        try:
            confirmed[key] = log.append([Record(key, b"v")])
        except (LogUnavailable, ValueError):
            return

    callers = [threading.Thread(target=append, args=(key,)) for key in ("\ud800", "org")]
    with log._write_lock:
        for caller in callers:
            before = len(log._queue)
            caller.start()
            until(lambda before=before: len(log._queue) > before)  # type: ignore[misc]
    for caller in callers:
        caller.join()
    assert [stored.key for stored in everything(log)] == list(confirmed)
    log.close()
