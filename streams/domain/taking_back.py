"""Undo: within 10 seconds, by the same actor, while nobody has built on the act."""

from dataclasses import dataclass
from datetime import timedelta

from streams.domain.command import Act, Command, Decision
from streams.domain.errors import Conflict, NotFound
from streams.domain.events.acts import ActTakenBack, PersonErased
from streams.domain.events.suggestions import MatchingUpdated, SuggestionsLapsed
from streams.domain.view import View

UNDO_FOR = timedelta(seconds=10)
_FINAL = frozenset(
    fact.type for fact in (ActTakenBack, PersonErased, MatchingUpdated, SuggestionsLapsed)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Command):
    """Take back an own act, named by its event."""

    action = "act.take_back"
    event: str


def take_back(command: TakeBack, view: View, act: Act) -> Decision:
    """Everything the act changed must still be as the act left it, and nobody may rely on it.

    It stands under the subject of the act, so that the history of a thing tells both.
    """
    done = view.act(command.event)
    if done is None or done.actor != act.actor or done.type in _FINAL:
        raise NotFound("no_such_act", "There is no act of yours to take back. Nothing to do.")
    if act.time > done.recorded_at + UNDO_FOR:
        raise Conflict(
            "too_late", "An act can be taken back for 10 seconds. Correct it with a reason instead."
        )
    relied = view.relied_since(done.ordinal)
    for name, before in sorted(done.changes.items()):
        if view.change_name(name) != before + 1 or name in relied:
            raise _built_on()
    fact = ActTakenBack(of=command.event, ordinal=done.ordinal)
    return Decision(subject=done.subject, fact=fact)


def _built_on() -> Conflict:
    return Conflict(
        "built_on", "Somebody has acted on this meanwhile. Correct it with a reason instead."
    )
