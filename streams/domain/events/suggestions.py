"""Facts about pairs: the match, what was sent, what was answered, and the organiser's hand."""

from streams.domain.event import Batch, Entry, Fact
from streams.domain.value import Moment
from streams.domain.vocabulary import Asker, DeclineReason, PairReason, Side


class MatchEntry(Entry):
    """A pair that enters or leaves the match; `score` and `parts` are absent when it leaves.

    `parts` are the named contributions, which add up exactly to the score.
    """

    enters: bool
    score: int = 0
    parts: dict[str, int] = {}


class MatchingUpdated(Batch):
    """Written by the matcher when the best set of pairs has changed, or was confirmed.

    `through` is the last ordinal it saw. `objective` and `bound` are those of the whole match,
    fixed pairs included; equal means proven optimal. A preview for the organiser.
    """

    type = "matching.updated"
    through: int
    objective: int = 0
    bound: int = 0
    entries: tuple[MatchEntry, ...] = ()

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The pairs that enter or leave."""
        return self.entries


class SentEntry(Entry):
    """A pair as it was shown: score, named contributions, one caution, and who is asked."""

    score: int
    parts: dict[str, int] = {}
    caution: str = ""
    asked: tuple[Side, ...] = ("producer", "distributor")
    by: Asker | None = None


class SuggestionsSent(Batch):
    """Written when pairs are sent: by the organiser's click, on schedule, or live.

    What people were shown is a recorded fact, so a replay never depends on an algorithm.
    """

    type = "suggestions.sent"
    round: int
    deadline: Moment
    entries: tuple[SentEntry, ...] = ()

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The pairs that were sent."""
        return self.entries


class LapsedEntry(Entry):
    """A pair whose deadline passed without the answers it needed."""


class SuggestionsLapsed(Batch):
    """Written by the timer 30 s after a deadline, so that answers under way come first."""

    type = "suggestions.lapsed"
    entries: tuple[LapsedEntry, ...] = ()

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The pairs that lapsed."""
        return self.entries


class SuggestionAccepted(Fact):
    """Written when one side says yes and the other still has to answer.

    `again` marks a choice after the deadline, which takes the places anew; the other side then has
    until `deadline` to answer.
    """

    type = "suggestion.accepted"
    side: Side
    happened_at: Moment | None = None
    again: bool = False
    deadline: Moment | None = None


class MeetingAgreed(Fact):
    """Written by the yes that completes both sides.

    `standing` says that the other side's yes was the standing one of its registration.
    """

    type = "meeting.agreed"
    side: Side
    happened_at: Moment | None = None
    standing: bool = False
    again: bool = False


class SuggestionDeclined(Fact):
    """Written when a side says no; the places go back and the pair is not suggested again."""

    type = "suggestion.declined"
    side: Side
    reason: DeclineReason | None = None
    reason_ref: str | None = None
    happened_at: Moment | None = None


class MeetingRequested(Fact):
    """Written when somebody wishes a meeting: either side, or the organiser for them."""

    type = "meeting.requested"
    by: Asker
    wanted: bool = True


class PairForbidden(Fact):
    """Written when the organiser rules a pair out, with a reason."""

    type = "pair.forbidden"
    reason: PairReason = "other"
    reason_ref: str | None = None


class PairAllowed(Fact):
    """Written when the organiser lifts a ban or a pin; `released` says a place is given back."""

    type = "pair.allowed"
    released: bool = False
    reason_ref: str | None = None


class PairPinned(Fact):
    """Written when the organiser fixes a pair before it is sent; it holds a place on both sides."""

    type = "pair.pinned"
    reason: PairReason = "other"
    reason_ref: str | None = None
