"""Commands: decide, append, wait for the effect; decide again if somebody was faster.

The answer comes after the event was applied. A decision that lost is taken again on the new state,
until it takes effect, its rule refuses, or time is up; then the same request may be sent again.
"""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError, Unavailable, Unreachable
from streams.domain.view import Source
from streams.log.codec import FutureVersion
from streams.log.port import EventLog, LogUnavailable, Position
from streams.runtime.combining import CombiningQueue
from streams.runtime.pending import Pending, not_applied, not_recorded, too_busy
from streams.runtime.port import NotAppliedYet, Progress
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store.outage import reached
from streams.store.private.keeper import Keeper
from streams.store.source import StoreSource

PATIENCE = 2.0
"""Seconds after which a command that keeps losing, or cannot be appended, is given back."""
_LONGEST_WAIT = 0.02
_AT_A_TIME = 500


class Commands:
    """Executes commands against one log and store.

    Callers that come at the same moment are served as one batch by one of them: one look at the
    store, one flush of the log, one transaction of the projector. Those that would get in each
    other's way are served one after the other.
    """

    def __init__(self, log: EventLog, progress: Progress, keeper: Keeper) -> None:
        self._log = log
        self._progress = progress
        self._keeper = keeper
        self._queue = CombiningQueue(self._try_once)
        self._serving = threading.Lock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Serve nobody while the block runs; callers wait."""
        with self._serving:
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
        deadline = time.monotonic() + PATIENCE
        waiting = list(mine)
        while waiting:
            self._queue.serve(waiting)
            still = [pending for pending in waiting if pending.is_open]
            if len(still) == len(waiting):
                if time.monotonic() > deadline:
                    break
                time.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - spreads rivals
            waiting = still
        for pending in mine:
            if pending.accident is not None:
                raise pending.accident

    def _try_once(self, batch: Sequence[Pending]) -> None:
        with self._serving:
            self._decide(batch)
            chosen = _not_in_each_others_way(batch)
            if chosen:
                self._append_and_apply(chosen)

    def _decide(self, batch: Sequence[Pending]) -> None:
        """Decide against one moment of the store; what was done before is answered from it."""
        connection = self._progress.reader
        sources: dict[str, Source] = {}
        try:
            with reached(), connection.begin():
                for pending in batch:
                    key = pending.command.key
                    if key not in sources:
                        sources[key] = self._progress.source(connection, key)
                    _decide_one(pending, connection, sources[key])
        except Unreachable as outage:
            _answer_all([pending for pending in batch if pending.is_open], outage)

    def _append_and_apply(self, batch: Sequence[Pending]) -> None:
        ids = [pending.event.id for pending in batch if pending.event]
        records = [record for pending in batch for record in pending.records]
        rows = [(pending.request.key, pending.request.rows) for pending in batch]
        try:
            self._keeper.write_many(rows, batch[0].request.act.time)
        except (Unreachable, sa.exc.DBAPIError):
            _answer_all(batch, not_recorded())
            return
        with self._progress.expecting(ids) as outcomes:
            try:
                positions = self._log.append(records)
            except LogUnavailable:
                _answer_all(batch, not_recorded())
                return
            try:
                with reached():
                    self._progress.apply_until(positions)
            except (FutureVersion, NotAppliedYet, Unreachable, sa.exc.DBAPIError) as error:
                _answer_appended(batch, positions, error)
                return
        for pending in batch:
            pending.take(outcomes[pending.event.id] if pending.event else None)


def _decide_one(pending: Pending, connection: sa.Connection, source: Source) -> None:
    """Look back and decide; what goes wrong is an answer to its own caller and to nobody else."""
    try:
        with reached():
            pending.look_back(connection)
            if pending.answer is None and not pending.decided:
                pending.decide(source)
    except DomainError as refusal:
        pending.answer = refusal
    except Exception as accident:
        pending.accident = accident


def _not_in_each_others_way(batch: Sequence[Pending]) -> list[Pending]:
    """Return the decided ones of which none relies on what another one changes.

    The others are decided again on the new state, without having been on the log.
    """
    ready = [p for p in batch if p.answer is None and p.accident is None and p.event is not None]
    if len(ready) < 2:
        return ready
    chosen: list[Pending] = []
    relied_on: set[str] = set()
    changed: set[str] = set()
    ids: set[str] = set()
    for pending in ready:
        relies, changes = pending.names()
        event_id = pending.request.event_id(pending.attempt)
        if event_id in ids or relies & changed or changes & relied_on:
            continue
        chosen.append(pending)
        ids.add(event_id)
        relied_on |= relies
        changed |= changes
    return chosen


def _answer_all(batch: Sequence[Pending], answer: Unavailable) -> None:
    for pending in batch:
        pending.answer = answer


def _answer_appended(
    batch: Sequence[Pending], positions: Sequence[Position], error: Exception
) -> None:
    """Tell each that it is recorded, and where; the positions are in the order of the batch."""
    left = iter(positions)
    for pending in batch:
        last = [next(left) for _ in pending.records][-1]
        pending.answer = not_applied(error, pending.request, last)
