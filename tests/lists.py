"""Files of lists, as bytes: csv and xlsx with the rows a test needs."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

FIXTURES = Path(__file__).parent / "data" / "imports"


def fixture(name: str) -> bytes:
    """Return a file of the fixtures."""
    return (FIXTURES / name).read_bytes()


def csv_list(*rows: Mapping[str, str], delimiter: str = ",") -> bytes:
    """Return a csv file: a header with every key in order of appearance, then the rows."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_list(*lines: Sequence[Any], merged: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """Return a workbook with these lines; `merged` holds (column, first line, last line) from 0."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Danh sách")
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    for column, first, last in merged:
        sheet.merge_range(first, column, last, column, lines[first][column])
    book.close()
    return content.getvalue()


def shuffled(content: bytes, *, header: int = 1) -> bytes:
    """Return a csv whose rows stand in the opposite order."""
    lines = content.decode().splitlines(keepends=True)
    return "".join([*lines[:header], *reversed(lines[header:])]).encode()
