"""The embedded shape: log, store, private data and reactions in one process and one data folder."""

from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from streams.log.counted import CountedLog, Tell
from streams.log.sqlite_log import SqliteLog
from streams.runtime.commands import Commands
from streams.runtime.damage import derived, primary
from streams.runtime.documents import Documents
from streams.runtime.folder import DataFolder
from streams.runtime.installation import Clock, Installation, utc_now
from streams.runtime.projection import Projection
from streams.runtime.reactions.loop import Reactions
from streams.runtime.rebuild import Rebuilt, build_store, rebuild
from streams.store.engine import open_sqlite
from streams.store.outage import reached
from streams.store.private.keeper import Keeper

__all__ = ["Clock", "Embedded", "utc_now"]


class Embedded(Installation):
    """One installation, open for work. Use as a context manager.

    Parameters
    ----------
    path : Path
        The data folder; made if absent.
    clock : callable
        Where the present moment comes from.

    Raises
    ------
    FolderInUse
        When another process works on the folder.
    Damaged
        When one of its files cannot be read any more.
    StoreAheadOfLog
        When log and store do not belong together.
    Unreachable
        When one of its files cannot be opened for another reason.
    """

    log: SqliteLog

    def __init__(self, path: Path, *, clock: Clock = utc_now) -> None:
        self.clock = clock
        self.folder = DataFolder(path).lock()
        self._closing = ExitStack()
        with reached(), ExitStack() as opened:
            opened.callback(self.folder.unlock)
            with primary(self.folder.log):
                self.log = SqliteLog(self.folder.log)
            opened.callback(self.log.close)
            private = self._open_private()
            opened.callback(private.dispose)
            with primary(self.folder.private):
                self.keeper = Keeper(private)
            opened.callback(self.keeper.close)
            self.documents = Documents(self.folder.documents)
            with derived(self.folder.stores):
                projection = Projection(self.log, self._open_store())
                opened.callback(projection.close)
                projection.check()
                projection.catch_up()
            self.progress = self.projection = projection
            self.commands = Commands(self.log, projection, self.keeper)
            self.reactions = Reactions(self)
            projection.listen(self.reactions.wake)
            opened.callback(self.reactions.stop)
            self._closing = opened.pop_all()

    def start(self) -> None:
        """Let the reactions work in a thread of their own, as in a running installation."""
        self.reactions.start()

    def settle(self) -> None:
        """Let every reaction finish what is due."""
        self.reactions.settle()

    def rebuild(self, tell: Tell = lambda _done, _total: None) -> Rebuilt:
        """Build the store anew beside the one in use, compare, and use the new one."""
        with reached():
            log = CountedLog(self.log, tell)
            rebuilt = rebuild(self.folder, log, self.projection, self.commands.paused)
        if not rebuilt.equal:
            self.reactions.forget()
        return rebuilt

    def _open_private(self) -> sa.Engine:
        """Open the private data, made if absent."""
        return open_sqlite(self.folder.private, "full")

    def _open_store(self) -> sa.Engine:
        """Open the store in use, or build one where there is none of this version."""
        current = self.folder.current_store()
        if current is not None:
            return open_sqlite(current, "derived")
        path = self.folder.next_store()
        engine = build_store(path, self.log)
        self.folder.use_store(path)
        return engine
