"""Rebuilding the store from the log, and comparing it with the one in use."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from streams.log.port import EventLog
from streams.runtime.folder import DataFolder
from streams.runtime.projection import Projection
from streams.store.canonical import canonical_hash, first_difference
from streams.store.engine import open_sqlite, writing
from streams.store.tables import events, metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild found.

    `before` is the hash of the store in use; `difference` names the first differing table and row;
    `is_used` says that the new store took the place of the old one.
    """

    before: str
    after: str
    events: int
    seconds: float
    difference: str | None = None
    is_used: bool = True

    @property
    def equal(self) -> bool:
        """Whether the store in use said what the log says."""
        return self.before == self.after


def build_store(path: Path, log: EventLog) -> sa.Engine:
    """Build a store from the whole log and return its engine.

    Indexes that only readers need are made at the end, which is faster than keeping them. If
    anything goes wrong nothing is left behind.
    """
    engine = open_sqlite(path, "unfinished")
    try:
        _fill(engine, log)
    except BaseException:
        engine.dispose()
        DataFolder.delete_store(path)
        raise
    engine.dispose()
    return open_sqlite(path, "derived")


def _fill(engine: sa.Engine, log: EventLog) -> None:
    later = [index for table in metadata.sorted_tables for index in table.indexes]
    with writing(engine).begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table))
        for index in later:
            if index.unique:
                connection.execute(CreateIndex(index))
    with closing(Projection(log, engine)) as projection, _no_garbage_collection():
        projection.catch_up()
    with writing(engine).begin() as connection:
        for index in later:
            if not index.unique:
                connection.execute(CreateIndex(index))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the collector, which finds nothing among rows and costs a tenth of a rebuild."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def rebuild(
    folder: DataFolder,
    log: EventLog,
    projection: Projection,
    paused: Callable[[], AbstractContextManager[None]],
) -> Rebuilt:
    """Build the next store beside the one in use, compare, and point readers to the new one.

    Work goes on while it is built; for the comparison, at the same ordinal of every key, commands
    are paused. A store that was equal is deleted; one that was not is kept as suspect.
    """
    begun = time.perf_counter()
    old_path, path = folder.current_store(), folder.next_store()
    engine = build_store(path, log)
    seconds = time.perf_counter() - begun
    with paused():
        projection.catch_up()
        with closing(Projection(log, engine)) as tail:
            tail.catch_up()
        with projection.engine.connect() as old, engine.connect() as new:
            before, after = canonical_hash(old), canonical_hash(new)
            difference = first_difference(old, new) if before != after else None
            count = new.scalar(sa.select(sa.func.count()).select_from(events)) or 0
        folder.use_store(path)
        projection.swap(engine)
    if old_path is not None and before == after:
        folder.delete_store(old_path)
    return Rebuilt(before=before, after=after, events=count, seconds=seconds, difference=difference)
