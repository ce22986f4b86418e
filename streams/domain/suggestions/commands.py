"""What somebody, or a reaction, may want of pairs."""

from dataclasses import dataclass, field

from streams.domain.command import Command
from streams.domain.vocabulary import Asker, DeclineReason, Outcome, PairReason, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """A pair with its score and the named parts that add up to it."""

    producer: str
    seat: str
    score: int
    parts: dict[str, int] = field(default_factory=dict)
    caution: str = ""
    by: Asker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    """A pair that enters the match, scored, or leaves it."""

    producer: str
    seat: str
    enters: bool
    score: int = 0
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMatching(Command):
    """What the matcher found; `through` is the last ordinal it saw."""

    action = "matching.update"
    through: int
    objective: int
    bound: int
    pairs: tuple[PairChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSuggestions(Command):
    """Send pairs to both sides. A pair that can no longer be sent is left out.

    `even_if_empty` records a round on schedule that had nothing to send.
    """

    action = "suggestion.send"
    pairs: tuple[ScoredPair, ...]
    even_if_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseSuggestions(Command):
    """Let pairs lapse whose deadline is past."""

    action = "suggestion.lapse"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCommand(Command):
    """Something about one pair."""

    producer: str
    seat: str

    @property
    def pair(self) -> tuple[str, str]:
        """The producer and the seat."""
        return self.producer, self.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptSuggestion(PairCommand):
    """Say yes for one side; after the deadline this chooses the pair again."""

    action = "suggestion.accept"
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineSuggestion(PairCommand):
    """Say no for one side; a reason is optional."""

    action = "suggestion.decline"
    side: Side
    reason: DeclineReason | None = None
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMeeting(PairCommand):
    """Wish for a meeting, or wish that there is none."""

    action = "meeting.request"
    by: Asker
    wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbidPair(PairCommand):
    """Rule a pair out."""

    action = "pair.forbid"
    reason: PairReason = "other"
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowPair(PairCommand):
    """Lift a ban or a pin."""

    action = "pair.allow"
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinPair(PairCommand):
    """Fix a pair before it is sent."""

    action = "pair.pin"
    reason: PairReason = "other"
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMeeting(PairCommand):
    """Note that both sides met."""

    action = "meeting.hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissMeeting(PairCommand):
    """Note that a side did not come."""

    action = "meeting.miss"
    absent: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOutcome(PairCommand):
    """Say what came of a meeting."""

    action = "meeting.note_outcome"
    side: Side
    outcome: Outcome
    note_ref: str | None = None
