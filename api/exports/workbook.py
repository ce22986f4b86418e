"""Sheets of lines as an Excel workbook: numbers as numbers, days as days, texts never formulas."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO, Protocol

import xlsxwriter

from api.exports.report_lines import Line
from streams.domain.errors import Malformed

MOST_LINES = 50_000
"""Papers of one workbook; beyond it writing takes longer than people wait, and CSV serves."""
_LONGEST_TEXT = 32_767
_WIDTH = 24


class _Sheet(Protocol):
    def write_string(self, row: int, column: int, text: str, style: Any = None) -> int: ...
    def write_number(self, row: int, column: int, number: float) -> int: ...
    def write_datetime(self, row: int, column: int, day: date, style: Any) -> int: ...
    def freeze_panes(self, row: int, column: int) -> None: ...
    def set_column(self, first: int, last: int, width: float) -> int: ...


def check_size(lines: int) -> None:
    """Check that a list fits into a workbook that is worth waiting for.

    Raises
    ------
    Malformed
        When it does not.
    """
    if lines > MOST_LINES:
        raise Malformed(
            "too_many_for_excel",
            "The list has {count} papers; an Excel file takes {most}. Take the CSV file instead.",
            count=lines,
            most=MOST_LINES,
        )


def write_workbook(out: BinaryIO, sheets: Mapping[str, Iterable[Line]]) -> dict[str, int]:
    """Write sheets by name, their first line as titles, and return how many lines each has."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    titles = book.add_format({"bold": True})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    written = {}
    for name, lines in sheets.items():
        sheet: _Sheet = book.add_worksheet(name)
        sheet.set_column(0, 20, _WIDTH)
        sheet.freeze_panes(1, 0)
        row = -1
        for row, line in enumerate(lines):
            _write_line(sheet, row, line, days, titles if row == 0 else None)
        written[name] = row + 1
    book.close()
    return written


def _write_line(sheet: _Sheet, row: int, line: Line, days: Any, titles: Any) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, days)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell:
            sheet.write_string(row, column, cell[:_LONGEST_TEXT], titles)
