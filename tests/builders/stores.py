"""Stores without rows, on the kind of database that a module of tests is being run on."""

import atexit
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from streams.store.engine import open_postgres, open_sqlite, writing
from streams.store.tables import metadata

_database: list[str] = []


@contextmanager
def stores_in(url: str) -> Iterator[None]:
    """Make every store in this PostgreSQL database while the block runs, not in files."""
    _database.append(url)
    try:
        yield
    finally:
        _database.pop()


def are_files() -> bool:
    """Whether stores are made in files at the moment."""
    return not _database


def open_store(path: Path) -> sa.Engine:
    """Return the store of this path, which somebody has made or is going to make."""
    if not _database:
        return open_sqlite(path, "derived")
    return open_postgres(_database[-1], _schema("store", path), "derived")


def open_private(path: Path) -> sa.Engine:
    """Return the private data of this path, which somebody has made or is going to make."""
    if not _database:
        return open_sqlite(path, "full")
    return open_postgres(_database[-1], _schema("private", path), "full")


def _schema(kind: str, path: Path) -> str:
    return f"{kind}_{hashlib.sha256(str(path).encode()).hexdigest()[:24]}"


def empty_store(path: Path) -> sa.Engine:
    """Return a new store without rows."""
    if not _database:
        shutil.copy(_empty_file(), path)
        return open_store(path)
    engine = open_store(path)
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    return engine


@cache
def _empty_file() -> Path:
    """Return the file of a store without rows, made once per process."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "empty.db"
    engine = open_sqlite(path, "derived")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    return path
