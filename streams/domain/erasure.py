"""Erasure: a person's data goes, every count stays."""

from dataclasses import dataclass
from typing import Literal

from streams.domain.command import Act, Decision, OrgCommand
from streams.domain.errors import Malformed
from streams.domain.events.acts import PersonErased
from streams.domain.state import Change, State
from streams.domain.view import View


class Erasure(State):
    """Which rows of the private store must be gone."""

    noun = "erasure"

    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson(OrgCommand):
    """Erase what the private store holds under these references."""

    action = "person.erase"
    references: tuple[str, ...]
    ground: Literal["request", "retention", "mistake"] = "request"


def erase_person(command: ErasePerson, view: View, act: Act) -> Decision:
    """The fact comes first; a reaction deletes until nothing is left."""
    if not command.references:
        raise Malformed("nothing_to_erase", "Nobody is named. Give at least one reference.")
    erasure = act.new_id("e")
    view.change(Erasure, erasure)
    return Decision(
        subject=Erasure.name_of(erasure),
        fact=PersonErased(references=tuple(sorted(set(command.references))), ground=command.ground),
    )


def erased(_: Erasure | None, fact: PersonErased, __: Change) -> Erasure:
    """Keep what must be gone."""
    return Erasure(references=fact.references)
