"""Decisions of the organiser's hand: wishes, bans, pins."""

from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict
from streams.domain.events.suggestions import (
    MeetingRequested,
    PairAllowed,
    PairForbidden,
    PairPinned,
)
from streams.domain.state import pair_id
from streams.domain.suggestions.commands import (
    AllowPair,
    ForbidPair,
    PinPair,
    RequestMeeting,
)
from streams.domain.suggestions.parties import (
    check_present,
    read_pair,
    release_places,
    take_places,
)
from streams.domain.suggestions.state import Suggestion, Wish
from streams.domain.view import View


def request_meeting(command: RequestMeeting, view: View, _: Act) -> Decision:
    """Anybody may wish; a wish weighs in the score, it takes no place."""
    check_present(*read_pair(view, *command.pair))
    view.change(Wish, pair_id(*command.pair))
    return Decision(
        subject=Wish.name_of(pair_id(*command.pair)),
        fact=MeetingRequested(by=command.by, wanted=command.wanted),
    )


def forbid_pair(command: ForbidPair, view: View, _: Act) -> Decision:
    """A pair can be ruled out while it was not sent; what was sent stays."""
    read_pair(view, *command.pair)
    suggestion = view.change(Suggestion, pair_id(*command.pair))
    if suggestion is not None and suggestion.status in ("sent", "agreed"):
        raise Conflict(
            "already_sent", "This pair was sent and stays answerable. Ask a side to decline it."
        )
    if suggestion is not None and suggestion.status == "pinned":
        raise Conflict("pinned", "This pair is pinned. Lift the pin first.")
    if suggestion is not None and suggestion.status in ("forbidden", "declined", "withdrawn"):
        raise Conflict("already_forbidden", "This pair is ruled out already. Nothing to do.")
    return Decision(
        subject=Suggestion.name_of(pair_id(*command.pair)),
        fact=PairForbidden(reason=command.reason, reason_ref=command.reason_ref),
    )


def allow_pair(command: AllowPair, view: View, _: Act) -> Decision:
    """Lifts a ban, or a pin with its places."""
    read_pair(view, *command.pair)
    suggestion = view.change(Suggestion, pair_id(*command.pair))
    if suggestion is None or suggestion.status not in ("forbidden", "pinned"):
        raise Conflict(
            "nothing_to_allow", "This pair is neither ruled out nor pinned. Nothing to do."
        )
    pinned = suggestion.status == "pinned"
    if pinned:
        release_places(view, *command.pair)
    return Decision(
        subject=Suggestion.name_of(pair_id(*command.pair)),
        fact=PairAllowed(released=pinned, reason_ref=command.reason_ref),
    )


def pin_pair(command: PinPair, view: View, _: Act) -> Decision:
    """A pinned pair holds a place on both sides before it is sent."""
    left, right = read_pair(view, *command.pair)
    check_present(left, right)
    suggestion = view.change(Suggestion, pair_id(*command.pair)) or Suggestion()
    if suggestion.status not in ("open", "lapsed"):
        raise Conflict(
            "cannot_pin",
            "This pair is {status} and cannot be pinned. Lift what stands in the way first.",
            status=suggestion.status,
        )
    take_places(view, left, right, command.seat)
    return Decision(
        subject=Suggestion.name_of(pair_id(*command.pair)),
        fact=PairPinned(reason=command.reason, reason_ref=command.reason_ref),
    )
