"""The states around a pair: the suggestion, the wishes, the rounds, the match, the meeting."""

from typing import Literal, cast

from streams.domain.events.meetings import MeetingHeld, MeetingMissed, OutcomeNoted
from streams.domain.events.registrations import RegistrationWithdrawn
from streams.domain.events.suggestions import (
    LapsedEntry,
    MatchingUpdated,
    MeetingAgreed,
    MeetingRequested,
    PairAllowed,
    PairForbidden,
    PairPinned,
    SentEntry,
    SuggestionAccepted,
    SuggestionDeclined,
    SuggestionsSent,
)
from streams.domain.registrations.state import Places
from streams.domain.state import Change, State
from streams.domain.value import Moment
from streams.domain.vocabulary import DeclineReason, Outcome, Side

SuggestionStatus = Literal[
    "open", "forbidden", "pinned", "sent", "agreed", "declined", "lapsed", "withdrawn"
]
HOLDING: frozenset[SuggestionStatus] = frozenset({"pinned", "sent", "agreed"})
"""States in which a pair holds a place on both sides."""


class Suggestion(State):
    """One pair, from the first time anybody says something about it.

    `open` means that nothing stands in the way and nothing was sent.
    """

    noun = "suggestion"

    status: SuggestionStatus = "open"
    round: int | None = None
    deadline: Moment | None = None
    asked: tuple[Side, ...] = ()
    yes: tuple[Side, ...] = ()
    score: int = 0
    parts: dict[str, int] = {}
    caution: str = ""
    declined_by: Side | None = None
    reason: DeclineReason | None = None

    @property
    def holds(self) -> bool:
        """Whether it holds a place on both sides."""
        return self.status in HOLDING


class Wish(State):
    """Who wants this meeting, and who does not; absent means nothing was said."""

    noun = "wish"

    wanted_by: tuple[str, ...] = ()
    unwanted_by: tuple[str, ...] = ()


class Round(State):
    """How many rounds a fair has sent, and when the last one went out.

    Lapses change it too, so that one timer's batch never overtakes another's.
    """

    noun = "round"

    number: int = 0
    sent_at: Moment | None = None


class Matching(State):
    """The last match of a fair: what it saw, its value, and its bound."""

    noun = "matching"

    through: int = 0
    objective: int = 0
    bound: int = 0


class Meeting(State):
    """What happened at the table of one agreed pair."""

    noun = "meeting"

    status: Literal["held", "missed"] | None = None
    absent: tuple[Side, ...] = ()
    outcomes: dict[str, Outcome] = {}


def sent(_: Suggestion | None, entry: SentEntry, at: Change) -> Suggestion:
    """Show the pair; a standing yes is read when the other side accepts, not now."""
    fact = cast("SuggestionsSent", at.event.fact)
    return Suggestion(
        status="sent",
        round=fact.round,
        deadline=fact.deadline,
        asked=entry.asked,
        score=entry.score,
        parts=entry.parts,
        caution=entry.caution,
    )


def lapsed(suggestion: Suggestion, _: LapsedEntry, __: Change) -> Suggestion:
    """Let the deadline pass."""
    return suggestion.but(status="lapsed")


def accepted(suggestion: Suggestion, fact: SuggestionAccepted, _: Change) -> Suggestion:
    """Note one yes; chosen again, the suggestion is open until a new deadline."""
    return suggestion.but(
        status="sent",
        yes=tuple(sorted({*suggestion.yes, fact.side})),
        deadline=fact.deadline or suggestion.deadline,
    )


def agreed(suggestion: Suggestion, _: MeetingAgreed, __: Change) -> Suggestion:
    """Note the yes that completes both sides."""
    return suggestion.but(status="agreed", yes=("producer", "distributor"))


def declined(suggestion: Suggestion, fact: SuggestionDeclined, _: Change) -> Suggestion:
    """Note a no."""
    return suggestion.but(status="declined", declined_by=fact.side, reason=fact.reason)


def withdrawn(suggestion: Suggestion, _: RegistrationWithdrawn, __: Change) -> Suggestion:
    """Keep the pair visible after its company has left."""
    return suggestion.but(status="withdrawn")


def forbidden(suggestion: Suggestion | None, _: PairForbidden, __: Change) -> Suggestion:
    """Rule the pair out."""
    return (suggestion or Suggestion()).but(status="forbidden")


def allowed(suggestion: Suggestion, _: PairAllowed, __: Change) -> Suggestion:
    """Lift a ban or a pin."""
    return suggestion.but(status="open")


def pinned(suggestion: Suggestion | None, _: PairPinned, __: Change) -> Suggestion:
    """Fix the pair before it is sent."""
    return (suggestion or Suggestion()).but(status="pinned")


def place_taken(places: Places | None, *_: object) -> Places:
    """Hold one place more."""
    return Places(held=(places.held if places else 0) + 1)


def place_released(places: Places, *_: object) -> Places:
    """Hold one place less."""
    return places.but(held=places.held - 1)


def wished(wish: Wish | None, fact: MeetingRequested, _: Change) -> Wish:
    """Note what somebody wants; the latest word of each counts."""
    before = wish or Wish()
    wanted = {*before.wanted_by} - {fact.by}
    unwanted = {*before.unwanted_by} - {fact.by}
    (wanted if fact.wanted else unwanted).add(fact.by)
    return Wish(wanted_by=tuple(sorted(wanted)), unwanted_by=tuple(sorted(unwanted)))


def round_sent(_: Round | None, fact: SuggestionsSent, at: Change) -> Round:
    """Count the round."""
    return Round(number=fact.round, sent_at=at.event.time)


def lapses_noted(state: Round, *_: object) -> Round:
    """Leave the count as it is: the version alone rises."""
    return state


def updated(_: Matching | None, fact: MatchingUpdated, __: Change) -> Matching:
    """Remember what the match saw and proved."""
    return Matching(through=fact.through, objective=fact.objective, bound=fact.bound)


def held(meeting: Meeting | None, _: MeetingHeld, __: Change) -> Meeting:
    """Note that both met."""
    return (meeting or Meeting()).but(status="held", absent=())


def missed(meeting: Meeting | None, fact: MeetingMissed, _: Change) -> Meeting:
    """Note who did not come."""
    return (meeting or Meeting()).but(status="missed", absent=fact.absent)


def outcome_noted(meeting: Meeting | None, fact: OutcomeNoted, _: Change) -> Meeting:
    """Note what a side says came of it; its latest word counts."""
    before = meeting or Meeting()
    return before.but(outcomes={**before.outcomes, fact.side: fact.outcome})
