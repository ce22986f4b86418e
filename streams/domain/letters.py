"""Dead letters that are given up. A repair needs no rule: it is the event itself, recorded anew."""

from dataclasses import dataclass

from streams.domain.command import Act, Command, Decision
from streams.domain.errors import Conflict, NotFound
from streams.domain.events.letters import LetterDropped
from streams.domain.state import Change, State
from streams.domain.view import LetterStatus, View


class Letter(State):
    """A dead letter that was given up."""

    noun = "letter"

    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropLetter(Command):
    """Give up a dead letter, named by its ordinal under a key, which may be `org`."""

    action = "letter.drop"
    ordinal: int
    reason_ref: str | None = None


def drop_letter(command: DropLetter, view: View, _: Act) -> Decision:
    """Only what is a dead letter, and open; whether it is one never changes."""
    check_open(command.fair, command.ordinal, view.letter(command.ordinal))
    view.change(Letter, str(command.ordinal))
    return Decision(
        subject=Letter.name_of(str(command.ordinal)),
        fact=LetterDropped(ordinal=command.ordinal, reason_ref=command.reason_ref),
    )


def dropped(_: Letter | None, fact: LetterDropped, __: Change) -> Letter:
    """Keep why."""
    return Letter(reason_ref=fact.reason_ref)


def check_open(key: str, ordinal: int, status: LetterStatus | None) -> None:
    """Check that nobody has dealt with a dead letter yet.

    Raises
    ------
    NotFound
        When the record is no dead letter.
    Conflict
        When it was repaired or dropped before.
    """
    if status is None:
        raise no_such_letter(key, ordinal)
    if status == "repaired":
        raise Conflict(
            "letter_repaired",
            "Record {ordinal} of {key} was repaired and has its effect. Nothing to do.",
            key=key,
            ordinal=ordinal,
        )
    if status == "dropped":
        raise Conflict(
            "letter_dropped",
            "Record {ordinal} of {key} was dropped. Enter anew what is still wanted of it.",
            key=key,
            ordinal=ordinal,
        )


def no_such_letter(key: str, ordinal: int) -> NotFound:
    """Return the refusal where a record is no dead letter."""
    return NotFound(
        "no_such_letter",
        "Record {ordinal} of {key} is no dead letter. List them to see which are.",
        key=key,
        ordinal=ordinal,
    )
