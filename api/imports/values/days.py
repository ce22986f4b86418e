"""Days as people write them: ISO, day before month, in words, or Excel's own."""

import re
from datetime import date, timedelta

from api.imports.reading import Cell, shown
from api.imports.values.read import Read, Unreadable
from streams.domain.days import YEARS
from streams.domain.naming import without_marks

_EXCEL_EPOCH = date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?"
)
_IN_WORDS = re.compile(r"(?:.*\b)?ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")


def day(cell: Cell, _: date) -> Read[date]:
    """Read a day; a two-digit year or a month before the day is not guessed at."""
    found = _day(cell)
    if found.value is not None and found.value.year not in YEARS:
        raise Unreadable("bad_date", date=shown(cell))
    return found


def past_day(cell: Cell, today: date) -> Read[date]:
    """Read a day of the world, which must have come."""
    found = _day(cell)
    if found.value is not None and found.value > today:
        raise Unreadable("day_in_future", date=found.value)
    return found


def past_year(cell: Cell, today: date) -> Read[int]:
    """Read a year that has come, alone or within a day."""
    text = shown(cell).removesuffix(".0")
    year = int(text) if re.fullmatch(r"\d{4}", text) else None
    if year is None:
        found = past_day(cell, today).value
        return Read(found.year if found else None)
    if year > today.year:
        raise Unreadable("day_in_future", date=year)
    if year < YEARS.start:
        raise Unreadable("bad_date", date=shown(cell))
    return Read(year)


def _day(cell: Cell) -> Read[date]:
    if isinstance(cell, date):
        return Read(_within(cell.year, cell.month, cell.day, cell))
    if isinstance(cell, int | float):
        # Excel's day numbers of 1950 to 2150; smaller ones are years or counts.
        if not 18_264 <= cell <= 91_313:
            raise Unreadable("bad_date", date=shown(cell))
        return Read(_EXCEL_EPOCH + timedelta(days=int(cell)))
    text = without_marks(" ".join(cell.split()))
    if iso := _ISO.fullmatch(text):
        return Read(_within(int(iso[1]), int(iso[2]), int(iso[3]), cell))
    found = _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text)
    if found is None:
        raise Unreadable("bad_date", date=shown(cell))
    return Read(_within(int(found[3]), int(found[2]), int(found[1]), cell))


def _within(year: int, month: int, day_of_month: int, cell: Cell) -> date:
    try:
        found = date(year, month, day_of_month)
    except ValueError:
        raise Unreadable("bad_date", date=shown(cell)) from None
    if year < YEARS.start:
        raise Unreadable("bad_date", date=shown(cell))
    return found
