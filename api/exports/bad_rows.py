"""The rows of a list that were refused, as a workbook with their cause beside them.

Somebody corrects it and uploads it again: the columns are those of the list, `Lỗi` stands last and
is not read.
"""

import io
from collections.abc import Sequence

import xlsxwriter

from api.imports.columns import Understood
from api.imports.report import Issue, Wording

CAUSE = "Lỗi"


def bad_rows_workbook(understood: Understood, errors: Sequence[Issue], wording: Wording) -> bytes:
    """Return the refused rows under the list's own header.

    Parameters
    ----------
    wording : callable
        How an issue reads in the language of the moment.
    """
    lines = {line.number: line for line in understood.body}
    causes = {error.row: error for error in errors if error.row in lines}
    width = max(len(line.cells) for line in (understood.header, *lines.values()))
    content = io.BytesIO()
    # Texts that begin with = stay texts: a list may not bring formulas into somebody's Excel.
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    book = xlsxwriter.Workbook(content, {**options, "strings_to_urls": False})
    sheet = book.add_worksheet(CAUSE)
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, list(understood.header.cells), bold)
    sheet.write(0, width, CAUSE, bold)
    for number, (row, error) in enumerate(sorted(causes.items()), start=1):
        sheet.write_row(number, 0, list(lines[row].cells))
        sheet.write(number, width, " ".join(map(wording, (error, *error.also))))
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()
