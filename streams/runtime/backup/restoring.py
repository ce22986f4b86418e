"""Filling an empty place from a backup: log, private data, documents; then the store, from the log.

What was erased is never written, whether the log says so, or the backup, or a newer file of
erasures. What such a file adds is recorded on the restored log, so that the next backup knows it.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from streams.domain.erasure import ErasePerson
from streams.domain.errors import Conflict
from streams.domain.event import ORG_KEY
from streams.log.counted import Tell
from streams.log.port import EventLog, Record
from streams.runtime.backup.erasures import erased_by
from streams.runtime.backup.manifest import BadBackup, unfit
from streams.runtime.backup.reading import Archive
from streams.runtime.commands import Commands
from streams.runtime.documents import Documents
from streams.runtime.folder import STORE_VERSION
from streams.runtime.projection import Projection
from streams.runtime.request import Request
from streams.runtime.upgrading import apply_until
from streams.store.canonical import canonical_hash
from streams.store.engine import writing
from streams.store.filling import in_bulk
from streams.store.private.copying import bring_in, tables_in
from streams.store.private.keeper import Keeper
from streams.store.private.migrate import UnknownRevision, migrate
from streams.store.private.tables import persons
from streams.store.queries.references import referred_files, referred_rows

_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """An empty place: everything is open, nothing is in it, not even tables."""

    log: EventLog
    private: sa.Engine
    documents: Documents
    store: sa.Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brought back, and what did not hold.

    Attributes
    ----------
    erased : int
        Private rows of the backup that were left out, because they must be gone.
    hash : str
        The canonical hash of the store that was built from the log.
    expected : str
        That of the store when the backup was taken; absent where there is none to compare with.
    missing_rows, missing_files : sequence of str
        References and digests of applied events that lead nowhere.
    """

    records: int
    rows: int
    erased: int
    files: int
    hash: str
    expected: str | None
    missing_rows: Sequence[str]
    missing_files: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether everything is there, and the store is the one it was."""
        return self.expected in {None, self.hash} and not (self.missing_rows or self.missing_files)


def fill(
    rooms: Rooms,
    archive: Archive,
    erasures: Iterable[str],
    *,
    actor: str,
    now: datetime,
    tell: Tell = lambda *_: None,
) -> Restored:
    """Fill an empty place, and check every reference.

    Parameters
    ----------
    erasures : iterable of str
        References that must be gone although the backup may not know it.
    actor, now
        Who restores, and when: for what is recorded of these.

    Raises
    ------
    BadBackup
        When the backup is damaged, or its private data are of a newer program.
    """
    known = _erased_in(archive)
    erased = known | archive.erasures() | frozenset(erasures)
    rows, left_out = _fill_private(rooms.private, archive, erased)
    files = 0
    for _, content in archive.documents():
        rooms.documents.bring_in(content)
        files += 1
    _fill_log(rooms.log, archive, tell)  # last: what Kafka has taken in cannot be taken back
    with in_bulk(rooms.store):
        apply_until(rooms.log, rooms.store, rooms.log.ends(), tell)
    if sum(rooms.log.ends().values()) != archive.manifest.records:
        raise Conflict(
            "restore_disturbed",
            "Somebody worked on the installation while it was being restored. Stop every process, "
            "empty what was restored, and begin anew.",
        )
    with rooms.store.connect() as connection:
        found = canonical_hash(connection)
    with closing(Keeper(rooms.private)) as keeper:
        _record_erasures(rooms, keeper, sorted(erased - known), actor, now)
        missing_rows, missing_files = _missing(rooms, keeper, erased)
    manifest = archive.manifest
    return Restored(
        records=manifest.records,
        rows=rows,
        erased=left_out,
        files=files,
        hash=found,
        expected=manifest.store_hash if manifest.store_version == STORE_VERSION else None,
        missing_rows=missing_rows,
        missing_files=missing_files,
    )


def _erased_in(archive: Archive) -> frozenset[str]:
    """Return what the records of the backup erase."""
    return frozenset(
        reference
        for partition in archive.manifest.log
        for lines in archive.records(partition)
        for key, value in lines
        for reference in erased_by(value, key)
    )


def _fill_log(log: EventLog, archive: Archive, tell: Tell) -> None:
    """Append every record, each key in its order."""
    done = 0
    for partition in sorted(archive.manifest.log):
        for lines in archive.records(partition):
            log.append([Record(key or "", value) for key, value in lines])
            done += len(lines)
            tell(done, archive.manifest.records)


def _fill_private(engine: sa.Engine, archive: Archive, erased: frozenset[str]) -> tuple[int, int]:
    """Bring in the private data as they were; return how many rows, and how many were left out."""
    manifest = archive.manifest
    try:
        migrate(writing(engine), manifest.private_revision)
    except UnknownRevision as revision:
        raise BadBackup(
            "newer_private_data",
            "The private data of the backup are of revision {revision}, which this program does "
            "not know. Use a newer program.",
            revision=revision,
        ) from None
    number = left_out = 0
    with writing(engine).begin() as connection:
        tables = {table.name: table for table in tables_in(connection)}
        for name in tables.keys() ^ manifest.private.keys():
            raise unfit(f"private/{name}")
        for name, table in tables.items():
            columns = manifest.private[name].columns
            for rows in archive.rows(name):
                kept = rows
                if name == persons.name:
                    reference = columns.index(persons.c.reference.name)
                    kept = [row for row in rows if row[reference] not in erased]
                try:
                    bring_in(connection, table, columns, kept)
                except sa.exc.OperationalError:
                    raise
                except (LookupError, sa.exc.SQLAlchemyError):
                    raise unfit(f"private/{name}") from None
                number += len(kept)
                left_out += len(rows) - len(kept)
    return number, left_out


def _record_erasures(
    rooms: Rooms, keeper: Keeper, references: Sequence[str], actor: str, now: datetime
) -> None:
    """Record what must be gone and the log does not say."""
    if not references:
        return
    with closing(Projection(rooms.log, rooms.store)) as projection:
        commands = Commands(rooms.log, projection, keeper)
        for first in range(0, len(references), _AT_A_TIME):
            command = ErasePerson(references=tuple(references[first : first + _AT_A_TIME]))
            request = Request(keeper, action=command.action, key=ORG_KEY, actor=actor, time=now)
            commands.execute(request, command)


def _missing(rooms: Rooms, keeper: Keeper, erased: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the references and digests of applied events that lead nowhere."""
    with rooms.store.connect() as connection:
        rows = [reference for reference in referred_rows(connection) if reference not in erased]
        files = referred_files(connection)
    missing: list[str] = []
    for first in range(0, len(rows), _AT_A_TIME):
        some = rows[first : first + _AT_A_TIME]
        there = keeper.read(some)
        missing.extend(reference for reference in some if reference not in there)
    return missing, [digest for digest, size in files if rooms.documents.size(digest) != size]
