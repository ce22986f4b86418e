"""Taking a backup beside a running installation.

First a position of the log, then the records up to it, and only then the private data and the
documents: what the records refer to was written before them, so it is there. What was erased in
between is named, by a look at the log once the private data were read.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import sqlalchemy as sa

from streams.domain.errors import NotFound
from streams.log.counted import Tell
from streams.log.port import EventLog, Position
from streams.runtime.backup.archive import ArchiveWriter, packed, written_beside
from streams.runtime.backup.erasures import erased_by, erased_in, records_from
from streams.runtime.backup.manifest import ERASURES, Manifest, Partition, Table
from streams.runtime.documents import Documents
from streams.runtime.folder import STORE_VERSION
from streams.store.canonical import canonical_hash
from streams.store.private.copying import rows_of, tables_in
from streams.store.private.migrate import revision_of
from streams.store.queries.judged import next_offsets
from streams.store.queries.references import referred_files

_PART_RECORDS, _PART_BYTES = 2_000, 4 * 1024 * 1024
_STORE_WITHIN = 5.0
_BREATH = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An installation that is only read, and goes on working.

    `store` is absent where none is of this program's version.
    """

    log: EventLog
    private: sa.Engine
    documents: Documents
    store: sa.Engine | None


@dataclass(slots=True)
class _Log:
    """What was seen of the log."""

    partitions: dict[int, Partition] = field(default_factory=dict)
    keys: set[str | None] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)


def back_up(source: Source, path: Path, now: datetime, tell: Tell = lambda *_: None) -> Manifest:
    """Write a backup to a file that only its owner may read; return what it holds.

    Raises
    ------
    Conflict
        When something stands there already.
    NotFound
        When there are no private data beside the log.
    """
    ends = source.log.ends()
    positions, store_hash = _moment(source.store, ends)
    with written_beside(path) as file:
        writer = ArchiveWriter(file, now)
        log = _write_log(writer, source.log, positions, tell)
        with source.private.connect() as connection:
            revision, tables = _write_private(writer, connection)
        erased = log.erased | erased_in(source.log, positions)
        writer.add(ERASURES, msgspec.json.encode(sorted(erased)))
        referred = _referred(source.store)  # before the files, so that what comes is no missing one
        written, damaged = _write_documents(writer, source.documents)
        missing = referred - written - set(damaged)
        manifest = Manifest(
            program=version("ketnoi"),
            taken_at=now,
            log=log.partitions,
            keys=len(log.keys),
            store_version=STORE_VERSION,
            store_hash=store_hash,
            private_revision=revision,
            private=tables,
            documents=len(written),
            damaged_documents=damaged,
            missing_documents=tuple(sorted(missing)),
            members=writer.members,
        )
        writer.finish(manifest)
    return manifest


def _moment(
    store: sa.Engine | None, ends: Mapping[int, int]
) -> tuple[Mapping[int, int], str | None]:
    """Return the position to back up, at or after these ends, and the store's hash there.

    A store that does not come so far in a while has no hash to compare with, and the ends are it.
    """
    deadline = time.monotonic() + _STORE_WITHIN
    while store is not None and time.monotonic() < deadline:
        with store.connect() as connection:
            stands = {**dict.fromkeys(ends, 0), **next_offsets(connection)}
            if all(stands[partition] >= end for partition, end in ends.items()):
                return stands, canonical_hash(connection)
        time.sleep(_BREATH)
    return ends, None


def _write_log(
    writer: ArchiveWriter, log: EventLog, positions: Mapping[int, int], tell: Tell
) -> _Log:
    seen = _Log()
    total, done = sum(positions.values()), 0
    for partition, position in sorted(positions.items()):
        records = 0
        for number, lines in enumerate(_parts(log, partition, position)):
            writer.add(f"log/{partition:04d}/{number:06d}.msgpack", packed(lines))
            records += len(lines)
            for key, value in lines:
                seen.keys.add(key)
                seen.erased.update(erased_by(value, key))
            done += len(lines)
            tell(done, total)
        seen.partitions[partition] = Partition(position=position, records=records)
    return seen


def _parts(log: EventLog, partition: int, end: int) -> Iterator[list[tuple[str | None, bytes]]]:
    """Yield the records of a partition in parts that fit into memory many times."""
    lines: list[tuple[str | None, bytes]] = []
    size = 0
    for record in records_from(log, Position(partition, 0), end):
        lines.append((record.key, record.value))
        size += len(record.value)
        if len(lines) >= _PART_RECORDS or size >= _PART_BYTES:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _write_private(
    writer: ArchiveWriter, connection: sa.Connection
) -> tuple[str, dict[str, Table]]:
    """Write the private data as they stand at one moment; return their revision and tables."""
    revision = revision_of(connection)
    if revision is None:
        raise NotFound(
            "no_private_data",
            "There are no private data beside the log. Start the installation once, then back up.",
        )
    tables: dict[str, Table] = {}
    for table in tables_in(connection):
        number_of_rows = 0
        for number, rows in enumerate(rows_of(connection, table)):
            writer.add(f"private/{table.name}/{number:06d}.msgpack", packed(rows))
            number_of_rows += len(rows)
        columns = tuple(map(str, table.columns.keys()))
        tables[str(table.name)] = Table(columns=columns, rows=number_of_rows)
    return revision, tables


def _referred(store: sa.Engine | None) -> set[str]:
    """Return the digests of the files that something recorded refers to."""
    if store is None:
        return set()
    with store.connect() as connection:
        return {digest for digest, _ in referred_files(connection)}


def _write_documents(
    writer: ArchiveWriter, documents: Documents
) -> tuple[set[str], tuple[str, ...]]:
    """Write every file; return the digests of those, and of what has another content now."""
    damaged: list[str] = []
    written: set[str] = set()
    for digest in documents.digests():
        content = documents.read(digest)
        if content is None:  # it was swept meanwhile, so nothing refers to it
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            damaged.append(digest)
            continue
        writer.add(f"documents/{digest}", content)
        written.add(digest)
    return written, tuple(damaged)
