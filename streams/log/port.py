"""The port every log implements: append batches, read partitions in order, tell the end.

Each implementation passes the one behaviour suite in `tests/contracts/test_event_log.py`. A
position belongs to one log; nothing outside the projector keeps it, and no event ever carries it.
"""

import zlib
from collections.abc import Sequence
from typing import Protocol

import msgspec

from streams.domain.errors import Unreachable
from streams.domain.event import ORG_KEY

LARGEST_EVENT = 256 * 1024
"""Bytes of the largest event; a larger record is a dead letter, whatever it says."""
LONGEST_KEY = 100
"""Signs of the longest key."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """What is appended: the exact bytes under their key."""

    key: str
    value: bytes


class Position(msgspec.Struct, frozen=True, order=True, gc=False):
    """Where a record stands in one log: partition and offset, both from 0."""

    partition: int
    offset: int


class Stored(msgspec.Struct, frozen=True, gc=False):
    """A record as read. `key` is None where it has none that can be read."""

    position: Position
    key: str | None
    value: bytes


class Readable(Protocol):
    """A log as those see it who only read."""

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records of a partition from `start` on, in order.

        Raises
        ------
        LogUnavailable
            When they cannot be read.
        """

    def end(self, partition: int) -> int:
        """Return the offset that the next record of a partition will get.

        Raises
        ------
        LogUnavailable
            When it cannot be asked.
        """


class EventLog(Readable, Protocol):
    """An append-only log of one or more partitions; a key always falls into the same one."""

    @property
    def partitions(self) -> int:
        """The number of partitions, fixed for the life of the log."""

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append a batch durably and return a position per record; each record stands alone.

        Raises
        ------
        LogUnavailable
            When it is not known to be durable; the records may still appear, so a retry must carry
            the same event ids.
        """

    def ends(self) -> dict[int, int]:
        """Return the offset that the next record of every partition will get, asked at once.

        Raises
        ------
        LogUnavailable
            When it cannot be asked.
        """

    def close(self) -> None:
        """Release what the log holds."""


class LogUnavailable(Unreachable):
    """The log did not confirm in time, or cannot be reached."""

    def __init__(self, reason: object) -> None:
        super().__init__(
            reason,
            "The log cannot be reached ({reason}). Nothing is lost; try again in a few seconds, or "
            "run `ketnoi doctor`.",
        )


def owner_of(key: str | None) -> str:
    """Return the key that a record belongs to: its own if that can be one, else `org`."""
    if not key or len(key) > LONGEST_KEY or "\0" in key:
        return ORG_KEY
    return key


def partition_of(key: str | None, partitions: int) -> int:
    """Return the partition of a record's key."""
    return zlib.crc32(owner_of(key).encode()) % partitions
