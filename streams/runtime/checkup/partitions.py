"""What log and store tell together: which partitions move, which stand, and why."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing

from streams.log.codec import FutureVersion, Undecodable, decode
from streams.log.kafka.layout import PARTITIONS
from streams.log.kafka.reading import Reader
from streams.log.port import Position
from streams.runtime.checkup.brokers import Brokers
from streams.runtime.checkup.database import Database, stands_now
from streams.runtime.inspection import Finding
from streams.runtime.place import Place
from streams.runtime.projection import StoreAheadOfLog, check_stand
from streams.store.projector import Stand

_PATIENCE = 3.0
_WATCHED_SECONDS = 2.5
"""How long a partition that has something to do is watched for whether it moves."""


def check_partitions(place: Place, brokers: Brokers, database: Database) -> list[Finding]:
    """Return which partitions do not go on.

    Raises
    ------
    Unreachable
        When one of the servers went away meanwhile.
    """
    with closing(Reader(place.brokers, place.topic, _PATIENCE)) as reader:
        ends = reader.ends(range(PARTITIONS))
        ahead = _ahead(reader, database.stands)
        still, newer = _still(reader, place, ends, database.stands)
    waiting = sum(max(0, ends[one] - _at(database.stands, one)) for one in ends)
    group = brokers.group
    if not group.members:
        without, hanging = set[int](), set[int]()
        nobody = [Finding(code="no_worker", count=max(1, waiting), params={"waiting": waiting})]
    else:
        without = set(ends) - group.assigned if group.is_settled else set()
        hanging = still - newer - without
        nobody = []
    return [
        *nobody,
        *_named("store_ahead", ahead),
        *_named("newer_version", newer),
        *_named("without_worker", without),
        *_named("standing_still", hanging),
    ]


def _still(
    reader: Reader, place: Place, ends: Mapping[int, int], before: Mapping[int, Stand]
) -> tuple[set[int], set[int]]:
    """Return the partitions that do not move, and those of them before a newer version."""
    behind = {partition for partition, end in ends.items() if end > _at(before, partition)}
    if not behind:
        return set(), set()
    time.sleep(_WATCHED_SECONDS)
    after = stands_now(place)
    still = {partition for partition in behind if _at(after, partition) == _at(before, partition)}
    return still, {one for one in still if _is_newer(reader, Position(one, _at(after, one)))}


def _ahead(reader: Reader, stands: Mapping[int, Stand]) -> set[int]:
    """Return the partitions in which the store does not continue this log."""
    wrong = set()
    for partition, stand in stands.items():
        try:
            check_stand(reader, partition, stand)
        except StoreAheadOfLog:
            wrong.add(partition)
    return wrong


def _is_newer(reader: Reader, position: Position) -> bool:
    """Whether the next record is of a version that this program does not know."""
    for record in reader.read(position, 1):
        try:
            decode(record.value, record.key)
        except FutureVersion:
            return True
        except Undecodable:
            return False
    return False


def _named(code: str, partitions: Collection[int]) -> Iterator[Finding]:
    if partitions:
        names = ", ".join(map(str, sorted(partitions)))
        yield Finding(code=code, count=len(partitions), params={"partitions": names})


def _at(stands: Mapping[int, Stand], partition: int) -> int:
    return stands[partition].next_offset if partition in stands else 0
