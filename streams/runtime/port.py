"""What commands and reactions need of the shape they run in; each shape provides it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.view import Source
from streams.log.port import EventLog, Position
from streams.runtime.documents import Documents
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.private.keeper import Keeper
from streams.store.projected import Judged


class Progress(Protocol):
    """How far a store follows the log, for those who decide on it and wait for it."""

    @property
    def engine(self) -> sa.Engine:
        """The store in use."""

    def reader(self, lane: int) -> sa.Connection:
        """Return the connection for the decisions of a lane; used by one thread at a time."""

    def source(self, connection: sa.Connection, key: str) -> Source:
        """Return where decisions of this process read."""

    def stands_at(self, partition: int) -> int:
        """Return the offset of a partition up to which records were applied."""

    def expecting(
        self, event_ids: Iterable[str]
    ) -> AbstractContextManager[dict[str, Judged | None]]:
        """Collect what becomes of these events while the block runs."""

    def apply_until(self, positions: Iterable[Position]) -> None:
        """Return once everything up to these positions was applied.

        Raises
        ------
        NotAppliedYet
            When that takes too long; it will be applied.
        """

    def catch_up(self) -> None:
        """Return once everything that is on the log was applied, or raise as `apply_until`."""

    def follow(self, listener: Callable[[Mapping[str, int]], None]) -> None:
        """Tell keys and their last ordinals whenever something was applied."""


class NotAppliedYet(Exception):
    """What was appended is durable, but nobody has applied it in time."""

    def __str__(self) -> str:
        return "no worker has taken it in yet."


class Shape(Protocol):
    """One installation as a reaction sees it."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Where the present moment comes from."""

    @property
    def log(self) -> EventLog:
        """The record itself."""

    @property
    def keeper(self) -> Keeper:
        """The private data."""

    @property
    def documents(self) -> Documents:
        """The stored files."""

    def owns(self, key: str) -> bool:
        """Whether reactions of this process look after a key."""

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection that sees one moment of the store."""

    def caching(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection that may write caches, and nothing else."""

    def request(self, command: type[Command], fair: str, *, actor: str) -> Request:
        """Begin a request."""

    def attempt(
        self, request: Request, command: Command, moment: sa.Connection | None = None
    ) -> Result | None:
        """Carry out a command once; None when somebody was faster.

        With `moment`, a connection still within its transaction, it is decided on that moment.
        """
