"""The file of a backup: a plain tar, which any program can look into.

It is written beside its name and renamed once it is whole and on disk, readable by its owner only.
Its last members are the manifest and the manifest's checksum, so one that was cut short has none.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from streams.domain.errors import Conflict
from streams.runtime.backup.manifest import (
    CHECKSUM,
    MANIFEST,
    Manifest,
    Member,
    encode_manifest,
)


@contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """Give a file that stands at a path once the block has ended, and is not there if it fails.

    Raises
    ------
    Conflict
        When something stands there already.
    """
    if path.exists():
        raise Conflict(
            "file_exists",
            "{path} exists already. Name another file; it was left as it is.",
            path=path,
        )
    beside = path.with_name(path.name + ".unfinished")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


class ArchiveWriter:
    """A backup that is being written."""

    def __init__(self, file: BinaryIO, moment: datetime) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w")  # noqa: SIM115 - ended by `finish`
        self._moment = moment
        self._members: list[Member] = []

    @property
    def members(self) -> tuple[Member, ...]:
        """What was added so far, in its order."""
        return tuple(self._members)

    def add(self, name: str, content: bytes) -> None:
        """Add a member."""
        self._members.append(
            Member(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        )
        self._put(name, content)

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, and end."""
        content = encode_manifest(manifest)
        self._put(MANIFEST, content)
        self._put(CHECKSUM, f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode())
        self._tar.close()

    def _put(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        entry.mtime = int(self._moment.timestamp())
        self._tar.addfile(entry, BytesIO(content))


def packed(rows: object) -> bytes:
    """Return rows as they stand in a member: MessagePack, an array of arrays."""
    return msgspec.msgpack.encode(rows)
