"""Commands: decide, append, wait for the effect; decide again if somebody was faster.

The answer comes after the event was applied. A decision that lost is taken again on the new state,
until it takes effect, its rule refuses, or time is up; then the same request may be sent again.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.command import Command, Decision
from streams.domain.errors import DomainError, Malformed, Unavailable
from streams.domain.event import Event
from streams.domain.handlers import decide
from streams.domain.view import View
from streams.log.codec import FutureVersion, encode
from streams.log.port import EventLog, LogUnavailable, Record
from streams.runtime.combining import CombiningQueue
from streams.runtime.parts import split
from streams.runtime.projection import Projection
from streams.runtime.request import Request
from streams.store import tables
from streams.store.private.keeper import Keeper
from streams.store.projected import Projected
from streams.store.source import StoreSource

PATIENCE = 2.0
"""Seconds after which a command that keeps losing, or cannot be appended, is given back."""
_LONGEST_WAIT = 0.02
_AT_A_TIME = 500
_EVENT = sa.select(tables.events).where(tables.events.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to a command that took effect.

    `repeated` says that this very request had taken effect before.
    """

    event: str
    key: str
    ordinal: int
    recorded_at: str
    type: str
    subject: str
    repeated: bool = False

    @property
    def id(self) -> str:
        """The id of what the fact is about."""
        return self.subject.partition("/")[2]


@dataclass(slots=True)
class _Pending:
    """A request on its way through attempts."""

    request: Request
    command: Command
    digest: str
    attempt: int = 1
    attempts: int = 1_000_000
    event: Event | None = None
    records: tuple[Record, ...] = ()
    answer: Result | DomainError | None = None


class Commands:
    """Executes commands against one log and store.

    Callers that come at the same moment are served as one batch by one of them: one look at the
    store, one flush of the log, one transaction of the projector.
    """

    def __init__(
        self, log: EventLog, engine: sa.Engine, projection: Projection, keeper: Keeper
    ) -> None:
        self._log = log
        self._reader = engine.connect()
        self._projection = projection
        self._keeper = keeper
        self._queue = CombiningQueue(self._try_once)

    def close(self) -> None:
        """Give the connection back."""
        self._reader.close()

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
        """Carry out many commands, each standing alone, and return an answer per command.

        Those that get in each other's way are decided again, as rivals from different people are.
        """
        answers: list[Result | DomainError] = []
        for first in range(0, len(requests), _AT_A_TIME):
            batch = [
                _Pending(request, command, request.digest(command))
                for request, command in requests[first : first + _AT_A_TIME]
            ]
            self._serve(batch)
            answers.extend(pending.answer or _too_busy() for pending in batch)
        return answers

    def attempt(self, request: Request, command: Command) -> Result | None:
        """Carry out a command once; None when somebody was faster or it was not recorded.

        For reactions, which look again instead of deciding the same thing again.
        """
        pending = _Pending(request, command, request.digest(command), attempts=1)
        self._serve([pending])
        if isinstance(pending.answer, DomainError) and not isinstance(pending.answer, Unavailable):
            raise pending.answer
        return pending.answer if isinstance(pending.answer, Result) else None

    def _serve(self, mine: Sequence[_Pending]) -> None:
        """Get an answer for each, or give up when time is up or the attempts are used."""
        deadline = time.monotonic() + PATIENCE
        waiting = list(mine)
        while waiting:
            self._queue.serve(waiting)
            still = [
                pending
                for pending in waiting
                if pending.answer is None and pending.attempt <= pending.attempts
            ]
            if len(still) == len(waiting):
                if time.monotonic() > deadline:
                    return
                time.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - spreads rivals
            waiting = still

    def _try_once(self, batch: Sequence[_Pending]) -> None:
        self._decide(batch)
        decided = [pending for pending in batch if pending.answer is None]
        if decided:
            self._append_and_apply(decided)

    def _decide(self, batch: Sequence[_Pending]) -> None:
        """Decide against one moment of the store; what was done before is answered from it."""
        connection = self._reader
        with connection.begin():
            sources: dict[str, StoreSource] = {}
            for pending in batch:
                key = pending.command.key
                source = sources.get(key)
                if source is None:
                    source = sources[key] = StoreSource(connection, key)
                try:
                    if not (pending.request.is_new and pending.attempt == 1):
                        pending.answer = _done_before(connection, pending)
                    if pending.answer is None:
                        _decide_one(source, pending)
                except DomainError as refusal:
                    pending.answer = refusal

    def _append_and_apply(self, batch: Sequence[_Pending]) -> None:
        ids = [pending.event.id for pending in batch if pending.event]
        records = [record for pending in batch for record in pending.records]
        try:
            self._keeper.write_many(
                [(pending.request.key, pending.request.rows) for pending in batch],
                batch[0].request.act.time,
            )
            with self._projection.expecting(ids) as outcomes:
                self._projection.apply_until(self._log.append(records))
        except LogUnavailable:
            for pending in batch:
                pending.answer = _not_recorded()
            return
        except (FutureVersion, sa.exc.DBAPIError) as error:
            for pending in batch:
                pending.answer = _not_applied(error)
            return
        for pending in batch:
            if pending.event is not None:
                _take_outcome(pending, pending.event, outcomes[pending.event.id])


