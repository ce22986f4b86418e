"""An office: the embedded shape in a folder of its own, with a clock that tests set."""

import atexit
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.events.registrations import Profile
from streams.domain.state import State
from streams.domain.vocabulary import Channel
from streams.runtime.embedded import Embedded
from streams.runtime.installation import Installation
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.source import StoreSource
from tests.builders.events import ORGANISER
from tests.builders.fairs import announce
from tests.builders.moments import FAIR, Clock
from tests.builders.profiles import submit
from tests.builders.replica import rows_of
from tests.builders.stores import are_files, empty_store, open_private

S = TypeVar("S", bound=State)


class Shortcuts(Installation):
    """An installation with short ways to do what tests do often."""

    def do(
        self,
        command: Command,
        *,
        actor: str = ORGANISER,
        key: str | None = None,
        channel: Channel = "own",
        happened_at: datetime | None = None,
        private: Mapping[str, str] | None = None,
    ) -> Result:
        """Carry out a command as an actor; `key` is the idempotency key."""
        request = self.ask(command, actor=actor, key=key, channel=channel, happened_at=happened_at)
        if private:
            request.keep(**private)
        return self.execute(request, command)

    def ask(
        self,
        command: Command,
        *,
        actor: str = ORGANISER,
        key: str | None = None,
        channel: Channel = "own",
        happened_at: datetime | None = None,
    ) -> Request:
        """Begin a request for a command."""
        return self.request(
            type(command),
            command.key,
            actor=actor,
            idempotency_key=key,
            channel=channel,
            happened_at=happened_at,
        )

    def rows(self, table: sa.Table, **where: object) -> list[dict[str, Any]]:
        """Return the rows of a table whose columns have these values."""
        return [
            row
            for row in rows_of(self.store_engine, table)
            if all(row[column] == value for column, value in where.items())
        ]

    def state(self, kind: type[S], aggregate_id: str, *, key: str = FAIR) -> S | None:
        """Return the present state of an aggregate."""
        with self.reading() as connection:
            return StoreSource(connection, key).aggregate(kind, kind.name_of(aggregate_id))[1]

    def register(self, registration: str, profile: Profile, *, fair: str = FAIR) -> str:
        """Register a company under a chosen id and return the id."""
        self.do(submit(registration, profile, fair=fair), key=registration)
        return registration


class Office(Shortcuts, Embedded):
    """An open installation in a folder, its databases where `stores_in` says.

    The log is not flushed to disk unless `durable` is asked for: tests end no power.
    """

    clock: Clock

    def __init__(self, path: Path, *, clock: Clock | None = None, durable: bool = False) -> None:
        super().__init__(path, clock=clock or Clock())
        if not durable:
            self.log._writer.execute("PRAGMA synchronous = OFF")

    def _open_private(self) -> sa.Engine:
        return open_private(self.folder.private)

    def _open_store(self) -> sa.Engine:
        return super()._open_store() if are_files() else empty_store(self.folder.stores / "store")


@contextmanager
def open_office(path: Path, *, clock: Clock | None = None) -> Iterator[Office]:
    """Open a folder with one announced fair, `FAIR`; a new one is copied, which is faster."""
    if not (path / "log.db").exists():
        shutil.copytree(_announced(), path, dirs_exist_ok=True)
    with Office(path, clock=clock) as office:
        yield office


@cache
def _announced() -> Path:
    """Return a closed folder with one announced fair, made once per process."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    with Office(Path(folder.name)) as office:
        office.do(announce(), key="announce")
    return Path(folder.name)
