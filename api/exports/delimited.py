"""Lines as CSV that spreadsheets open: UTF-8 with a mark, and no text that acts as a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from api.exports.report_lines import Cell, Line

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(out: BinaryIO, lines: Iterable[Line]) -> int:
    """Write lines and return how many there were."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    written = 0
    for line in lines:
        writer.writerow([_cell(cell) for cell in line])
        written += 1
    text.detach()
    return written


def _cell(cell: Cell) -> str | int:
    """Return a cell; a text that a spreadsheet would calculate begins with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
