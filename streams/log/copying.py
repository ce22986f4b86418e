"""Copying a log into another: the same order within each key, the same ids, the same bytes."""

from collections import Counter
from collections.abc import Callable, Iterator

from streams.domain.errors import Conflict
from streams.log.port import EventLog, Position, Record, Stored, partition_of

_AT_A_TIME = 1_000


def copy_log(
    source: EventLog, target: EventLog, tell: Callable[[int], None] = lambda _: None
) -> int:
    """Append to a log what it lacks of another one; return how many records that was.

    A copy that was interrupted goes on where it stopped: what the target holds of each partition of
    the source is a prefix of it.

    Parameters
    ----------
    tell : callable
        Is told how many records were copied so far.

    Raises
    ------
    Conflict
        When the target holds something else than a copy of the source.
    LogUnavailable
        When one of them does not answer.
    """
    there = _copied(source, target)
    copied = 0
    for partition in range(source.partitions):
        offset, end = there[partition], source.end(partition)
        while offset < end:
            records = source.read(Position(partition, offset), min(_AT_A_TIME, end - offset))
            target.append([Record(one.key or "", one.value) for one in records])
            offset += len(records)
            copied += len(records)
            tell(copied)
    return copied


def _copied(source: EventLog, target: EventLog) -> Counter[int]:
    """Return how many records of each partition of the source the target holds, compared."""
    there: Counter[int] = Counter()
    originals = [_records(source, partition) for partition in range(source.partitions)]
    for partition in range(target.partitions):
        for one in _records(target, partition):
            origin = partition_of(one.key, source.partitions)
            original = next(originals[origin], None)
            if original is None or original.value != one.value:
                raise Conflict(
                    "another_log",
                    "The log to copy to holds something else: record {offset} of partition "
                    "{partition} is no copy. Name an empty log, or the one begun.",
                    offset=one.position.offset,
                    partition=partition,
                )
            there[origin] += 1
    return there


def _records(log: EventLog, partition: int) -> Iterator[Stored]:
    offset = 0
    while records := log.read(Position(partition, offset), _AT_A_TIME):
        yield from records
        offset = records[-1].position.offset + 1
