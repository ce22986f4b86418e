"""Days of the world: a day is the whole day in Asia/Ho_Chi_Minh, inclusive."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

DayT = TypeVar("DayT", bound=date)

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
YEARS = range(1900, 2200)
"""Years in which days and moments of a fair can lie; clocks of every zone reach all of them."""


def read_day(text: str) -> date:
    """Read an ISO day as somebody wrote it.

    Raises
    ------
    ValueError
        For anything else, and for a year outside `YEARS`.
    """
    return _within(date.fromisoformat(text))


def read_moment(text: str, zone: tzinfo | None = LOCAL) -> datetime:
    """Read an ISO moment as somebody wrote it.

    Parameters
    ----------
    zone : tzinfo or None
        What it is in where it names none; None refuses such a one.

    Raises
    ------
    ValueError
        For anything else, and for a year outside `YEARS`.
    """
    moment = _within(datetime.fromisoformat(text))
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise ValueError("a moment without a zone")
    return moment.replace(tzinfo=zone)


def local_day(moment: datetime) -> date:
    """Return the day on which an aware moment falls."""
    return moment.astimezone(LOCAL).date()


def local_time(day: date, clock: time) -> datetime:
    """Return the moment, in UTC, of a clock reading on a local day."""
    return datetime.combine(day, clock, LOCAL).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of a local day, in UTC."""
    return local_time(day + timedelta(days=1), time(0)) - timedelta(microseconds=1)


def is_clock(text: str) -> bool:
    """Whether a text is a time of day, `00:00` to `23:59`."""
    return _CLOCK.fullmatch(text) is not None


def stamp(moment: datetime) -> str:
    """Return an aware moment as text that sorts: UTC, six digits of a second, `Z`."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


def moment_of(text: str) -> datetime:
    """Read what `stamp` wrote."""
    return datetime.fromisoformat(text)


def _within(day: DayT) -> DayT:
    if day.year not in YEARS:
        raise ValueError(f"a year outside {YEARS.start} to {YEARS.stop - 1}")
    return day
