"""What a person wrote in place of cells of a list, before any of its rows is read."""

from collections.abc import Mapping
from dataclasses import replace

from api.imports.reading import Line, Sheet, letters, shown
from streams.domain.errors import Malformed

Repairs = Mapping[tuple[int, str], str]
"""(row as a person counts it, letters of the column) → what stands there now."""

NO_REPAIRS: Repairs = {}


def no_such_column(column: str) -> Malformed:
    """Return the refusal of a repair that is in no column of the list."""
    return Malformed("no_such_column", "The list has no column {column}.", column=column)


def repaired(sheet: Sheet, repairs: Repairs) -> Sheet:
    """Return a sheet with these cells in place of its own; rows that it lacks stay absent.

    Raises
    ------
    Malformed
        For a column that the sheet does not have.
    """
    width = max((len(line.cells) for line in sheet.lines), default=0)
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), value in repairs.items():
        index = _index(column)
        if index >= width:
            raise no_such_column(column)
        by_row.setdefault(row, {})[index] = value.strip()
    lines = [
        _line(line, by_row[line.number]) if line.number in by_row else line for line in sheet.lines
    ]
    return replace(sheet, lines=lines)


def before(sheet: Sheet, repairs: Repairs) -> dict[tuple[int, str], str]:
    """Return what stands in the file in the cells that are repaired."""
    by_number = {line.number: line for line in sheet.lines}
    return {
        (row, column): shown(by_number[row].cell(_index(column)))
        for row, column in repairs
        if row in by_number
    }


def _line(line: Line, cells: Mapping[int, str]) -> Line:
    width = max(len(line.cells), max(cells) + 1)
    return replace(line, cells=[cells.get(index, line.cell(index)) for index in range(width)])


def _index(column: str) -> int:
    """Return the place of a column counted from 0: the reverse of `letters`.

    Raises
    ------
    Malformed
        For what names no column.
    """
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    index = number - 1
    if index < 0 or letters(index) != column:
        raise no_such_column(column)
    return index
