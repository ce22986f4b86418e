"""Commands about pairs: wishes, the organiser's hand, and what happened at the table."""

from typing import get_args

import click

from api.acting import How
from api.cli.declare import an_act, as_json, at_fair, command, of_pair, perform
from api.cli.root import noun
from streams.domain.suggestions.commands import (
    AllowPair,
    ForbidPair,
    HoldMeeting,
    MissMeeting,
    NoteOutcome,
    PinPair,
    RequestMeeting,
)
from streams.domain.vocabulary import Asker, Outcome, PairReason, Side

pair = noun("pair", "Pairs: what the organiser rules out or fixes.")
meeting = noun("meeting", "Meetings: wishes before, and what happened at the table.")
_TEXT = click.option("--text", default="", help="Why in own words, kept closed.")
_REASON = click.option(
    "--reason", type=click.Choice(get_args(PairReason)), default="other", help="Why."
)


@command(pair, "forbid", action="pair.forbid")
@of_pair
@at_fair
@_REASON
@_TEXT
@an_act
@as_json
def forbid(
    producer: str, seat: str, fair: str, reason: PairReason, text: str, how: How, json: bool
) -> None:
    """Rule out a pair that was not sent."""
    perform(
        ForbidPair,
        fair,
        how,
        lambda request: ForbidPair(
            fair=fair,
            producer=producer,
            seat=seat,
            reason=reason,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(pair, "allow", action="pair.allow")
@of_pair
@at_fair
@_TEXT
@an_act
@as_json
def allow(producer: str, seat: str, fair: str, text: str, how: How, json: bool) -> None:
    """Lift a ban or a pin."""
    perform(
        AllowPair,
        fair,
        how,
        lambda request: AllowPair(
            fair=fair, producer=producer, seat=seat, reason_ref=request.keep(text=text)
        ),
        json=json,
    )


@command(pair, "pin", action="pair.pin")
@of_pair
@at_fair
@_REASON
@_TEXT
@an_act
@as_json
def pin(
    producer: str, seat: str, fair: str, reason: PairReason, text: str, how: How, json: bool
) -> None:
    """Fix a pair before it is sent; it holds a place on both sides."""
    perform(
        PinPair,
        fair,
        how,
        lambda request: PinPair(
            fair=fair,
            producer=producer,
            seat=seat,
            reason=reason,
            reason_ref=request.keep(text=text),
        ),
        json=json,
    )


@command(meeting, "request", action="meeting.request")
@of_pair
@at_fair
@click.option("--by", type=click.Choice(get_args(Asker)), required=True, help="Who wishes it.")
@click.option("--wanted/--unwanted", default=True, help="A wish to meet, or not to meet.")
@an_act
@as_json
def request_(
    producer: str, seat: str, fair: str, by: Asker, wanted: bool, how: How, json: bool
) -> None:
    """Wish for a meeting, or wish that there is none."""
    perform(
        RequestMeeting,
        fair,
        how,
        lambda _: RequestMeeting(fair=fair, producer=producer, seat=seat, by=by, wanted=wanted),
        json=json,
    )


@command(meeting, "hold", action="meeting.hold")
@of_pair
@at_fair
@an_act
@as_json
def hold(producer: str, seat: str, fair: str, how: How, json: bool) -> None:
    """Note that both sides met."""
    perform(
        HoldMeeting,
        fair,
        how,
        lambda _: HoldMeeting(fair=fair, producer=producer, seat=seat),
        json=json,
    )


@command(meeting, "miss", action="meeting.miss")
@of_pair
@at_fair
@click.option(
    "--absent",
    type=click.Choice(get_args(Side)),
    multiple=True,
    required=True,
    help="Who did not come; may be given twice.",
)
@an_act
@as_json
def miss(
    producer: str, seat: str, fair: str, absent: tuple[Side, ...], how: How, json: bool
) -> None:
    """Note that a side did not come."""
    perform(
        MissMeeting,
        fair,
        how,
        lambda _: MissMeeting(fair=fair, producer=producer, seat=seat, absent=absent),
        json=json,
    )


@command(meeting, "outcome", action="meeting.note_outcome")
@of_pair
@at_fair
@click.option("--side", type=click.Choice(get_args(Side)), required=True, help="Who says so.")
@click.option(
    "--outcome", type=click.Choice(get_args(Outcome)), required=True, help="What came of it."
)
@click.option("--note", default="", help="In own words, kept closed.")
@an_act
@as_json
def outcome_(
    producer: str,
    seat: str,
    fair: str,
    side: Side,
    outcome: Outcome,
    note: str,
    how: How,
    json: bool,
) -> None:
    """Note what came of a meeting."""
    perform(
        NoteOutcome,
        fair,
        how,
        lambda request: NoteOutcome(
            fair=fair,
            producer=producer,
            seat=seat,
            side=side,
            outcome=outcome,
            note_ref=request.keep(text=note),
        ),
        json=json,
    )
