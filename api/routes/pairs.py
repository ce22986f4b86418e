"""Pairs: wishes of either side, and what the organiser rules out or fixes."""

from dataclasses import dataclass
from typing import Annotated

from api.answers import Json
from api.routes.hand import Hand, takes
from api.routes.known import FairId, ProducerId, SeatId
from api.routes.noun import Noun
from streams.domain.suggestions.commands import AllowPair, ForbidPair, PinPair, RequestMeeting
from streams.domain.vocabulary import Asker, PairReason

pairs = Noun("pairs")
_PAIR = "/fairs/{fair}/pairs/{producer}/{seat}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishForm:
    """Who wishes to meet, or that there be no meeting."""

    by: Asker
    wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Why the organiser steps in; `text` is in own words, and kept closed."""

    reason: PairReason = "other"
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why, in own words; kept closed."""

    text: str = ""


@pairs.act(f"{_PAIR}/wish", RequestMeeting.action, example={"by": "producer"})
def wish_meeting(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[WishForm], takes(WishForm)],
) -> Json:
    """Wish for a meeting, or wish that there is none."""
    wanted = RequestMeeting(
        fair=fair, producer=producer, seat=seat, by=hand.body.by, wanted=hand.body.wanted
    )
    return hand.do(RequestMeeting, fair, lambda _: wanted)


@pairs.act(f"{_PAIR}/forbid", ForbidPair.action, example={"reason": "conflict_of_interest"})
def forbid_pair(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Ruling], takes(Ruling)],
) -> Json:
    """Rule out a pair that was not sent."""
    return hand.do(
        ForbidPair,
        fair,
        lambda request: ForbidPair(
            fair=fair,
            producer=producer,
            seat=seat,
            reason=hand.body.reason,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


@pairs.act(f"{_PAIR}/allow", AllowPair.action, example={"text": "Hai bên đã làm rõ"})
def allow_pair(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Explanation], takes(Explanation)],
) -> Json:
    """Lift a ban or a pin."""
    return hand.do(
        AllowPair,
        fair,
        lambda request: AllowPair(
            fair=fair,
            producer=producer,
            seat=seat,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


@pairs.act(f"{_PAIR}/pin", PinPair.action, example={"reason": "priority"})
def pin_pair(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Ruling], takes(Ruling)],
) -> Json:
    """Fix a pair before it is sent; it holds a place on both sides."""
    return hand.do(
        PinPair,
        fair,
        lambda request: PinPair(
            fair=fair,
            producer=producer,
            seat=seat,
            reason=hand.body.reason,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )
