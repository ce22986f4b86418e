"""The embedded shape: log, store, private data and reactions in one process and one data folder."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.domain.events.evidence import Document, DocumentRole
from streams.domain.vocabulary import Channel
from streams.log.sqlite_log import SqliteLog
from streams.runtime.commands import Commands
from streams.runtime.damage import derived, primary
from streams.runtime.documents import Documents
from streams.runtime.folder import DataFolder
from streams.runtime.projection import Projection
from streams.runtime.reactions.loop import Reactions
from streams.runtime.rebuild import Rebuilt, build_store, rebuild
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.runtime.whereabouts import Whereabouts, whereabouts
from streams.store.engine import open_sqlite, writing
from streams.store.outage import reached
from streams.store.private.keeper import Keeper

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)


class Embedded:
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

    def __init__(self, path: Path, *, clock: Clock = utc_now) -> None:
        self.clock = clock
        self.folder = DataFolder(path).lock()
        self._closing = ExitStack()
        with reached(), ExitStack() as opened:
            opened.callback(self.folder.unlock)
            with primary(self.folder.log):
                self.log = SqliteLog(self.folder.log)
            opened.callback(self.log.close)
            private = open_sqlite(self.folder.private, "full")
            opened.callback(private.dispose)
            with primary(self.folder.private):
                self.keeper = Keeper(private)
            opened.callback(self.keeper.close)
            self.documents = Documents(self.folder.documents)
            with derived(self.folder.stores):
                self.projection = Projection(self.log, self._open_store())
                opened.callback(self.projection.close)
                self.projection.check()
                self.projection.catch_up()
            self.commands = Commands(self.log, self.projection, self.keeper)
            self.reactions = Reactions(self)
            self.projection.listen(self.reactions.wake)
            opened.callback(self.reactions.stop)
            self._closing = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release everything; what was acknowledged is on disk already."""
        self._closing.close()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one moment of the store.

        Raises
        ------
        Unreachable
            When the store does not answer, at first or while the block runs.
        """
        with reached(), self.projection.engine.connect() as connection:
            yield connection

    def check_log(self) -> None:
        """Check that the log answers.

        Raises
        ------
        Unreachable
            When it does not.
        """
        for partition in range(self.log.partitions):
            self.log.end(partition)

    @contextmanager
    def caching(self) -> Iterator[sa.Connection]:
        """Give a connection that may write caches, and nothing else."""
        with reached(), writing(self.projection.engine).begin() as connection:
            yield connection

    def request(
        self,
        command: type[Command],
        fair: str,
        *,
        actor: str,
        idempotency_key: str | None = None,
        channel: Channel = "own",
        on_behalf_of: str | None = None,
        happened_at: datetime | None = None,
    ) -> Request:
        """Begin a request for a command at a fair, or at `org`."""
        return Request(
            self.keeper,
            action=command.action,
            key=fair,
            actor=actor,
            time=self.clock(),
            idempotency_key=idempotency_key,
            channel=channel,
            on_behalf_of=on_behalf_of,
            happened_at=happened_at,
        )

    def execute(self, request: Request, command: Command) -> Result:
        """Carry out one command; raises its refusal."""
        return self.commands.execute(request, command)

    def attempt(
        self, request: Request, command: Command, moment: sa.Connection | None = None
    ) -> Result | None:
        """Carry out a command once, for reactions; decided on a moment of the caller's own."""
        return self.commands.attempt(request, command, moment)

    def execute_many(
        self, requests: Sequence[tuple[Request, Command]]
    ) -> list[Result | DomainError]:
        """Carry out many commands, each standing alone."""
        return self.commands.execute_many(requests)

    def store_document(
        self, content: bytes, role: DocumentRole, *, converted: bool = False
    ) -> Document:
        """Store a file and its line in the index, before anything refers to it."""
        document = self.documents.store(content, role, converted=converted)
        self.keeper.note_document(document.digest, document.size, document.media_type, self.clock())
        return document

    def whereabouts(self, key: str, request: UUID) -> Whereabouts:
        """Return what became of a request under a key."""
        with self.reading() as connection:
            return whereabouts(self.log, self.projection, connection, key, request)

    @property
    def store_engine(self) -> sa.Engine:
        """The store in use, for upkeep and benchmarks."""
        return self.projection.engine

    def start(self) -> None:
        """Let the reactions work in a thread of their own, as in a running installation."""
        self.reactions.start()

    def settle(self) -> None:
        """Let every reaction finish what is due."""
        self.reactions.settle()

    def rebuild(self) -> Rebuilt:
        """Build the store anew beside the one in use, compare, and use the new one."""
        with reached():
            rebuilt = rebuild(self.folder, self.log, self.projection, self.commands.paused)
        if not rebuilt.equal:
            self.reactions.forget()
        return rebuilt

    def _open_store(self) -> sa.Engine:
        """Open the store in use, or build one where there is none of this version."""
        current = self.folder.current_store()
        if current is not None:
            return open_sqlite(current, "derived")
        path = self.folder.next_store()
        engine = build_store(path, self.log)
        self.folder.use_store(path)
        return engine
