"""The first pass of every import: open the file, understand its columns, read its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.imports.columns import Column, Row, Understood, check_columns, read_rows, understand
from api.imports.ledger import Ledger
from api.imports.reading import Sheet, read_file
from api.imports.recording import Progress
from api.imports.unusable import unusable

_SHOWN_COLUMNS = 5
_TOLD_EVERY = 100
"""Rows between two tellings of how many were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A list as read: what of it was understood, and all of its rows."""

    understood: Understood
    rows: list[Row]
    ledger: Ledger

    @property
    def good(self) -> list[Row]:
        """The rows against which nothing was found so far."""
        return [row for row in self.rows if not row.faults]

    def settled(self) -> Ledger:
        """Return the account of all rows with what was found about them so far."""
        ledger = Ledger()
        for sheet_wide in self.ledger.warnings:
            ledger.warn(sheet_wide)
        ledger.settle(self.rows)
        return ledger


def open_list(content: bytes, filename: str, columns: Sequence[Column[Any]], today: date) -> Opened:
    """Read a file as one kind of list.

    Raises
    ------
    UnusableFile
        When it is no such list.
    """
    sheets = read_file(content, filename)
    return open_sheets(sheets, understand(sheets, columns), columns, filename, today)


def open_sheets(
    sheets: Sequence[Sheet],
    understood: Understood | None,
    columns: Sequence[Column[Any]],
    filename: str,
    today: date,
    *,
    progress: Progress | None = None,
) -> Opened:
    """Read the rows of a sheet whose columns are understood.

    Parameters
    ----------
    progress : callable
        Is told how many rows of how many were read.

    Raises
    ------
    UnusableFile
        When they are not, or one is missing without which no row can be taken.
    """
    if understood is None:
        names = ", ".join(column.name for column in columns[:_SHOWN_COLUMNS])
        raise unusable("no_known_columns", file=filename, columns=names)
    check_columns(understood, columns, filename)
    ledger = Ledger()
    ledger.warn_of_file(understood, sheets)
    rows = read_rows(understood, today)
    if progress is not None:
        rows = _counted(rows, len(understood.body), progress)
    return Opened(understood=understood, rows=list(rows), ledger=ledger)


def _counted(rows: Iterator[Row], total: int, progress: Progress) -> Iterator[Row]:
    """Yield rows and tell how many were read, now and then and at the end."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % _TOLD_EVERY == 0 or number == total:
            progress(number, total)
