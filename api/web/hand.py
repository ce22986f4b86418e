"""The organiser's hand on one pair: wishes, pins, bans, and lifting them."""

from fastapi import APIRouter, Response

from api.acting import How, act
from api.doors import may
from api.web.answering import Heard, chosen
from api.web.pair import ASKERS, PAIR_REASONS, AsHeard, At, Pair, Text
from streams.domain.suggestions.commands import AllowPair, ForbidPair, PinPair, RequestMeeting
from streams.runtime.result import Result

router = APIRouter(prefix="/fairs/{fair}/pairs/{producer}/{seat}")


@router.post("/wish", dependencies=[may("meeting.request")])
def wish(at: Pair, answer: AsHeard, by: Text, wanted: Text = "yes") -> Response:
    """Note that somebody wishes this meeting, or wishes that there is none."""

    def do() -> Result:
        who = chosen(by, ASKERS)
        return act(
            at.office,
            at.actor,
            RequestMeeting,
            at.fair,
            lambda _: RequestMeeting(
                fair=at.fair,
                producer=at.producer,
                seat=at.seat,
                by=who,
                wanted=wanted == "yes",
            ),
            how=answer.how(None if who == "organiser" else at.company(who)),
        )

    return at.perform(do, answer)


@router.post("/forbid", dependencies=[may("pair.forbid")])
def forbid(at: Pair, answer: AsHeard, reason: Text = "other") -> Response:
    """Rule out a pair that was not sent."""
    return at.perform(lambda: _by_hand(at, ForbidPair, answer, reason), answer)


@router.post("/pin", dependencies=[may("pair.pin")])
def pin(at: Pair, answer: AsHeard, reason: Text = "other") -> Response:
    """Fix a pair before it is sent; it holds a place on both sides."""
    return at.perform(lambda: _by_hand(at, PinPair, answer, reason), answer)


@router.post("/allow", dependencies=[may("pair.allow")])
def allow(at: Pair, answer: AsHeard) -> Response:
    """Lift a ban or a pin."""

    def do() -> Result:
        return act(
            at.office,
            at.actor,
            AllowPair,
            at.fair,
            lambda request: AllowPair(
                fair=at.fair,
                producer=at.producer,
                seat=at.seat,
                reason_ref=request.keep(text=answer.text),
            ),
            how=How(idempotency_key=answer.idempotency_key),
        )

    return at.perform(do, answer)


def _by_hand(
    at: At, command: type[ForbidPair] | type[PinPair], answer: Heard, reason: str
) -> Result:
    why = chosen(reason, PAIR_REASONS)
    return act(
        at.office,
        at.actor,
        command,
        at.fair,
        lambda request: command(
            fair=at.fair,
            producer=at.producer,
            seat=at.seat,
            reason=why,
            reason_ref=request.keep(text=answer.text),
        ),
        how=How(idempotency_key=answer.idempotency_key),
    )
