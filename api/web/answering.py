"""How an answer for somebody reached us, as typed into a form, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Form

from api.acting import How
from api.policy import role_of
from api.words import tr
from api.words.formats import shown_moment
from api.words.vocabulary import word
from streams.domain.days import read_moment
from streams.domain.errors import Conflict, DomainError, Malformed, NotFound, Unavailable
from streams.domain.vocabulary import Channel
from streams.pairing.standing import PairStanding
from streams.runtime.history import Told

C = TypeVar("C", bound=str)
CHANNELS: tuple[Channel, ...] = ("own", "phone", "desk", "list")
DID = {
    "suggestion.accepted": "said yes",
    "meeting.agreed": "said yes, so that both have agreed",
    "suggestion.declined": "said no",
    "meeting.requested": "noted a wish",
    "pair.forbidden": "ruled the pair out",
    "pair.pinned": "pinned the pair",
    "pair.allowed": "lifted what stood in the way",
    "act.taken_back": "took back an act",
    "registration.withdrawn": "withdrew",
}
"""What somebody did to a pair, after their name."""
_ALREADY = frozenset(
    {
        "not_open",
        "already_accepted",
        "already_forbidden",
        "already_sent",
        "cannot_pin",
        "company_withdrawn",
        "pinned",
    }
)
COLLEAGUES = frozenset({"organiser", "clerk", "coordinator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How an answer was heard, as typed; `happened` is local time without a zone."""

    channel: str = "own"
    happened: str = ""
    text: str = ""
    idempotency_key: str | None = None

    def how(self, on_behalf_of: str | None) -> How:
        """Return it as an act carries it.

        Raises
        ------
        Malformed
            For a channel or a moment that cannot be meant.
        """
        return How(
            idempotency_key=self.idempotency_key,
            channel=chosen(self.channel, CHANNELS),
            on_behalf_of=on_behalf_of,
            happened_at=_moment(self.happened) if self.happened else None,
        )


def heard(
    channel: Annotated[str, Form()] = "own",
    happened: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    idempotency_key: Annotated[str | None, Form()] = None,
) -> Heard:
    """Read the fields that every form for an answer has."""
    return Heard(
        channel=channel, happened=happened, text=text, idempotency_key=idempotency_key or None
    )


def chosen(value: str, choices: Sequence[C]) -> C:
    """Return a code that stands in a list.

    Raises
    ------
    Malformed
        When it does not.
    """
    for choice in choices:
        if choice == value:
            return choice
    raise Malformed("not_in_the_list", "{value} is not in the list. Choose again.", value=value)


def did_words(kind: str) -> str:
    """Return what a fact of this type did, in words."""
    return tr(DID[kind]) if kind in DID else word(kind)


def not_answered(error: Unavailable) -> Unavailable:
    """Return what is said of an answer that could not be recorded."""
    return Unavailable(error.code, "Answer not recorded; the suggestion is still there. Try again.")


def told_refusal(
    error: DomainError, told: Sequence[Told], reader: str, standing: PairStanding
) -> DomainError:
    """Return a refusal as people should read it: what happened first, and what holds now.

    Parameters
    ----------
    told : sequence of Told
        What was done to the pair, the newest first.
    reader : str
        Who asked; names of actors are for colleagues only.
    standing : PairStanding
        How the pair stands.
    """
    if isinstance(error, Unavailable):
        return not_answered(error)
    latest = next((one for one in told if not one.taken_back and one.fact.type in DID), None)
    if not isinstance(error, Conflict) or error.code not in _ALREADY or latest is None:
        return error
    time = shown_moment(latest.recorded_at)
    if latest.fact.type == "registration.withdrawn":
        return _withdrawn(error.code, standing, time)
    if not (is_colleague(latest.actor) and is_colleague(reader)):
        return Conflict(
            error.code, "It was dealt with at {time}. This is how it stands.", time=time
        )
    return Conflict(
        error.code,
        "{who} {did} at {time}. This is how it stands.",
        who=word(latest.actor).capitalize(),
        did=did_words(latest.fact.type),
        time=time,
    )


def _withdrawn(code: str, standing: PairStanding, time: str) -> Conflict:
    """Return who withdrew, and the places that the other side has now."""
    if standing.left.status == "withdrawn":
        return Conflict(
            code,
            "The producer withdrew at {time}. Place returned: {free} of {places} left.",
            time=time,
            free=standing.free[standing.seat],
            places=standing.right.places_of(standing.seat),
        )
    return Conflict(
        code,
        "The distributor withdrew at {time}. Place returned: {free} of {places} left.",
        time=time,
        free=standing.free[standing.left.id],
        places=standing.left.places_of(standing.left.id),
    )


def is_colleague(actor: str) -> bool:
    """Return whether somebody gathers answers, and so may know who gave one and in which words."""
    try:
        return role_of(actor) in COLLEAGUES
    except NotFound:
        return False


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise Malformed(
            "bad_moment", "{value} is no moment. Write it as 2020-12-18T16:00.", value=text
        ) from None
