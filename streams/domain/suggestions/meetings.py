"""Decisions about what happened at the table."""

from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.meetings import MeetingHeld, MeetingMissed, OutcomeNoted
from streams.domain.state import pair_id
from streams.domain.suggestions.commands import (
    HoldMeeting,
    MissMeeting,
    NoteOutcome,
    PairCommand,
)
from streams.domain.suggestions.state import Meeting, Suggestion
from streams.domain.view import View


def hold_meeting(command: HoldMeeting, view: View, act: Act) -> Decision:
    """An agreed meeting took place."""
    _agreed(command, view)
    view.change(Meeting, pair_id(*command.pair))
    return Decision(
        subject=Meeting.name_of(pair_id(*command.pair)),
        fact=MeetingHeld(happened_at=act.happened_at),
    )


def miss_meeting(command: MissMeeting, view: View, act: Act) -> Decision:
    """A side did not come; it may be contested and noted as held on the same day."""
    if not command.absent:
        raise Malformed("nobody_absent", "Nobody is named as absent. Name a side.")
    _agreed(command, view)
    view.change(Meeting, pair_id(*command.pair))
    return Decision(
        subject=Meeting.name_of(pair_id(*command.pair)),
        fact=MeetingMissed(absent=command.absent, happened_at=act.happened_at),
    )


def note_outcome(command: NoteOutcome, view: View, _: Act) -> Decision:
    """What came of the meeting, said by one side; its latest word counts."""
    _agreed(command, view)
    meeting = view.change(Meeting, pair_id(*command.pair))
    if meeting is not None and meeting.status == "missed":
        raise Conflict(
            "meeting_missed", "This meeting was missed. Note it as held first, if it took place."
        )
    return Decision(
        subject=Meeting.name_of(pair_id(*command.pair)),
        fact=OutcomeNoted(side=command.side, outcome=command.outcome, note_ref=command.note_ref),
    )


def _agreed(command: PairCommand, view: View) -> None:
    suggestion = view.read(Suggestion, pair_id(*command.pair))
    if suggestion is None or suggestion.status != "agreed":
        raise Conflict("not_agreed", "The two have not agreed to meet. Record their answers first.")
