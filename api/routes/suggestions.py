"""Suggestions: pairs that were sent, and how they were answered."""

from dataclasses import dataclass
from typing import Annotated

from api.answers import Json
from api.doors import Office
from api.routes.hand import Bare, Hand, takes
from api.routes.known import FairId, ProducerId, SeatId, known_fair
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, after, place_of, stretch
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
    SendSuggestions,
)
from streams.domain.suggestions.state import SuggestionStatus
from streams.domain.vocabulary import DeclineReason, Side
from streams.pairing.sending import pairs_to_send
from streams.store.queries.suggestions import SuggestionRow, suggestions_of

suggestions = Noun("suggestions")
_ALL = "/fairs/{fair}/suggestions"
_ONE = f"{_ALL}/{{producer}}/{{seat}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which side says yes."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Which side says no; `text` is in own words, and kept closed."""

    side: Side
    reason: DeclineReason | None = None
    text: str = ""


@suggestions.ask(_ALL, "suggestion.read", Page[SuggestionRow])
def list_suggestions(
    *,
    office: Office,
    fair: FairId,
    status: SuggestionStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """List what was sent and how it was answered, by pair."""
    known_fair(office, fair)
    with office.reading() as connection:
        rows = suggestions_of(connection, fair, office.clock())
    asked = [row for row in rows if status in (None, row.status)]
    return Json(stretch(after(asked, _place, place_of(cursor, tuple[str, str])), limit, _place))


@suggestions.act(_ALL, SendSuggestions.action)
def send_suggestions(fair: FairId, hand: Bare) -> Json:
    """Send the present match: every pair of it that was not sent."""
    before = hand.done_before(SendSuggestions, fair)
    if before is not None:
        return before
    with hand.office.reading() as connection:
        wanted = tuple(pairs_to_send(connection, fair))
    return hand.do(SendSuggestions, fair, lambda _: SendSuggestions(fair=fair, pairs=wanted))


@suggestions.act(
    f"{_ONE}/accept",
    AcceptSuggestion.action,
    example={
        "side": "producer",
        "channel": "phone",
        "on_behalf_of": "htx-mau-son",
        "happened_at": "2026-05-04T08:30:00+07:00",
    },
)
def accept_suggestion(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Answer], takes(Answer)],
) -> Json:
    """Say yes for one side; after the deadline this chooses the pair again."""
    wanted = AcceptSuggestion(fair=fair, producer=producer, seat=seat, side=hand.body.side)
    return hand.do(AcceptSuggestion, fair, lambda _: wanted)


@suggestions.act(
    f"{_ONE}/decline",
    DeclineSuggestion.action,
    example={"side": "distributor", "reason": "volume"},
)
def decline_suggestion(
    fair: FairId,
    producer: ProducerId,
    seat: SeatId,
    hand: Annotated[Hand[Refusal], takes(Refusal)],
) -> Json:
    """Say no for one side; the places go back."""
    return hand.do(
        DeclineSuggestion,
        fair,
        lambda request: DeclineSuggestion(
            fair=fair,
            producer=producer,
            seat=seat,
            side=hand.body.side,
            reason=hand.body.reason,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


def _place(row: SuggestionRow) -> tuple[str, str]:
    return row.producer, row.seat
