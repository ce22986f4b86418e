"""Reading a topic in order, partition by partition, for rebuilds, copies and questions."""

import threading
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams.log.kafka.layout import LARGEST_MESSAGE
from streams.log.port import LogUnavailable, Position, Stored

_FETCH_WAIT_MS = 100
_POLL_MS = 200
_RECONNECT_MS = 1_000


class Raw(Protocol):
    """A record as the broker has it."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class Reader:
    """A consumer without a group: it remembers nothing, and reads from wherever it is told.

    Raises
    ------
    LogUnavailable
        When the brokers cannot be reached.
    """

    def __init__(self, brokers: str, topic: str, patience: float) -> None:
        self._topic = topic
        self._patience = patience
        self._lock = threading.Lock()
        self._at: Position | None = None
        try:
            self._consumer = KafkaConsumer(
                bootstrap_servers=brokers,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=_FETCH_WAIT_MS,
                reconnect_backoff_max_ms=_RECONNECT_MS,
                max_partition_fetch_bytes=LARGEST_MESSAGE,
                bootstrap_timeout_ms=int(1000 * patience),
                request_timeout_ms=int(1000 * patience),
            )
        except KafkaError as error:
            raise LogUnavailable(str(error)) from error

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records of a partition from `start` on that stood there when asked.

        Raises
        ------
        LogUnavailable
            When they do not come in time.
        """
        return [
            stored(start.partition, raw.offset, raw.key, raw.value)
            for raw in self.read_raw(start, limit)
        ]

    def read_raw(self, start: Position, limit: int) -> list[Raw]:
        """Return the same records as the broker has them."""
        with self._lock:
            try:
                return self._read(start, limit)
            except KafkaError as error:
                raise LogUnavailable(str(error)) from error

    def end(self, partition: int) -> int:
        """Return the offset that the next record of a partition will get."""
        return self.ends([partition])[partition]

    def ends(self, partitions: Iterable[int]) -> dict[int, int]:
        """Return the same of several partitions, asked at once."""
        asked = [TopicPartition(self._topic, partition) for partition in partitions]
        with self._lock:
            try:
                found = self._consumer.end_offsets(asked)
                return {partition: int(end) for (_, partition), end in found.items()}
            except KafkaError as error:
                raise LogUnavailable(str(error)) from error

    def close(self) -> None:
        """Leave the brokers."""
        with self._lock:
            self._consumer.close()

    def _read(self, start: Position, limit: int) -> list[Raw]:
        partition = TopicPartition(self._topic, start.partition)
        end = self._end(partition)
        if start.offset >= end or limit <= 0:
            return []
        self._go_to(partition, start)
        found: list[Raw] = []
        deadline = time.monotonic() + self._patience
        while len(found) < limit and self._consumer.position(partition) < end:
            if time.monotonic() > deadline:
                raise LogUnavailable(f"{len(found)} records came in time, the log has more")
            records = self._consumer.poll(_POLL_MS, max_records=limit - len(found))
            found += records.get(partition, ())
        self._at = Position(start.partition, self._consumer.position(partition))
        return found

    def _go_to(self, partition: TopicPartition, start: Position) -> None:
        """Stand before a record; what was fetched ahead is kept where reading goes on."""
        if start == self._at:
            return
        if self._at is None or self._at.partition != start.partition:
            self._consumer.assign([partition])
        self._at = None
        self._consumer.seek(partition, start.offset)

    def _end(self, partition: TopicPartition) -> int:
        return int(self._consumer.end_offsets([partition])[partition])


def stored(partition: int, offset: int, key: bytes | None, value: bytes | None) -> Stored:
    """Return a record as read; one without a value has none that can be decoded either."""
    return Stored(Position(partition, offset), _text(key), value or b"")


def _text(key: bytes | None) -> str | None:
    try:
        return None if key is None else key.decode()
    except UnicodeDecodeError:
        return None
