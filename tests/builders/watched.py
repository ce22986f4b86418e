"""The shape that reactions see, with something that happens before they record."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa

from streams.domain.command import Command
from streams.log.port import EventLog
from streams.runtime.documents import Documents
from streams.runtime.installation import Clock
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.private.keeper import Keeper
from tests.builders.office import Office


class Watched:
    """The shape that reactions see, with something that happens before an attempt."""

    def __init__(self, office: Office, before: Callable[[Command], None]) -> None:
        self._office = office
        self._before = before

    def owns(self, key: str) -> bool:
        """Everything, as the office does."""
        return self._office.owns(key)

    @property
    def clock(self) -> Clock:
        """The office's clock."""
        return self._office.clock

    @property
    def log(self) -> EventLog:
        """The office's log."""
        return self._office.log

    @property
    def keeper(self) -> Keeper:
        """The office's keeper."""
        return self._office.keeper

    @property
    def documents(self) -> Documents:
        """The office's documents."""
        return self._office.documents

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Read as the office does."""
        return self._office.reading()

    def caching(self) -> AbstractContextManager[sa.Connection]:
        """Write caches as the office does."""
        return self._office.caching()

    def request(self, command: type[Command], fair: str, *, actor: str) -> Request:
        """Begin a request as the office does."""
        return self._office.request(command, fair, actor=actor)

    def attempt(
        self, request: Request, command: Command, moment: sa.Connection | None = None
    ) -> Result | None:
        """Attempt a command, after what was to happen."""
        self._before(command)
        return self._office.attempt(request, command, moment)
