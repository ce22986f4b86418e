"""What people read while the record cannot be reached."""

from datetime import datetime

from api.errors import sentence_of
from api.words import tr
from api.words.formats import shown_time
from streams.domain.errors import DomainError, Unreachable


def told(error: DomainError) -> str:
    """Return a refusal as a page says it: of an outage without the words of a driver."""
    if isinstance(error, Unreachable):
        return tr(
            "The record cannot be reached. Nothing is lost; no new actions are taken for now."
        )
    return sentence_of(error)


def stopped(since: datetime, now: datetime) -> str:
    """Return the sentence of a page that shows what it last read."""
    return tr(
        "Figures stopped at {time}: the record cannot be reached. Nothing is lost; no new actions "
        "are taken for now.",
        time=shown_time(since, now),
    )
