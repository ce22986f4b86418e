"""Backups for tests: an office full of what can be lost, and archives that somebody changed."""

import hashlib
import json
import tarfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from streams.domain.erasure import ErasePerson
from streams.domain.registrations.commands import AttachPaper
from streams.log.port import Record
from streams.runtime.backup.manifest import CHECKSUM, MANIFEST, Manifest
from streams.runtime.backup.of_folder import new_folder, open_folder
from streams.runtime.backup.reading import opened
from streams.runtime.backup.restoring import Restored, fill
from streams.runtime.backup.taking import back_up
from streams.runtime.parties import holder_of
from streams.store.canonical import canonical_hash
from tests.builders.moments import FAIR, NOW
from tests.builders.office import Office, Shortcuts
from tests.builders.profiles import producer, submit

Contents = dict[str, bytes]
"""The members of an archive by their names, in their order."""


def household(office: Shortcuts, name: str, *, fair: str = FAIR) -> str:
    """Register a household; return the reference under which its data are kept."""
    request = office.ask(submit(fair=fair), key=name)
    who = holder_of(request, kind="household", name=name)
    command = submit(name, producer(kind="household", holder=who), fair=fair)
    office.execute(request, command)
    assert who.private is not None
    return who.private


def attach(office: Shortcuts, content: bytes, registration: str, *, fair: str = FAIR) -> str:
    """Attach a file to a registration and return its digest."""
    document = office.store_document(content, "paper")
    office.do(AttachPaper(fair=fair, registration=registration, document=document))
    return document.digest


def erase(office: Shortcuts, *references: str) -> None:
    """Erase what is kept under references."""
    office.do(ErasePerson(references=references))


def poison(office: Office) -> None:
    """Put a record on the log that no version can read."""
    office.log.append([Record(FAIR, b"\xff no event")])
    office.projection.catch_up()


def taken(folder: Path, path: Path) -> Manifest:
    """Take a backup of a data folder."""
    with open_folder(folder) as source:
        return back_up(source, path, NOW)


def restored(path: Path, folder: Path, *erasures: str) -> Restored:
    """Restore a backup into a new folder."""
    with opened(path) as archive, new_folder(folder) as rooms:
        return fill(rooms, archive, erasures, actor="operator", now=NOW)


def hash_of(office: Shortcuts) -> str:
    """Return the canonical hash of the store."""
    with office.reading() as connection:
        return canonical_hash(connection)


def contents(path: Path) -> Contents:
    """Return what an archive holds."""
    with tarfile.open(path) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


def rewritten(path: Path, change: Callable[[Contents], None], **manifest: object) -> None:
    """Change what an archive holds; with fields of the manifest it is made to look right."""
    held = contents(path)
    change(held)
    if manifest:
        stated = {**json.loads(held[MANIFEST]), **manifest}
        held[MANIFEST] = json.dumps(stated).encode()
        held[CHECKSUM] = f"{hashlib.sha256(held[MANIFEST]).hexdigest()}  {MANIFEST}\n".encode()
    write(path, held)


def write(path: Path, held: Mapping[str, bytes]) -> None:
    """Write an archive."""
    with tarfile.open(path, "w") as tar:
        for name, content in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))


def member(name: str, content: bytes) -> dict[str, object]:
    """Return a manifest's line for a member."""
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
