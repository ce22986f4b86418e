"""Decisions about answers: yes, no, and yes after the deadline."""

from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict
from streams.domain.events.registrations import ProducerProfile
from streams.domain.events.suggestions import (
    MeetingAgreed,
    SuggestionAccepted,
    SuggestionDeclined,
)
from streams.domain.fairs.rules import fair_of
from streams.domain.registrations.state import Registration
from streams.domain.state import pair_id
from streams.domain.suggestions.commands import AcceptSuggestion, DeclineSuggestion
from streams.domain.suggestions.deadline import answer_deadline
from streams.domain.suggestions.parties import (
    check_present,
    read_pair,
    release_places,
    shown,
    take_places,
)
from streams.domain.suggestions.state import Suggestion
from streams.domain.view import View
from streams.domain.vocabulary import Side


def accept_suggestion(command: AcceptSuggestion, view: View, act: Act) -> Decision:
    """A yes before the deadline is noted; a later one chooses the pair again, if places are free.

    An answer is judged by its own time: what was said on the phone before the deadline counts,
    even if it is typed in afterwards.
    """
    suggestion = shown(view, *command.pair)
    left, right = read_pair(view, *command.pair)
    check_present(left, right)
    _check_answerable(suggestion, command.side)
    again = _is_late(suggestion, act)
    if again and not suggestion.holds:
        take_places(view, left, right, command.seat)
    standing = _stands(left, command.side)
    other: Side = "distributor" if command.side == "producer" else "producer"
    complete = other in suggestion.yes or standing
    fact: SuggestionAccepted | MeetingAgreed
    if complete:
        fact = MeetingAgreed(
            side=command.side,
            happened_at=act.happened_at,
            standing=standing and other not in suggestion.yes,
            again=again,
        )
    else:
        fact = SuggestionAccepted(
            side=command.side,
            happened_at=act.happened_at,
            again=again,
            deadline=answer_deadline(fair_of(view, command.fair), act.time) if again else None,
        )
    return Decision(subject=Suggestion.name_of(pair_id(*command.pair)), fact=fact)


def decline_suggestion(command: DeclineSuggestion, view: View, act: Act) -> Decision:
    """A no may come until the timetable is released, also after a yes; places go back."""
    suggestion = shown(view, *command.pair)
    if suggestion.status not in ("sent", "agreed", "lapsed"):
        raise Conflict(
            "not_open", "This suggestion is {status}. Nothing to do.", status=suggestion.status
        )
    if suggestion.holds:
        release_places(view, *command.pair)
    return Decision(
        subject=Suggestion.name_of(pair_id(*command.pair)),
        fact=SuggestionDeclined(
            side=command.side,
            reason=command.reason,
            reason_ref=command.reason_ref,
            happened_at=act.happened_at,
        ),
    )


def _check_answerable(suggestion: Suggestion, side: Side) -> None:
    if suggestion.status not in ("sent", "lapsed"):
        raise Conflict(
            "not_open", "This suggestion is {status}. Nothing to do.", status=suggestion.status
        )
    if suggestion.status == "sent" and side in suggestion.yes:
        raise Conflict("already_accepted", "This side has said yes before. Nothing to do.")


def _is_late(suggestion: Suggestion, act: Act) -> bool:
    deadline = suggestion.deadline
    return suggestion.status == "lapsed" or (deadline is not None and act.moment > deadline)


def _stands(producer: Registration, side: Side) -> bool:
    """Whether the producer said yes beforehand and the other side is answering."""
    profile = producer.profile
    return side == "distributor" and isinstance(profile, ProducerProfile) and profile.standing_yes
