"""Days and moments as they are typed into a page, or stand in an address of ours."""

from datetime import date, datetime

from streams.domain.days import end_of_day
from streams.domain.errors import Malformed

_FIRST, _LAST = date(1900, 1, 1), date(9000, 12, 31)


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
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise _no_day(text) from None
    if not _FIRST <= found <= _LAST:
        raise _no_day(text)
    return found


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
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _no_day(text) from None
    if found.tzinfo is None or not _FIRST <= found.date() <= _LAST:
        raise _no_day(text)
    return found


def _no_day(text: str) -> Malformed:
    return Malformed("no_day", "{text} is no day. Give one such as 2020-12-18.", text=text)
