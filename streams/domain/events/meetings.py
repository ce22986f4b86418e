"""Facts about what happened at the table."""

from streams.domain.event import Fact
from streams.domain.value import Moment
from streams.domain.vocabulary import Outcome, Side


class MeetingHeld(Fact):
    """Written when both sides met."""

    type = "meeting.held"
    happened_at: Moment | None = None


class MeetingMissed(Fact):
    """Written when a side did not come; contested on the same day at the desk."""

    type = "meeting.missed"
    absent: tuple[Side, ...]
    happened_at: Moment | None = None


class OutcomeNoted(Fact):
    """Written when a side says what came of the meeting."""

    type = "meeting.outcome_noted"
    side: Side
    outcome: Outcome
    note_ref: str | None = None
