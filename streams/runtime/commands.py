"""Commands: decide, append, wait for the effect; decide again if somebody was faster.

The answer comes after the event was applied. A decision that lost is taken again on the new state,
until it takes effect, its rule refuses, or time is up; then the same request may be sent again.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.log.port import EventLog, partition_of
from streams.runtime.lane import Lane
from streams.runtime.pending import Pending, too_busy
from streams.runtime.port import Progress
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.private.keeper import Keeper
from streams.store.source import StoreSource

_AT_A_TIME = 500


class Commands:
    """Executes commands against one log and store.

    Parameters
    ----------
    lanes : int
        How many batches may be under way at once. Where others apply the log there is one for each
        partition, so that a partition whose worker died holds up no other; where this process
        applies it, one.
    """

    def __init__(
        self, log: EventLog, progress: Progress, keeper: Keeper, *, lanes: int = 1
    ) -> None:
        self._lanes = [Lane(number, log, progress, keeper) for number in range(lanes)]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Serve nobody while the block runs; callers wait."""
        with ExitStack() as stack:
            for lane in self._lanes:
                stack.enter_context(lane.serving)
            yield

    def execute(self, request: Request, command: Command) -> Result:
        """Carry out one command and return what took effect.

        Raises
        ------
        DomainError
            The rule's refusal, or `Unavailable` when the log cannot be reached or time is up.
        """
        (answer,) = self.execute_many([(request, command)])
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def execute_many(
        self, requests: Sequence[tuple[Request, Command]]
    ) -> list[Result | DomainError]:
        """Carry out many commands, each standing alone, and return an answer per command."""
        answers: list[Result | DomainError] = []
        for first in range(0, len(requests), _AT_A_TIME):
            batch = [
                Pending(request, command, request.digest(command))
                for request, command in requests[first : first + _AT_A_TIME]
            ]
            self._serve(batch)
            answers.extend(pending.answer or too_busy() for pending in batch)
        return answers

    def attempt(
        self, request: Request, command: Command, moment: sa.Connection | None = None
    ) -> Result | None:
        """Carry out a command once; None when somebody was faster.

        For reactions, which look again instead of deciding the same thing again.

        Parameters
        ----------
        moment : Connection
            Where the command was computed from, still within its transaction: the decision is
            taken on that moment, so whatever happened since makes it stale.

        Raises
        ------
        DomainError
            The rule's refusal, or `Unavailable` when it could not be recorded or applied.
        """
        pending = Pending(request, command, request.digest(command), attempts=1)
        if moment is not None:
            pending.decide(StoreSource(moment, command.key))
            pending.decided = True
        self._serve([pending])
        if isinstance(pending.answer, DomainError):
            raise pending.answer
        return pending.answer

    def _serve(self, mine: Sequence[Pending]) -> None:
        """Get an answer for each, or give up when time is up or the attempts are used."""
        by_lane: dict[int, list[Pending]] = {}
        for pending in mine:
            number = partition_of(pending.command.key, len(self._lanes))
            by_lane.setdefault(number, []).append(pending)
        for number, some in by_lane.items():
            self._lanes[number].serve(some)
        for pending in mine:
            if pending.accident is not None:
                raise pending.accident
