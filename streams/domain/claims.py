"""Claims: published figures, kept beside our own count and never calculated with."""

import hashlib
from dataclasses import dataclass
from datetime import date

from streams.domain.command import Act, Decision, OrgCommand
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.evidence import ClaimRecorded
from streams.domain.state import Change, State
from streams.domain.view import View
from streams.domain.vocabulary import Exactness


class Claim(State):
    """One figure as printed."""

    noun = "claim"

    id: str
    fact: ClaimRecorded


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordClaim(OrgCommand):
    """Enter a published figure with its source; `figure` is the text as printed."""

    action = "claim.record"
    about: str
    kind: str
    figure: str
    source: str
    number: int | None = None
    high: int | None = None
    exactness: Exactness = "exact"
    published_on: date | None = None
    published: str = ""
    place: str = ""


def record_claim(command: RecordClaim, view: View, _: Act) -> Decision:
    """A claim needs a source; the same figure from the same source is entered once."""
    if not command.source.strip() or not command.figure.strip():
        raise Malformed("source_missing", "Source or figure is missing. Give both.")
    claim = _identity(command)
    if view.change(Claim, claim) is not None:
        raise Conflict("claim_exists", "This figure was entered before. Nothing to do.")
    return Decision(
        subject=Claim.name_of(claim),
        fact=ClaimRecorded(
            about=command.about,
            kind=command.kind,
            figure=command.figure,
            number=command.number,
            high=command.high,
            exactness=command.exactness,
            published_on=command.published_on,
            published=command.published,
            place=command.place,
            source=command.source,
        ),
    )


def _identity(command: RecordClaim) -> str:
    """Return the id of a figure: the same one from the same source and day is one claim."""
    parts = (command.about, command.kind, command.figure, command.source, command.published_on)
    return "c" + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:18]


def recorded(_: Claim | None, fact: ClaimRecorded, at: Change) -> Claim:
    """Keep the figure."""
    return Claim(id=at.event.subject.partition("/")[2], fact=fact)
