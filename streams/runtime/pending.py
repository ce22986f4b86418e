"""One command on its way: decided, appended, applied, answered."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from streams.domain.command import Command
from streams.domain.errors import DomainError, Malformed, Unavailable, Unreachable
from streams.domain.event import Batch, Event
from streams.domain.handlers import decide
from streams.domain.view import Source, View
from streams.log.port import Position, Record
from streams.runtime.parts import split
from streams.runtime.recording import recordable
from streams.runtime.request import Request
from streams.runtime.result import Result
from streams.store import tables
from streams.store.projected import Judged

_EVENT = sa.select(tables.events).where(tables.events.c.id == sa.bindparam("id"))
_MANY = 1_000_000


@dataclass(slots=True)
class Pending:
    """A request on its way through attempts.

    Attributes
    ----------
    attempts : int
        How many may be made.
    decided : bool
        Whether the event of this attempt was decided beforehand, on a moment of the caller's own.
    accident : Exception or None
        A fault of ours while deciding; raised to its own caller and to nobody else.
    """

    request: Request
    command: Command
    digest: str
    attempts: int = _MANY
    attempt: int = 1
    decided: bool = False
    event: Event | None = None
    records: tuple[Record, ...] = field(default_factory=tuple)
    answer: Result | DomainError | None = None
    accident: Exception | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer and may be attempted again."""
        return self.answer is None and self.accident is None and self.attempt <= self.attempts

    def decide(self, source: Source) -> None:
        """Decide this attempt."""
        act = self.request.act
        view = View(source)
        decision = decide(self.command, view, act)
        self.request.check_expected(view.basis)
        event = Event(
            id=self.request.event_id(self.attempt),
            key=self.command.key,
            subject=decision.subject,
            time=act.time,
            actor=act.actor,
            channel=act.channel,
            basis=view.basis,
            request=self.digest,
            fact=decision.fact,
            on_behalf_of=act.on_behalf_of,
            trace=self.request.trace,
        )
        self.event = event
        self.records = tuple(
            recordable(part)
            for part in split(event, lambda n: self.request.event_id(self.attempt, n))
        )

    def look_back(self, connection: sa.Connection) -> None:
        """Look for earlier attempts of this request: answer, or move on to the first not made.

        Raises
        ------
        Malformed
            When the idempotency key was used for something else.
        """
        if self.request.is_new and self.attempt == 1:
            return
        while True:
            event_id = self.request.event_id(self.attempt)
            row = connection.execute(_EVENT, {"id": event_id}).one_or_none()
            if row is None:
                return
            if row.request != self.digest:
                raise _other_body()
            if row.outcome == "applied":
                self.answer = Result(
                    event=row.id,
                    key=row.key,
                    ordinal=row.ordinal,
                    recorded_at=row.recorded_at,
                    type=row.type,
                    subject=row.subject,
                    repeated=True,
                )
                return
            self.attempt += 1

    def take(self, judged: Judged | None) -> None:
        """Take in what became of this attempt; nothing means that it is not known yet."""
        if judged is None:
            return
        self.attempt += 1
        self.decided = False
        if judged.request != self.digest:
            self.answer = _other_body()
        elif judged.outcome == "applied":
            self.answer = Result(
                event=judged.event,
                key=judged.key,
                ordinal=judged.ordinal,
                recorded_at=judged.recorded_at,
                type=judged.type,
                subject=judged.subject,
                version=judged.version,
            )
        elif judged.outcome == "dead":
            self.answer = Malformed(
                "cannot_apply",
                "This cannot be applied and is kept as a dead letter. Show it to the operator.",
            )

    def names(self) -> tuple[set[str], set[str]]:
        """Return what the decided event relies on in all, and what it changes, with its key."""
        event = self.event
        if event is None:
            return set(), set()
        lines = event.fact.lines if isinstance(event.fact, Batch) else ()
        changes = {*event.basis.changes}
        relied = {*event.basis.reads, *changes}
        for line in lines:
            changes.update(line.changes)
            relied.update(line.reads, line.changes)
        return {f"{event.key} {name}" for name in relied}, {f"{event.key} {n}" for n in changes}


def not_recorded() -> Unavailable:
    """Return the answer when nothing was appended."""
    return Unavailable("not_recorded", "Not recorded; nothing changed. Try again in a few seconds.")


class NotApplied(Unavailable):
    """Recorded for good, and not visible yet: it will take effect, or be lost to a rival.

    Attributes
    ----------
    request : UUID
        By which it can be asked what became of it, under its key.
    position : Position
        Where its last record stands in the log.
    """

    def __init__(
        self, code: str, sentence: str, request: Request, position: Position, **params: object
    ) -> None:
        super().__init__(code, sentence, **params)
        self.request = request.id
        self.key = request.key
        self.position = position


def not_applied(error: Exception, request: Request, position: Position) -> NotApplied:
    """Return the answer when it was appended and cannot be applied for now."""
    reason = f"{error.params['reason']}." if isinstance(error, Unreachable) else error
    return NotApplied(
        "not_applied",
        "Recorded, but not visible yet: {reason} Send the same request again later.",
        request,
        position,
        reason=reason,
    )


def too_busy() -> Unavailable:
    """Return the answer when time is up."""
    return Unavailable(
        "too_busy", "Others kept being faster; nothing changed. Try again in a few seconds."
    )


def _other_body() -> Malformed:
    return Malformed(
        "other_body", "This idempotency key was used for something else. Use a new one."
    )
