"""What reactions need of the shape they run in; the embedded one and the workers provide it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from streams.domain.command import Command
from streams.runtime.documents import Documents
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.private.keeper import Keeper


class Shape(Protocol):
    """One installation as a reaction sees it."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Where the present moment comes from."""

    @property
    def keeper(self) -> Keeper:
        """The private data."""

    @property
    def documents(self) -> Documents:
        """The stored files."""

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
