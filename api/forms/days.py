"""Days and moments as they are typed into a page, or stand in an address of ours."""

from datetime import date, datetime

from streams.domain.days import end_of_day, read_day, read_moment
from streams.domain.errors import Malformed


def day_typed(text: str) -> date | None:
    """Return the day that was typed, or None where nothing was.

    Raises
    ------
    Malformed
        For a text that is no day.
    """
    if not text.strip():
        return None
    try:
        return read_day(text.strip())
    except ValueError:
        raise _no_day(text) from None


def moment_typed(text: str) -> datetime | None:
    """Return the end of the day that was typed, or the exact moment that an address carries.

    Raises
    ------
    Malformed
        For a text that is neither.
    """
    if "T" not in text:
        day = day_typed(text)
        return end_of_day(day) if day else None
    try:
        return read_moment(text, zone=None)
    except ValueError:
        raise _no_day(text) from None


def _no_day(text: str) -> Malformed:
    return Malformed("no_day", "{text} is no day. Give one such as 2020-12-18.", text=text)
