"""Reading a backup: nothing is believed before its checksum was compared.

Members are found by the names that the manifest may give, never by a path; whatever else an archive
holds, or a member that is no plain file, makes it a damaged one.
"""

import hashlib
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from streams.log.counted import Tell
from streams.runtime.backup.manifest import (
    CHECKSUM,
    ERASURES,
    MANIFEST,
    Manifest,
    Member,
    changed,
    decode_manifest,
    missing,
    unfit,
)

T = TypeVar("T")
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
Line = tuple[str | None, bytes]
"""Key and bytes of a record of the log."""


class Archive:
    """A backup that is read. From `opened`."""

    def __init__(self, tar: tarfile.TarFile, size: int) -> None:
        self._tar = tar
        self._entries = _entries(tar, size)
        content = self._content(MANIFEST)
        checksum = hashlib.sha256(content).hexdigest()
        if self._content(CHECKSUM) != f"{checksum}  {MANIFEST}\n".encode():
            raise changed(MANIFEST)
        self.manifest: Manifest = decode_manifest(content)
        self._members = {member.name: member for member in self.manifest.members}
        for name in self._entries.keys() ^ {*self._members, MANIFEST, CHECKSUM}:
            raise missing(name) if name in self._members else unfit(name)

    def check(self, tell: Tell = lambda *_: None) -> None:
        """Compare every member with its checksum, and count what they hold.

        Raises
        ------
        BadBackup
            With the place of the first fault.
        """
        for number, member in enumerate(self.manifest.members, start=1):
            self._checked(member)
            tell(number, len(self._members))
        for partition, told in self.manifest.log.items():
            if sum(len(lines) for lines in self.records(partition)) != told.records:
                raise unfit(f"log/{partition:04d}")
        for name, table in self.manifest.private.items():
            if sum(len(rows) for rows in self.rows(name)) != table.rows:
                raise unfit(f"private/{name}")
        self.erasures()

    def records(self, partition: int) -> Iterator[Sequence[Line]]:
        """Yield the records of a partition in their order, some at a time."""
        for member in self._under(f"log/{partition:04d}/"):
            yield self._unpacked(member, list[Line])

    def rows(self, table: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield the rows of a table of the private data, some at a time."""
        width = len(self.manifest.private[table].columns)
        for member in self._under(f"private/{table}/"):
            rows = self._unpacked(member, list[list[Any]])
            if any(len(row) != width for row in rows):
                raise unfit(member.name)
            yield rows

    def erasures(self) -> frozenset[str]:
        """Return the references that must be gone."""
        content = self._checked(self._member(ERASURES))
        try:
            return frozenset(msgspec.json.decode(content, type=list[str]))
        except msgspec.DecodeError:
            raise unfit(ERASURES) from None

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file with its digest."""
        for member in self._under("documents/"):
            content = self._checked(member)
            digest = member.name.rpartition("/")[2]
            if member.sha256 != digest:
                raise changed(member.name)
            yield digest, content

    def _under(self, prefix: str) -> list[Member]:
        found = [member for member in self.manifest.members if member.name.startswith(prefix)]
        return sorted(found, key=lambda member: member.name)

    def _member(self, name: str) -> Member:
        if name not in self._members:
            raise missing(name)
        return self._members[name]

    def _checked(self, member: Member) -> bytes:
        content = self._content(member.name)
        if hashlib.sha256(content).hexdigest() != member.sha256:
            raise changed(member.name)
        return content

    def _unpacked(self, member: Member, kind: type[T]) -> T:
        try:
            return msgspec.msgpack.decode(self._checked(member), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise unfit(member.name) from None

    def _content(self, name: str) -> bytes:
        entry = self._entries.get(name)
        file = None if entry is None else self._tar.extractfile(entry)
        if file is None:
            raise missing(name)
        return file.read()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup; what it holds is compared with its checksums as it is read.

    Raises
    ------
    BadBackup
        When it is no backup, is cut short or damaged, or has a newer format.
    """
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            yield Archive(tar, path.stat().st_size)
    except (tarfile.TarError, EOFError, ValueError, OverflowError):
        raise unfit(path) from None


def _entries(tar: tarfile.TarFile, size: int) -> dict[str, tarfile.TarInfo]:
    found: dict[str, tarfile.TarInfo] = {}
    for entry in tar:
        is_plain = entry.type in _PLAIN and not entry.issparse()
        if not is_plain or entry.name in found or entry.offset_data + entry.size > size:
            raise unfit(entry.name)
        found[entry.name] = entry
    return found
