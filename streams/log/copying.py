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
        offset, end = 0, source.end(partition)
        while offset < end:
            records = source.read(Position(partition, offset), min(_AT_A_TIME, end - offset))
            missing: list[Record] = []
            for one in records:
                group = partition, partition_of(one.key, target.partitions)
                if there[group]:
                    there[group] -= 1
                else:
                    missing.append(Record(one.key or "", one.value))
            if missing:
                target.append(missing)
            offset += len(records)
            copied += len(missing)
            tell(copied)
    return copied


def _copied(source: EventLog, target: EventLog) -> Counter[tuple[int, int]]:
    """Return how many records the target holds, compared, by partition of source and of target."""
    there: Counter[tuple[int, int]] = Counter()
    for partition in range(target.partitions):
        originals = [
            _falling_into(source, origin, partition, target.partitions)
            for origin in range(source.partitions)
        ]
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
            there[origin, partition] += 1
    return there


def _falling_into(
    source: EventLog, origin: int, partition: int, partitions: int
) -> Iterator[Stored]:
    """Yield the records of a partition of the source that fall into one of the target."""
    for one in _records(source, origin):
        if partition_of(one.key, partitions) == partition:
            yield one


def _records(log: EventLog, partition: int) -> Iterator[Stored]:
    offset = 0
    while records := log.read(Position(partition, offset), _AT_A_TIME):
        yield from records
        offset = records[-1].position.offset + 1