def _decide_one(source: StoreSource, pending: _Pending) -> None:
    view = View(source)
    decision = decide(pending.command, view, pending.request.act)
    event = _event(pending, decision, view)
    pending.event = event
    pending.records = tuple(
        Record(part.key, encode(part))
        for part in split(event, lambda n: pending.request.event_id(pending.attempt, n))
    )


def _done_before(connection: sa.Connection, pending: _Pending) -> Result | None:
    """Look for earlier attempts of this request; move on to the first that was not made."""
    while True:
        event_id = pending.request.event_id(pending.attempt)
        row = connection.execute(_EVENT, {"id": event_id}).one_or_none()
        if row is None:
            return None
        if row.request != pending.digest:
            raise Malformed(
                "other_body", "This idempotency key was used for something else. Use a new one."
            )
        if row.outcome == "applied":
            return Result(
                event=row.id,
                key=row.key,
                ordinal=row.ordinal,
                recorded_at=row.recorded_at,
                type=row.type,
                subject=row.subject,
                repeated=True,
            )
        pending.attempt += 1


def _event(pending: _Pending, decision: Decision, view: View) -> Event:
    act = pending.request.act
    return Event(
        id=pending.request.event_id(pending.attempt),
        key=pending.command.key,
        subject=decision.subject,
        time=act.time,
        actor=act.actor,
        channel=act.channel,
        basis=view.basis,
        request=pending.digest,
        fact=decision.fact,
        on_behalf_of=act.on_behalf_of,
    )


def _result(projected: Projected, event: Event) -> Result:
    return Result(
        event=event.id,
        key=projected.key,
        ordinal=projected.ordinal,
        recorded_at=projected.recorded_at,
        type=event.fact.type,
        subject=event.subject,
    )


def _take_outcome(pending: _Pending, event: Event, projected: Projected | None) -> None:
    if projected is None:
        return
    if projected.outcome == "applied":
        pending.answer = _result(projected, event)
    elif projected.outcome == "dead":
        pending.answer = Malformed(
            "cannot_apply",
            "This cannot be applied and is kept as a dead letter. Show it to the operator.",
        )
    pending.attempt += 1


def _not_applied(error: Exception) -> Unavailable:
    return Unavailable(
        "not_applied",
        "Recorded, but not visible yet: {reason} Send the same request again later.",
        reason=error,
    )


def _not_recorded() -> Unavailable:
    return Unavailable("not_recorded", "Not recorded; nothing changed. Try again in a few seconds.")


def _too_busy() -> Unavailable:
    return Unavailable(
        "too_busy", "Others kept being faster; nothing changed. Try again in a few seconds."
    )
