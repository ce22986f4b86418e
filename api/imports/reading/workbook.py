"""Excel workbooks, read with calamine behind guards.

Calamine lays a sheet out as one rectangle, so a single cell in the last corner would ask for 17
billion cells and end the process; archives may also unpack to far more than they weigh. Both are
looked at before it gets to see the file.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from api.imports.reading.sheet import MOST_LINES, Cell, Sheet, plain, sheet_of
from api.imports.unusable import UnusableFile, unusable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_CELLS = 10_000_000
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')


def read_workbook(content: bytes, filename: str) -> list[Sheet]:
    """Return the visible sheets of a workbook.

    Raises
    ------
    UnusableFile
        When it is no workbook, is protected, or is larger than any list.
    """
    _check_archive(content, filename)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            sheet_of(meta.name, _cells(book.get_sheet_by_name(meta.name)))
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine panics outside of Exception
        raise unusable("not_a_table", file=filename) from error


def refuse_ole(content: bytes, filename: str) -> UnusableFile:
    """Return why a file in the old container of Office cannot be read."""
    code = "password_protected" if _ENCRYPTED in content else "old_excel"
    return unusable(code, file=filename)


def _check_archive(content: bytes, filename: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise unusable("not_a_table", file=filename)
            if any(part.flag_bits & 1 for part in parts):
                raise unusable("password_protected", file=filename)
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise unusable("sheet_too_large", file=filename, most=MOST_LINES)
            for part in parts:
                _check_extent(part.filename, archive.read(part), filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise unusable("not_a_table", file=filename) from error


def _check_extent(part: str, unpacked: bytes, filename: str) -> None:
    """Check how far a sheet's filled cells reach."""
    if not part.startswith("xl/worksheets/"):
        return
    rows = columns = 0
    for column, row in _FILLED.findall(unpacked):
        rows = max(rows, int(row))
        number = 0
        for letter in column:
            number = number * 26 + letter - 64
        columns = max(columns, number)
    if rows > MOST_LINES or rows * columns > _MOST_CELLS:
        raise unusable("sheet_too_large", file=filename, most=MOST_LINES)


def _cells(sheet: CalamineSheet) -> Sequence[Sequence[Cell]]:
    lines = [[plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or ():
        if column == last_column and first < len(lines) and column < len(lines[first]):
            # One name merged down over several rows stands for each of them that says more.
            for line in lines[first + 1 : last + 1]:
                if any(cell != "" for cell in line):
                    line[column] = lines[first][column]
    return lines
