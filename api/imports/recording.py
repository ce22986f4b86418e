"""Carrying out what an import wants: in portions, each command standing alone.

The idempotency key of every command follows from what it says and what stood before, so the same
list imported twice at once is one act per row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from streams.domain.command import Command
from streams.domain.errors import DomainError, Unavailable
from streams.runtime.installation import Installation
from streams.runtime.request import Request
from streams.runtime.result import Result

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""

_AT_A_TIME = 500
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A command with the rows that ask for it."""

    request: Request
    command: Command
    rows: int = 1


class Recorder:
    """Carries out commands for one actor and tells how far it is."""

    def __init__(
        self, office: Installation, actor: str, *, rows: int, progress: Progress | None
    ) -> None:
        self._office = office
        self._actor = actor
        self._rows = rows
        self._progress = progress
        self._done = 0

    def request(self, command: type[Command], fair: str, *said: object) -> Request:
        """Begin a request whose key follows from what is said; reveals nothing of it."""
        return self._office.request(
            command,
            fair,
            actor=self._actor,
            channel="import",
            idempotency_key=self.fingerprint(*said),
        )

    def fingerprint(self, *said: object) -> str:
        """Return a keyed digest of values, equal for equal values."""
        return self._office.keeper.fingerprint(_encoder.encode(said))

    def carry_out(self, wanted: Sequence[Wanted]) -> list[Result | DomainError]:
        """Carry out commands and return an answer per command.

        Raises
        ------
        Unavailable
            When log or store cannot be reached; what was recorded stays, and the list can be
            imported again.
        """
        answers: list[Result | DomainError] = []
        for first in range(0, len(wanted), _AT_A_TIME):
            portion = wanted[first : first + _AT_A_TIME]
            answers.extend(
                self._office.execute_many([(want.request, want.command) for want in portion])
            )
            for answer in answers[first:]:
                if isinstance(answer, Unavailable):
                    raise answer
            self.advance(sum(want.rows for want in portion))
        return answers

    def advance(self, rows: int) -> None:
        """Tell that some rows are done."""
        self._done = min(self._done + rows, self._rows)
        if self._progress is not None:
            self._progress(self._done, self._rows)

    def finish(self) -> None:
        """Tell that all rows are done."""
        self.advance(self._rows)
