"""A log in memory with three partitions: a small real implementation, for tests and trials.

It interleaves keys as Kafka would, so whoever relies on an order across keys is found out.
"""

import threading
from collections.abc import Sequence

from streams.log.port import Position, Record, Stored, partition_of


class MemoryLog:
    """An event log that lives as long as its object."""

    partitions = 3

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: list[list[Stored]] = [[] for _ in range(self.partitions)]

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append a batch and return a position per record."""
        with self._lock:
            return [self._append(record) for record in records]

    def _append(self, record: Record) -> Position:
        partition = partition_of(record.key, self.partitions)
        stored = self._records[partition]
        position = Position(partition, len(stored))
        stored.append(Stored(position, record.key, record.value))
        return position

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records of a partition from `start` on."""
        return self._records[start.partition][start.offset : start.offset + limit]

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        return len(self._records[partition])

    def ends(self) -> dict[int, int]:
        """Return the offset of the next record of every partition."""
        return {partition: self.end(partition) for partition in range(self.partitions)}

    def close(self) -> None:
        """Nothing is held."""
