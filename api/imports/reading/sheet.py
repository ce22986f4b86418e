"""What a file comes to: sheets of numbered lines of plain cells."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

Cell = str | int | float | date
"""A cell as the file states it; an empty one is the empty text."""

MOST_LINES = 200_000
_LONGEST_SHOWN = 200
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with its number as a person sees it, counted from 1."""

    number: int
    cells: Sequence[Cell]

    def cell(self, index: int) -> Cell:
        """Return a cell; beyond the end of the line it is empty."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The lines of one sheet that hold anything, in order."""

    name: str
    lines: Sequence[Line]


def clean(text: str) -> str:
    """Return a text composed, without signs that nobody sees and no database stores."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def plain(value: object) -> Cell:
    """Return a value of a spreadsheet as a cell."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return clean(value).strip()
        case float():
            return _number(value)
        case datetime():
            return value.date()
        case int() | date():
            return value
        case time():
            return value.strftime("%H:%M")
        case _:
            return "" if value is None else str(value)


def _number(value: float) -> Cell:
    if not math.isfinite(value):
        return ""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def shown(cell: Cell) -> str:
    """Return a cell as it is quoted in a message: on one line, and not endless."""
    text = cell if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date) else None
    line = " ".join(str(cell).split() if text is None else text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def letters(index: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA."""
    name = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheet_of(name: str, lines: Sequence[Sequence[Cell]]) -> Sheet:
    """Number lines from 1 and leave out those without content."""
    return Sheet(
        name=name,
        lines=[
            Line(number=number, cells=cells)
            for number, cells in enumerate(lines, start=1)
            if any(cell != "" for cell in cells)
        ],
    )
