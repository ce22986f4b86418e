"""What a disturbed cluster left, and what of it does not hold."""

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.domain.event import Event
from streams.log.codec import decode
from streams.log.copying import copy_log
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.port import EventLog, Position
from streams.log.sqlite_log import SqliteLog
from streams.runtime.embedded import Embedded
from streams.runtime.folder import DataFolder
from streams.runtime.guard import Guard
from streams.runtime.place import Place
from streams.store import tables
from streams.store.canonical import canonical_hash
from tests.builders import rows_of
from tests.drills.cluster_load import ClusterOffice
from tests.drills.crash import doubled, missing_private
from tests.drills.world import World

_SETTLES_WITHIN = 120.0
_PATIENCE = 20.0
_AT_A_TIME = 1_000


@dataclass
class Left:
    """What was found; everything but the counts must be empty.

    Attributes
    ----------
    lost : list of str
        Events that were acknowledged and did not take effect.
    doubled : list of str
        What stands twice.
    disordered : list of str
        Keys whose events the store has in another order than the log.
    unequal : list of str
        Which store differs from the one that the workers wrote.
    unclean : list of str
        Dead letters, and references to private data that is not there.
    """

    acknowledged: int = 0
    recorded: int = 0
    repeated: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return not (self.lost or self.doubled or self.disordered or self.unequal or self.unclean)


def judge(world: World, copy: Path, left: Left) -> None:
    """Wait until the workers rest, and note what does not hold; nobody calls any more."""
    acknowledged = {e: kind for c in world.callers for e, kind in c.acknowledged.items()}
    with ClusterOffice(world.place) as office:
        let_rest(world, office)
        rows = rows_of(office.store_engine, tables.events)
        left.acknowledged, left.recorded = len(acknowledged), len(rows)
        left.repeated = sum(
            row["duplicates"] for row in rows_of(office.store_engine, tables.positions)
        )
        _compare(acknowledged, rows, left)
        left.doubled += doubled(office)
        left.unclean += [f"private row {one} is missing" for one in missing_private(office)]
        rebuilt = office.rebuild()
    if not rebuilt.equal:
        left.unequal.append(rebuilt.difference or "the store built anew")
    if embedded_hash(world.place, copy) != rebuilt.before:
        left.unequal.append("the embedded shape, from a copy of the log")
    left.disordered += _disordered(copy, rows)


def embedded_hash(place: Place, folder: Path) -> str:
    """Return the hash of the store that the embedded shape builds from a copy of the log."""
    with (
        closing(KafkaLog(place.brokers, patience=_PATIENCE)) as source,
        closing(SqliteLog(DataFolder(folder).log)) as target,
    ):
        copy_log(source, target)
    with Embedded(folder) as office, office.reading() as connection:
        return canonical_hash(connection)


def let_rest(world: World, office: ClusterOffice) -> None:
    """Let the workers catch up and end; then apply what their reactions appended last."""
    deadline = time.monotonic() + _SETTLES_WITHIN
    ends = {p: office.log.end(p) for p in range(office.log.partitions)}
    while any(office.progress.stands_at(p) < end for p, end in ends.items()):
        assert time.monotonic() < deadline, "the workers do not catch up"
        time.sleep(0.1)
    for worker in world.workers:
        worker.end()
    with closing(Guard(office.log, office.store_engine, lambda _: None)) as guard:
        guard.catch_up(list(ends))


def _compare(acknowledged: Mapping[str, str], rows: list[dict[str, Any]], left: Left) -> None:
    applied = Counter(row["id"] for row in rows if row["outcome"] == "applied")
    types = {row["id"]: row["type"] for row in rows}
    left.lost += sorted(set(acknowledged) - set(applied))
    left.doubled += [event for event, number in applied.items() if number > 1]
    left.unclean += [f"{row['ordinal']} is dead" for row in rows if row["outcome"] == "dead"]
    left.unclean += [
        f"{event} was acknowledged as {kind}"
        for event, kind in acknowledged.items()
        if types.get(event, kind) != kind
    ]


def _disordered(copy: Path, rows: list[dict[str, Any]]) -> list[str]:
    """Return the keys whose events do not stand in the order of the log, numbered from 1."""
    with closing(SqliteLog(DataFolder(copy).log)) as log:
        wanted = _first_appearances(log)
    found: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        found.setdefault(row["key"], []).append((row["ordinal"], row["id"]))
    return sorted(
        key
        for key in wanted.keys() | found.keys()
        if sorted(found.get(key, [])) != list(enumerate(wanted.get(key, {}), start=1))
    )


def _first_appearances(log: EventLog) -> dict[str, dict[str, None]]:
    """Return the ids of events by key, in the order in which they first appear."""
    found: dict[str, dict[str, None]] = {}
    offset, end = 0, log.end(0)
    while offset < end:
        records = log.read(Position(0, offset), _AT_A_TIME)
        for record in records:
            event: Event = decode(record.value, record.key)
            found.setdefault(event.key, {})[event.id] = None
        offset = records[-1].position.offset + 1
    return found
