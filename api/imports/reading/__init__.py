"""From the bytes of a file to sheets of plain cells: csv and xlsx, whatever wrote them.

Knows nothing of columns or fairs. A file that is no table is refused whole, with a sentence.
"""

from api.imports.reading.delimited import read_delimited
from api.imports.reading.sheet import Cell, Line, Sheet, letters, shown
from api.imports.reading.workbook import OLE_MAGIC, ZIP_MAGIC, read_workbook, refuse_ole
from api.imports.unusable import unusable

__all__ = ["Cell", "Line", "Sheet", "letters", "read_file", "shown"]

MOST_BYTES = 64 * 1024 * 1024
"""A list of 200,000 rows has about 40 MB; more than this is something else."""


def read_file(content: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of a file that hold anything; a csv has one, read in one way or several.

    Raises
    ------
    UnusableFile
        For a file that is empty, too large, protected, or no table.
    """
    if not content.strip():
        raise unusable("file_empty", file=filename)
    if len(content) > MOST_BYTES:
        raise unusable("file_too_large", file=filename, megabytes=MOST_BYTES // 1024**2)
    if content.startswith(OLE_MAGIC):
        raise refuse_ole(content, filename)
    sheets = (
        read_workbook(content, filename)
        if content.startswith(ZIP_MAGIC)
        else read_delimited(content, filename)
    )
    filled = [sheet for sheet in sheets if sheet.lines]
    if not filled:
        raise unusable("file_empty", file=filename)
    return filled
