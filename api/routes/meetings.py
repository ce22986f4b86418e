"""Meetings: what happened at the table, between two who had agreed to meet."""

from dataclasses import dataclass
from typing import Annotated

from api.answers import Json
from api.routes.hand import Bare, Hand, takes
from api.routes.known import FairId, ProducerId, SeatId
from api.routes.noun import Noun
from streams.domain.suggestions.commands import HoldMeeting, MissMeeting, NoteOutcome
from streams.domain.vocabulary import Outcome, Side

meetings = Noun("meetings")
_MEETING = "/fairs/{fair}/meetings/{producer}/{seat}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Which sides did not come."""

    absent: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeForm:
    """What came of a meeting, as one side says; `text` is in own words, and kept closed."""

    side: Side
    outcome: Outcome
    text: str = ""


@meetings.act(f"{_MEETING}/hold", HoldMeeting.action)
def hold_meeting(fair: FairId, producer: ProducerId, seat: SeatId, hand: Bare) -> Json:
    """Note that both sides met."""
    wanted = HoldMeeting(fair=fair, producer=producer, seat=seat)
    return hand.do(HoldMeeting, fair, lambda _: wanted)


@meetings.act(f"{_MEETING}/miss", MissMeeting.action, example={"absent": ["producer"]})
def miss_meeting(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Absence], takes(Absence)],
) -> Json:
    """Note that a side did not come; contested on the same day, it is noted as held."""
    wanted = MissMeeting(fair=fair, producer=producer, seat=seat, absent=hand.body.absent)
    return hand.do(MissMeeting, fair, lambda _: wanted)


@meetings.act(
    f"{_MEETING}/outcome",
    NoteOutcome.action,
    example={"side": "distributor", "outcome": "sample_or_quote", "text": "Gửi mẫu tuần sau"},
)
def note_outcome(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[OutcomeForm], takes(OutcomeForm)],
) -> Json:
    """Note what came of a meeting; the latest word of a side counts."""
    body = hand.body
    return hand.do(
        NoteOutcome,
        fair,
        lambda request: NoteOutcome(
            fair=fair,
            producer=producer,
            seat=seat,
            side=body.side,
            outcome=body.outcome,
            note_ref=request.keep(text=body.text),
        ),
    )
