"""One installation as commands, pages and reactions use it, whatever shape it has.

What differs between the shapes is how log, store and private data are opened and who applies the
log; that is said by the two shapes, `Embedded` and `Cluster`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.domain.events.evidence import Document, DocumentRole
from streams.domain.vocabulary import Channel
from streams.log.counted import Tell
from streams.log.port import EventLog
from streams.runtime.commands import Commands
from streams.runtime.documents import Documents
from streams.runtime.port import Progress
from streams.runtime.rebuild import Rebuilt
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.runtime.trace import current_trace
from streams.runtime.whereabouts import Whereabouts, whereabouts
from streams.store.engine import writing
from streams.store.outage import reached
from streams.store.private.keeper import Keeper

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)


class Installation(ABC):
    """One installation, open for work. Use as a context manager.

    Attributes
    ----------
    clock : callable
        Where the present moment comes from.
    progress : Progress
        How far the store follows the log.
    """

    clock: Clock
    log: EventLog
    keeper: Keeper
    documents: Documents
    progress: Progress
    commands: Commands
    _closing: ExitStack

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

    def owns(self, key: str) -> bool:
        """Whether reactions of this process look after a key; where there is one process, all."""
        del key
        return True

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one moment of the store.

        Raises
        ------
        Unreachable
            When the store does not answer, at first or while the block runs.
        """
        with reached(), self.progress.engine.connect() as connection:
            yield connection

    def check_log(self) -> None:
        """Check that the log answers.

        Raises
        ------
        Unreachable
            When it does not.
        """
        self.log.ends()

    @contextmanager
    def caching(self) -> Iterator[sa.Connection]:
        """Give a connection that may write caches, and nothing else."""
        with reached(), writing(self.progress.engine).begin() as connection:
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
        """Begin a request for a command at a fair, or at `org`, within the present trace."""
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
            trace=current_trace(),
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

    @abstractmethod
    def settle(self) -> None:
        """Return once every reaction has finished what is due."""

    @abstractmethod
    def rebuild(self, tell: Tell = lambda _done, _total: None) -> Rebuilt:
        """Build the store anew beside the one in use, compare, and use the new one.

        Parameters
        ----------
        tell : callable
            Is told how many records were read, of how many.
        """

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
            return whereabouts(self.log, self.progress, connection, key, request)

    @property
    def store_engine(self) -> sa.Engine:
        """The store in use, for upkeep and benchmarks."""
        return self.progress.engine
