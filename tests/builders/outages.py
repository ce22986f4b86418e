"""Outages: a file of the record that is gone or garbage while a block runs, and then is back.

Whatever holds the file open lets it go first, so that the next look finds what a disk that was
taken away and put back would show.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.runtime.embedded import Embedded

GARBAGE = b"no database at all " * 500


@contextmanager
def store_gone(office: Embedded) -> Iterator[None]:
    """Take the store's file away."""
    with _gone(_store(office)):
        yield


@contextmanager
def store_garbled(office: Embedded) -> Iterator[None]:
    """Write something else over the store's file."""
    path = _store(office)
    kept = path.read_bytes()
    path.write_bytes(GARBAGE)
    try:
        yield
    finally:
        path.write_bytes(kept)


@contextmanager
def log_gone(office: Embedded) -> Iterator[None]:
    """Take the log's file away."""
    office.log._reader.close()
    office.log._writer.close()
    with _gone(office.folder.log):
        yield


@contextmanager
def private_gone(office: Embedded) -> Iterator[None]:
    """Take the file of the private data away."""
    office.keeper._engine.dispose()
    office.keeper._writer.invalidate()
    with _gone(office.folder.private):
        yield


def _store(office: Embedded) -> Path:
    path = office.folder.current_store()
    assert path is not None
    office.projection.reader(0).invalidate()
    office.projection._projector._connection.invalidate()
    office.store_engine.dispose()
    return path


@contextmanager
def _gone(path: Path) -> Iterator[None]:
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        yield
    finally:
        away.rename(path)
