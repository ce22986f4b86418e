"""What a person wrote in place of cells of a list, before any of its rows is read."""

from collections.abc import Mapping
from dataclasses import replace

from api.imports.reading import Line, Sheet, letters

Repairs = Mapping[tuple[int, str], str]
"""(row as a person counts it, letters of the column) → what stands there now."""

NO_REPAIRS: Repairs = {}


def repaired(sheet: Sheet, repairs: Repairs) -> Sheet:
    """Return a sheet with these cells in place of its own; rows that it lacks stay absent."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), value in repairs.items():
        by_row.setdefault(row, {})[_index(column)] = value.strip()
    lines = [
        _line(line, by_row[line.number]) if line.number in by_row else line for line in sheet.lines
    ]
    return replace(sheet, lines=lines)


def _line(line: Line, cells: Mapping[int, str]) -> Line:
    width = max(len(line.cells), max(cells) + 1)
    return replace(line, cells=[cells.get(index, line.cell(index)) for index in range(width)])


def _index(column: str) -> int:
    """Return the place of a column counted from 0: the reverse of `letters`."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    index = number - 1
    if letters(index) != column:
        raise ValueError(f"{column} names no column")
    return index
