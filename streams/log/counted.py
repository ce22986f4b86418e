"""A log that tells how much of it was read, for those who wait until all of it was."""

from collections.abc import Callable, Sequence

from streams.log.port import EventLog, Position, Record, Stored

Tell = Callable[[int, int], None]
"""Is told how many records were read, of how many there were at first."""


class CountedLog:
    """Another log, whose records are counted as they are read; what is read again counts once."""

    def __init__(self, log: EventLog, tell: Tell) -> None:
        self._log = log
        self._tell = tell
        self._read = 0
        self._total = sum(log.ends().values())

    @property
    def partitions(self) -> int:
        """The number of partitions."""
        return self._log.partitions

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append a batch durably and return a position per record."""
        return self._log.append(records)

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records of a partition from `start` on, and tell how many so far."""
        found = self._log.read(start, limit)
        self._read += len(found)
        self._tell(min(self._read, self._total), self._total)
        return found

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        return self._log.end(partition)

    def ends(self) -> dict[int, int]:
        """Return the offset of the next record of every partition."""
        return self._log.ends()

    def close(self) -> None:
        """Leave the other log open: whoever opened it closes it."""
