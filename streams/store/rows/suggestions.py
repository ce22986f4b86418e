"""Rows of suggestions and meetings."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.days import stamp
from streams.domain.state import registration_of
from streams.domain.suggestions.state import Meeting, Suggestion
from streams.store import tables
from streams.store.rows.projection import Projection, Row, as_text, by_pair


def suggestion_rows(key: str, pair: str, suggestion: Suggestion) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the one row of a pair."""
    row = by_pair(key, pair)
    deadline = suggestion.deadline
    yield (
        tables.suggestions,
        {
            **row,
            "distributor": registration_of(row["seat"]),
            "status": suggestion.status,
            "round": suggestion.round,
            "deadline": stamp(deadline) if deadline else None,
            "asked": " ".join(suggestion.asked),
            "yes": " ".join(suggestion.yes),
            "score": suggestion.score,
            "parts": as_text(suggestion.parts),
            "caution": suggestion.caution,
            "declined_by": suggestion.declined_by,
            "reason": suggestion.reason,
        },
    )


def meeting_rows(key: str, pair: str, meeting: Meeting) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the one row of a meeting."""
    yield (
        tables.meetings,
        {
            **by_pair(key, pair),
            "status": meeting.status,
            "absent": " ".join(meeting.absent),
            "outcomes": as_text(meeting.outcomes),
        },
    )


SUGGESTIONS = Projection(rows=suggestion_rows, owned={tables.suggestions: by_pair})
MEETINGS = Projection(rows=meeting_rows, owned={tables.meetings: by_pair})
