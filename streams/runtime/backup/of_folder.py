"""A data folder: what a backup is taken from, and a new one that it is restored into.

A new folder is filled beside its name and renamed when all of it is there.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from streams.domain.errors import Conflict
from streams.log.sqlite_log import SqliteLog
from streams.runtime.backup.restoring import Rooms
from streams.runtime.backup.taking import Source
from streams.runtime.damage import primary
from streams.runtime.documents import Documents
from streams.runtime.folder import DataFolder
from streams.store.engine import flush, open_sqlite
from streams.store.outage import reached


@contextmanager
def open_folder(path: Path) -> Iterator[Source]:
    """Open a data folder to read it, without its lock.

    Its files may be read while another process writes: a reader sees one moment, and the log only
    grows.

    Raises
    ------
    Unreachable
        When a file cannot be read, at first or while the block runs.
    Damaged
        When one cannot be read any more.
    """
    folder = DataFolder(path)
    with reached(), ExitStack() as opened:
        with primary(folder.log):
            log = opened.enter_context(closing(SqliteLog(folder.log)))
        with primary(folder.private):
            private = open_sqlite(folder.private, "full")
            opened.callback(private.dispose)
            private.connect().close()
        current = folder.current_store()
        store = None if current is None else open_sqlite(current, "derived")
        if store is not None:
            opened.callback(store.dispose)
        yield Source(log=log, private=private, documents=Documents(folder.documents), store=store)


@contextmanager
def new_folder(path: Path) -> Iterator[Rooms]:
    """Open a folder to fill; it is there once the block has ended well.

    Raises
    ------
    Conflict
        When something is there already, or another restore fills it.
    Unreachable
        When a file cannot be written.
    """
    path = path.resolve()  # what a link names is filled, not the link replaced
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Conflict(
            "not_empty",
            "{path} is not empty. Nothing was changed. Name another folder with --data.",
            path=path,
        )
    beside = path.with_name(path.name + ".restoring")
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside.mkdir(mode=0o700)
    except FileExistsError:
        raise Conflict(
            "restore_interrupted",
            "A restore is under way, or one was interrupted. If none is, delete {path} and begin "
            "anew.",
            path=beside,
        ) from None
    try:
        with reached(), ExitStack() as opened:
            yield _rooms(DataFolder(beside), opened)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside)
        raise


def _rooms(folder: DataFolder, opened: ExitStack) -> Rooms:
    path = folder.next_store()
    folder.use_store(path)
    private, store = open_sqlite(folder.private, "full"), open_sqlite(path, "unfinished")
    opened.callback(flush, path)  # these are called last first: when the store is closed
    opened.callback(private.dispose)
    opened.callback(store.dispose)
    return Rooms(
        log=opened.enter_context(closing(SqliteLog(folder.log))),
        private=private,
        documents=Documents(folder.documents),
        store=store,
    )
