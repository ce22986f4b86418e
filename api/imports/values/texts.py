"""Cells that hold text: names, numbers that are no quantities, hours, months."""

import re
from datetime import date

from api.imports.reading import Cell, shown
from api.imports.values.read import Fault, Read, Unreadable
from streams.domain.days import is_clock
from streams.domain.events.registrations import Window
from streams.domain.naming import normal_tax_code, without_marks

_LONGEST = 500
_LONGEST_NOTE = 4_000
_CLOCK = re.compile(r"(\d{1,2})(?:[:hg](\d{2})?)?")
_MONTHS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_ALL_YEAR = frozenset({"quanh nam", "ca nam", "all year", "all"})


def text(cell: Cell, _: date) -> Read[str]:
    """Read a text on one line."""
    line = " ".join(_written(cell).split())
    if len(line) > _LONGEST:
        raise Unreadable("too_long", most=_LONGEST)
    return Read(line)


def note(cell: Cell, _: date) -> Read[str]:
    """Read a longer text as it stands."""
    found = _written(cell).strip()
    if len(found) > _LONGEST_NOTE:
        raise Unreadable("too_long", most=_LONGEST_NOTE)
    return Read(found)


def several(cell: Cell, today: date) -> Read[tuple[str, ...]]:
    """Read texts parted by semicolons or line breaks."""
    parts = (" ".join(part.split()) for part in re.split(r"[;\n]", _written(cell)))
    text(cell, today)
    return Read(tuple(dict.fromkeys(part for part in parts if part)))


def listed(cell: Cell, today: date) -> Read[tuple[str, ...]]:
    """Read texts parted by semicolons, line breaks or commas."""
    return several(_written(cell).replace(",", ";"), today)


def tax_code(cell: Cell, _: date) -> Read[str]:
    """Read a tax code; the zero that a spreadsheet drops in front is put back, with a doubt."""
    written = shown(cell).replace(" ", "").replace(".", "")
    code = normal_tax_code(written)
    if code:
        return Read(code)
    padded = normal_tax_code(f"0{written}") if written.isdigit() else None
    if padded:
        return Read(padded, Fault(code="zero_put_back"))
    raise Unreadable("bad_tax_code")


def phone(cell: Cell, today: date) -> Read[str]:
    """Read a telephone number as text, with the zero that a spreadsheet drops."""
    if isinstance(cell, int) and len(str(cell)) == 9:
        return Read(f"0{cell}")
    return text(cell, today)


def hours(cell: Cell, _: date) -> Read[tuple[Window, ...]]:
    """Read stretches of a day, as 08:30-11:30; 13h30-16h30."""
    windows = []
    for part in re.split(r"[;,\n]", without_marks(shown(cell)).replace("–", "-")):
        start, dash, end = part.replace(" ", "").partition("-")
        window = Window(start=_clock(start), end=_clock(end))
        if not dash or not (is_clock(window.start) and is_clock(window.end)):
            raise Unreadable("bad_hours", value=shown(cell))
        if window.start >= window.end:
            raise Unreadable("bad_hours", value=shown(cell))
        windows.append(window)
    return Read(tuple(windows))


def months(cell: Cell, _: date) -> Read[tuple[int, ...]]:
    """Read months, as 1-3, 11; a stretch may run over the new year."""
    bare = without_marks(shown(cell)).replace("–", "-").replace("thang", "").strip()
    if bare in _ALL_YEAR:
        return Read(())
    found: set[int] = set()
    for part in re.split(r"[;,]", bare):
        match = _MONTHS.fullmatch(part.replace(" ", ""))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise Unreadable("bad_months", value=shown(cell))
        found.update((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))
    return Read(tuple(sorted(found)))


def _written(cell: Cell) -> str:
    return cell if isinstance(cell, str) else shown(cell)


def _clock(written: str) -> str:
    match = _CLOCK.fullmatch(written)
    return f"{int(match[1]):02}:{match[2] or '00'}" if match else written
