"""Rebuilding the store from the log, and comparing it with the one in use."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from streams.log.port import EventLog
from streams.runtime.folder import DataFolder
from streams.runtime.projection import Projection
from streams.store.canonical import canonical_hash, first_difference
from streams.store.engine import flush, open_sqlite
from streams.store.filling import in_bulk
from streams.store.tables import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild found.

    `before` is the hash of the store in use; `difference` names the first differing table and row.
    A store that differs took the place of the one in use.
    """

    before: str
    after: str
    events: int
    seconds: float
    difference: str | None = None

    @property
    def equal(self) -> bool:
        """Whether the store in use said what the log says."""
        return self.before == self.after


def build_store(path: Path, log: EventLog) -> sa.Engine:
    """Build a store from the whole log and return its engine.

    If anything goes wrong nothing is left behind.
    """
    engine = open_sqlite(path, "unfinished")
    try:
        with in_bulk(engine), closing(Projection(log, engine)) as projection:
            projection.catch_up()
        engine.dispose()
        flush(path)
    except BaseException:
        engine.dispose()
        DataFolder.delete_store(path)
        raise
    return open_sqlite(path, "derived")


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
            found = compare(old, new, seconds)
        folder.use_store(path)
        projection.swap(engine)
    if old_path is not None and found.equal:
        folder.delete_store(old_path)
    return found


def compare(old: sa.Connection, new: sa.Connection, seconds: float) -> Rebuilt:
    """Compare two stores that stand at the same ordinal of every key.

    Parameters
    ----------
    seconds : float
        How long it took to build the new one.
    """
    before, after = canonical_hash(old), canonical_hash(new)
    return Rebuilt(
        before=before,
        after=after,
        events=new.scalar(sa.select(sa.func.count()).select_from(events)) or 0,
        seconds=seconds,
        difference=first_difference(old, new) if before != after else None,
    )
