"""What one run of the command line works with: folder, actor, and how it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from api import acting
from api.acting import How
from streams.domain.command import Command
from streams.domain.errors import Malformed, NotFound
from streams.runtime.embedded import Embedded
from streams.runtime.folder import DataFolder
from streams.runtime.installation import Installation
from streams.runtime.place import Place
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.runtime.settings import Logs


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The choices made before the command: `--data`, `--actor` and the action it is about.

    `folder_chosen` says that the folder was named, by `--data` or `KETNOI_DATA`; `place` is where
    the production shape is, if the settings name one; `in_container` lets the console be reached
    from outside its container; `logs` is how log lines are written.
    """

    folder: Path
    folder_chosen: bool
    actor: str
    place: Place | None = None
    in_container: bool = False
    logs: Logs = "text"

    @contextmanager
    def office(self) -> Iterator[Installation]:
        """Open the installation; in a data folder every reaction finishes before it is closed."""
        if self.place is not None:
            with opened_cluster(self.place) as cluster:
                yield cluster
            return
        with Embedded(self.folder) as office:
            yield office
            office.settle()

    @contextmanager
    def reading(self) -> Iterator[Installation]:
        """Open the installation to look at it; reactions are left for later.

        Raises
        ------
        NotFound
            When there is nothing to look at.
        """
        if self.place is not None:
            with opened_cluster(self.place) as cluster:
                yield cluster
            return
        check_data(self.folder)
        with Embedded(self.folder) as office:
            yield office


def opened_cluster(place: Place) -> Installation:
    """Open an installation of the production shape."""
    from streams.runtime.cluster import Cluster  # noqa: PLC0415 -- Kafka's clients are slow to load

    return Cluster(place)


def check_data(folder: Path) -> None:
    """Check that there is something to look at in a data folder.

    Raises
    ------
    NotFound
        When there is not.
    """
    if not DataFolder.exists_at(folder):
        raise NotFound(
            "no_data",
            "There is nothing in {path} yet. Announce a fair, import a list, or see the demo.",
            path=folder,
        )


def needed_place() -> Place:
    """Return where the production shape is.

    Raises
    ------
    Malformed
        When the settings name none.
    """
    place = session().place
    if place is None:
        raise Malformed(
            "no_place", "This needs Kafka and PostgreSQL: set KETNOI_KAFKA and KETNOI_POSTGRES."
        )
    return place


def session() -> Session:
    """Return the session of the command that is running."""
    found = click.get_current_context().find_object(Session)
    if found is None:
        raise LookupError("a command runs below the root group")
    return found


def begin(office: Installation, command: type[Command], fair: str, how: How) -> Request:
    """Begin a request for a command of the policy table, as the actor of this session."""
    return acting.begin(office, session().actor, command, fair, how)


def result_document(result: Result) -> dict[str, Any]:
    """Return the answer to a command as JSON has it."""
    return {
        "event": result.event,
        "type": result.type,
        "id": result.id,
        "key": result.key,
        "ordinal": result.ordinal,
        "recorded_at": result.recorded_at,
        "repeated": result.repeated,
    }
