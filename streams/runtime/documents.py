"""Files, stored once by their sha256; written and flushed before anything refers to them."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from streams.domain.errors import Malformed
from streams.domain.events.evidence import Document, DocumentRole

LARGEST = 25_000_000
"""Bytes of a file that is accepted."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class Documents:
    """The files of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def store(self, content: bytes, role: DocumentRole, *, converted: bool = False) -> Document:
        """Store a file and return what an event says of it.

        Raises
        ------
        Malformed
            When it is too large, or neither PDF, PNG nor JPEG by its content.
        """
        if len(content) > LARGEST:
            raise Malformed(
                "file_too_large",
                "The file has {size} bytes; at most {largest} are taken. Scan it smaller.",
                size=len(content),
                largest=LARGEST,
            )
        digest = hashlib.sha256(content).hexdigest()
        document = Document(
            digest=digest,
            size=len(content),
            media_type=_media_type(content),
            role=role,
            converted=converted,
        )
        self._write(digest, content)
        return document

    def keep_list(self, content: bytes) -> str:
        """Store an uploaded list until the sweeper takes it, and return its digest.

        No event ever refers to a list, so it is gone after a day; its form was checked by whoever
        read it.
        """
        digest = hashlib.sha256(content).hexdigest()
        self._write(digest, content)
        return digest

    def read(self, digest: str) -> bytes | None:
        """Return a file, None where there is none."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[str]:
        """Yield the digests of all files, in their order."""
        for path in sorted(self._folder.glob("*/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def bring_in(self, content: bytes) -> None:
        """Store a file that another installation had accepted."""
        self._write(hashlib.sha256(content).hexdigest(), content)

    def size(self, digest: str) -> int | None:
        """Return the size of a file in bytes, None where there is none."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, digest: str) -> None:
        """Delete a file."""
        self.path(digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Return where a file stands."""
        return self._folder / digest[:2] / digest

    def _write(self, digest: str, content: bytes) -> None:
        path = self.path(digest)
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        # Each writer has a file of its own; of two with equal content either may stay.
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)


def _media_type(content: bytes) -> str:
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    raise Malformed(
        "file_kind", "The file is neither PDF, PNG nor JPEG. Save it as one of these first."
    )
