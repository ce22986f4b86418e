"""Looking at the log and the installation: verify, export, examine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from streams.log.codec import Undecodable, decode
from streams.log.port import EventLog, Position, Stored
from streams.store import tables
from streams.store.canonical import canonical_hash
from streams.store.queries.letters import count_open_letters

_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a reading of the whole log found.

    `unreadable` are records that became dead letters, `repeated` those whose event had come before.
    """

    records: int
    keys: int
    unreadable: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something an operator should know; `code` has its sentence at the doors.

    `count` says of how much; `params` fills the other blanks of the sentence.
    """

    code: str
    count: int
    params: Mapping[str, object] = field(default_factory=dict)


def every_record(log: EventLog) -> Iterator[Stored]:
    """Yield every record of a log, partition by partition."""
    for partition in range(log.partitions):
        offset = 0
        while records := log.read(Position(partition, offset), _AT_A_TIME):
            yield from records
            offset = records[-1].position.offset + 1


def verify_log(log: EventLog) -> Verified:
    """Read and decode every record.

    Raises
    ------
    FutureVersion
        At a record that this program is too old for.
    """
    records = unreadable = repeated = 0
    seen: set[tuple[str, str]] = set()
    keys: set[str | None] = set()
    for record in every_record(log):
        records += 1
        keys.add(record.key)
        try:
            event = decode(record.value, record.key)
        except Undecodable:
            unreadable += 1
            continue
        repeated += (event.key, event.id) in seen
        seen.add((event.key, event.id))
    return Verified(records=records, keys=len(keys), unreadable=unreadable, repeated=repeated)


def effective_records(connection: sa.Connection, log: EventLog) -> Iterator[Stored]:
    """Yield the records that took effect."""
    events = tables.events
    query = sa.select(events.c.partition, events.c.offset).where(events.c.outcome == "applied")
    applied = {(row.partition, row.offset) for row in connection.execute(query)}
    for record in every_record(log):
        if (record.position.partition, record.position.offset) in applied:
            yield record


def examine(connection: sa.Connection) -> list[Finding]:
    """Return what deserves a look: open dead letters, lost events, unfinished parts, copies."""
    outcome = tables.events.c.outcome
    query = sa.select(outcome, sa.func.count()).group_by(outcome)
    counted = {name: int(number) for name, number in connection.execute(query)}
    parts = connection.scalar(sa.select(sa.func.count()).select_from(tables.parts)) or 0
    copies = (
        connection.scalar(
            sa.select(sa.func.count())
            .select_from(tables.agreements)
            .where(tables.agreements.c.recorded_to.is_(None), tables.agreements.c.differs != "")
        )
        or 0
    )
    found = (
        Finding(code="dead_letters", count=count_open_letters(connection)),
        Finding(code="lost_events", count=counted.get("lost", 0)),
        Finding(code="unfinished_parts", count=parts),
        Finding(code="copies_to_review", count=copies),
    )
    return [finding for finding in found if finding.count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the record has come, and the fingerprint of the store made from it."""

    records: int
    hash: str


def standing(connection: sa.Connection) -> Standing:
    """Return what the store has taken in."""
    records = connection.scalar(sa.select(sa.func.count()).select_from(tables.events)) or 0
    return Standing(records=records, hash=canonical_hash(connection))


def last_ordinal(connection: sa.Connection, key: str) -> int:
    """Return the last ordinal of a key; 0 where nothing was recorded."""
    query = sa.select(sa.func.max(tables.events.c.ordinal)).where(tables.events.c.key == key)
    return connection.scalar(query) or 0
