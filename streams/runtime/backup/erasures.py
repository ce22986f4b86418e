"""Erasures that a log knows, by the ids of what must be gone and nothing else.

They can be carried to a copy that is older than they are.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from streams.domain.errors import Malformed
from streams.domain.events.acts import PersonErased
from streams.log.codec import Undecodable, decode
from streams.log.port import EventLog, Position, Stored
from streams.runtime.backup.archive import written_beside

_AT_A_TIME = 1_000
_MARK = PersonErased.type.encode()


def erased_by(value: bytes, key: str | None) -> tuple[str, ...]:
    """Return the references that a record of the log erases."""
    if _MARK not in value:
        return ()
    try:
        fact = decode(value, key).fact
    except Undecodable:
        return ()
    return fact.references if isinstance(fact, PersonErased) else ()


def erased_in(log: EventLog, since: Mapping[int, int]) -> frozenset[str]:
    """Return the references that a log erases, from a position of each partition on."""
    return frozenset(
        reference
        for partition, offset in since.items()
        for record in records_from(log, Position(partition, offset), log.end(partition))
        for reference in erased_by(record.value, record.key)
    )


def records_from(log: EventLog, start: Position, end: int) -> Iterator[Stored]:
    """Yield the records of a partition from a position up to an offset."""
    offset = start.offset
    while offset < end:
        records = log.read(Position(start.partition, offset), min(_AT_A_TIME, end - offset))
        if not records:
            return
        yield from records
        offset = records[-1].position.offset + 1


def write_erasures(path: Path, log: EventLog) -> int:
    """Write what a log erases to a file of its own; return how many references that is.

    Raises
    ------
    Conflict
        When something stands there already.
    """
    found = sorted(erased_in(log, dict.fromkeys(range(log.partitions), 0)))
    with written_beside(path) as file:
        file.write(msgspec.json.encode(found))
    return len(found)


def read_erasures(path: Path) -> frozenset[str]:
    """Return the references of such a file.

    Raises
    ------
    Malformed
        When it is none.
    """
    try:
        return frozenset(msgspec.json.decode(path.read_bytes(), type=list[str]))
    except msgspec.DecodeError:
        raise Malformed(
            "no_erasures",
            "{path} does not hold erasures. Name a file that backup --erasures has written.",
            path=path,
        ) from None
