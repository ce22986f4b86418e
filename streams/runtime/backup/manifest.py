"""The manifest of a backup: what it holds, up to where, and the checksum of every member."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from streams.domain.errors import Malformed

FORMAT = 1
"""Rises when an older program could not read a backup any more."""
MANIFEST, CHECKSUM, ERASURES = "manifest.json", "manifest.sha256", "erasures.json"
_MEMBER = re.compile(
    r"log/\d{4}/\d{6}\.msgpack|private/[a-z_]+/\d{6}\.msgpack|documents/[0-9a-f]{64}|"
    + re.escape(ERASURES)
)


class BadBackup(Malformed):
    """A file that is no whole backup, or one that this program is too old for."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member of the archive, apart from the manifest itself."""

    name: str
    size: int
    sha256: str


class Partition(msgspec.Struct, frozen=True, kw_only=True):
    """One partition of the log, up to the position that the backup names."""

    position: int
    records: int


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of the private data."""

    columns: tuple[str, ...]
    rows: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds.

    Attributes
    ----------
    log : mapping of partition to Partition
        The log, up to the position that the backup names.
    keys : int
        How many keys the log has there.
    store_version, store_hash
        The canonical hash of the store at that position; absent where no store stood there.
    private_revision : str
        The migration of the private data.
    damaged_documents : tuple of str
        Digests of files whose content was another when the backup was taken; they are not in it.
    missing_documents : tuple of str
        Digests of files that something recorded refers to and that were not there.
    """

    format: int = FORMAT
    program: str
    taken_at: datetime
    log: Mapping[int, Partition]
    keys: int
    store_version: int
    store_hash: str | None
    private_revision: Annotated[str, msgspec.Meta(pattern=r"^\d{4}$")]
    private: Mapping[str, Table]
    documents: int
    damaged_documents: tuple[str, ...] = ()
    missing_documents: tuple[str, ...] = ()
    members: tuple[Member, ...]

    @property
    def records(self) -> int:
        """The number of records of the log."""
        return sum(partition.records for partition in self.log.values())


class _Formatted(msgspec.Struct, frozen=True):
    format: int


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as it stands in the archive."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decode_manifest(content: bytes) -> Manifest:
    """Return the manifest of an archive.

    Raises
    ------
    BadBackup
        When it is of a newer format, cannot be read, or names a member that no backup has.
    """
    try:
        number = msgspec.json.decode(content, type=_Formatted).format
        if number > FORMAT:
            raise BadBackup(
                "newer_backup",
                "The backup has format {format}, this program knows {known}. Use a newer program.",
                format=number,
                known=FORMAT,
            )
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise unfit(MANIFEST) from None
    for member in manifest.members:
        if not is_member(member.name):
            raise unfit(member.name)
    return manifest


def is_member(name: str) -> bool:
    """Whether a backup may have a member of this name."""
    return _MEMBER.fullmatch(name) is not None


def missing(place: object) -> BadBackup:
    """Return the refusal of a backup that lacks something."""
    return BadBackup(
        "incomplete_backup",
        "The backup lacks {place}. Nothing was restored. Use another backup.",
        place=place,
    )


def changed(place: object) -> BadBackup:
    """Return the refusal of a backup in which something is not what was written."""
    return BadBackup(
        "changed_backup",
        "The checksum of {place} in the backup is wrong. Nothing was restored. Use another backup.",
        place=place,
    )


def unfit(place: object) -> BadBackup:
    """Return the refusal of a backup with something that no backup holds in this way."""
    return BadBackup(
        "unfit_backup",
        "The backup is damaged at {place}. Nothing was restored. Use another backup.",
        place=place,
    )
