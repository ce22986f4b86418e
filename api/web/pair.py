"""One pair: its score with reasons, its answers and its history."""

from collections.abc import Callable
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Request, Response

from api.acting import act
from api.doors import Actor, Office, may
from api.names import participant_names
from api.reasons import reason_sentence
from api.scores import caution_sentence, score_sentence
from api.web.answering import (
    CHANNELS,
    Heard,
    chosen,
    did_words,
    heard,
    is_colleague,
    not_answered,
    told_refusal,
)
from api.web.history import lines_of, said_with
from api.web.pages import after, local_path, page
from streams.domain.errors import DomainError, NotFound, Unreachable
from streams.domain.registrations.state import Registration
from streams.domain.state import pair_id, registration_of
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
)
from streams.domain.suggestions.state import Suggestion, Wish
from streams.domain.vocabulary import Asker, DeclineReason, PairReason, Side
from streams.pairing.standing import pair_standing
from streams.runtime.history import Told, history_of
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.runtime.result import Result
from streams.store.queries.fairs import known_fair

router = APIRouter(prefix="/fairs/{fair}/pairs/{producer}/{seat}")
AsHeard = Annotated[Heard, Depends(heard)]
Text = Annotated[str, Form()]
SIDES: tuple[Side, ...] = get_args(Side)
NOTHING_TYPED = Heard()
ASKERS: tuple[Asker, ...] = get_args(Asker)


class At:
    """A pair at a fair, and who acts on it through which request."""

    def __init__(
        self, request: Request, office: Office, actor: Actor, *, fair: str, producer: str, seat: str
    ) -> None:
        self.request = request
        self.office = office
        self.actor = actor
        self.fair = fair
        self.producer = producer
        self.seat = seat

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/fairs/{self.fair}/pairs/{self.producer}/{self.seat}"

    def company(self, side: str) -> str:
        """Return the registration of a side: for whom an answer is."""
        return self.producer if side == "producer" else registration_of(self.seat)

    def perform(self, do: Callable[[], Result], typed: Heard, back: str = "") -> Response:
        """Carry out an act; a refusal is shown on the pair's page with what was typed."""
        try:
            result = do()
        except Unreachable as outage:
            raise not_answered(outage) from None
        except DomainError as error:
            return pair_page(self, refusal=error, typed=typed)
        return after(result, local_path(back) if back else self.address)


Pair = Annotated[At, Depends(At)]


@router.get("", dependencies=[may("suggestion.read")])
def pair(at: Pair) -> Response:
    """Show how one pair stands."""
    return pair_page(at)


@router.post("/accept", dependencies=[may("suggestion.accept")])
def accept(at: Pair, answer: AsHeard, side: Text, back: Text = "") -> Response:
    """Say yes for one side; after the deadline this chooses the pair again."""

    def do() -> Result:
        of = chosen(side, SIDES)
        return act(
            at.office,
            at.actor,
            AcceptSuggestion,
            at.fair,
            lambda _: AcceptSuggestion(fair=at.fair, producer=at.producer, seat=at.seat, side=of),
            how=answer.how(at.company(of)),
        )

    return at.perform(do, answer, back)


@router.post("/decline", dependencies=[may("suggestion.decline")])
def decline(at: Pair, answer: AsHeard, side: Text, reason: Text = "", back: Text = "") -> Response:
    """Say no for one side; the reason is optional, its text is kept closed."""

    def do() -> Result:
        of = chosen(side, SIDES)
        why = chosen(reason, _DECLINE_REASONS) if reason else None
        return act(
            at.office,
            at.actor,
            DeclineSuggestion,
            at.fair,
            lambda request: DeclineSuggestion(
                fair=at.fair,
                producer=at.producer,
                seat=at.seat,
                side=of,
                reason=why,
                reason_ref=request.keep(text=answer.text),
            ),
            how=answer.how(at.company(of)),
        )

    return at.perform(do, answer, back)


def pair_page(
    at: At, *, refusal: DomainError | None = None, typed: Heard = NOTHING_TYPED
) -> Response:
    """Return the page of a pair, with why something was refused just now.

    Raises
    ------
    NotFound
        When the two are not a producer and a buyer of this fair.
    """
    office = at.office
    with office.reading() as connection:
        fair = known_fair(connection, at.fair)
        standing = pair_standing(connection, fair, at.producer, at.seat)
        if standing is None:
            raise NotFound("no_such_pair", "No such page, or not yours.")
        told = _told(office, at)
        ordinal = last_ordinal(connection, at.fair)
    if refusal is not None:
        refusal = told_refusal(refusal, told, at.actor, standing)
    suggestion = standing.suggestion
    shown = suggestion.parts if suggestion.round is not None else standing.judgement.parts
    caution = suggestion.caution if suggestion.round is not None else standing.judgement.caution
    names = participant_names(office, at.fair)
    is_late = suggestion.deadline is not None and suggestion.deadline < office.clock()
    context: dict[str, Any] = {
        "fair": fair,
        "at": at,
        "ordinal": ordinal,
        "names": names,
        "producer_name": names[at.producer],
        "distributor_name": names[registration_of(at.seat)],
        "standing": standing,
        "suggestion": suggestion,
        "status": "lapsed" if suggestion.status == "sent" and is_late else suggestion.status,
        "parts": shown,
        "caution": caution,
        "history": lines_of(
            told,
            did=did_words,
            names=names,
            said=said_with(office.keeper, told) if is_colleague(at.actor) else {},
        ),
        "sides": SIDES,
        "askers": ASKERS,
        "channels": CHANNELS,
        "decline_reasons": _DECLINE_REASONS,
        "pair_reasons": PAIR_REASONS,
        "typed": typed,
        "score_sentence": score_sentence,
        "caution_sentence": caution_sentence,
        "reason_sentence": reason_sentence,
    }
    return page(at.request, "pair.html", context, refusal=refusal)


_DECLINE_REASONS: tuple[DeclineReason, ...] = get_args(DeclineReason)
PAIR_REASONS: tuple[PairReason, ...] = get_args(PairReason)


def _told(office: Installation, at: At) -> list[Told]:
    """Return what was done to the pair and who withdrew, the newest first."""
    both = pair_id(at.producer, at.seat)
    entries = (at.producer, registration_of(at.seat))
    with office.reading() as connection:
        found = [
            one
            for subject in (Suggestion.name_of(both), Wish.name_of(both))
            for one in history_of(connection, office.log, at.fair, subject)
        ]
        found += [
            one
            for entry in entries
            for one in history_of(connection, office.log, at.fair, Registration.name_of(entry))
            if one.fact.type == "registration.withdrawn"
        ]
    return sorted(found, key=lambda one: -one.ordinal)
