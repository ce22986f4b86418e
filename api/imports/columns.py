"""Columns of a list: the headers that mean one, how its cells are read, and the rows they give.

To add a column, declare it beside its list's others (`*/columns.py`) and take it up where the rows
become entries; everything between is here and needs no change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from api.imports.reading import Cell, Line, Sheet, letters, shown
from api.imports.report import Issue, issue
from api.imports.spelling import spelled
from api.imports.unusable import unusable
from api.imports.values.read import Fault, Read, Reader, Unreadable
from streams.domain.errors import DomainError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_HEADER_WITHIN = 30
"""Lists carry titles above their header; further down it is not looked for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Column(Generic[T_co]):
    """One column that a list may have.

    Attributes
    ----------
    headers : tuple of str
        Its headers, Vietnamese first: the first one names the column to people.
    read : Reader
        Reads a cell that is not empty.
    needed : str
        Code of the fault of a row that leaves it empty; then the list must have the column, too.
    required : bool
        The list must have the column, though a row may leave it empty.
    """

    headers: tuple[str, ...]
    read: Reader[T_co]
    needed: str = ""
    required: bool = False

    @property
    def name(self) -> str:
        """The header people know."""
        return self.headers[0]


IGNORED: Column[str] = Column(
    headers=("STT", "TT", "Số thứ tự", "No", "No.", "#"),
    read=lambda cell, _: Read(shown(cell)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A sheet whose header line was found.

    `places` maps each column to its index; `unknown` holds (index, header) of the others.
    """

    sheet: Sheet
    header: Line
    places: dict[Column[Any], int]
    unknown: tuple[tuple[int, str], ...] = ()

    @property
    def body(self) -> list[Line]:
        """The lines below the header."""
        return [line for line in self.sheet.lines if line.number > self.header.number]

    def has(self, *columns: Column[Any]) -> bool:
        """Whether the list has any of these columns."""
        return any(column in self.places for column in columns)


@dataclass(slots=True, kw_only=True)
class Row:
    """One row of a list, read; `faults` are why it is refused, first cause first."""

    number: int
    line: Line
    understood: Understood
    values: dict[Column[Any], Any] = field(default_factory=dict)
    faults: list[Issue] = field(default_factory=list)
    doubts: list[Issue] = field(default_factory=list)

    def get(self, column: Column[T]) -> T | None:
        """Return what a cell means, None where it is empty or there is no such column."""
        found: T | None = self.values.get(column)
        return found

    def cell_of(self, column: Column[Any]) -> tuple[str, str]:
        """Return letters and text of a cell; empty where there is no such column."""
        index = self.understood.places.get(column)
        return ("", "") if index is None else (letters(index), shown(self.line.cell(index)))

    def blame(self, column: Column[Any], fault: Fault) -> Issue:
        """Return an issue about one cell of this row."""
        return issue(self.number, *self.cell_of(column), fault.code, **fault.params)

    def refused_by(self, column: Column[Any], refusal: DomainError) -> None:
        """Note that a rule of the domain refuses what the row asks for."""
        letter, value = self.cell_of(column)
        self.faults.append(
            Issue(
                row=self.number,
                column=letter,
                value=value,
                code=refusal.code,
                sentence=refusal.sentence,
                params=refusal.params,
            )
        )

    def refuse(self, column: Column[Any], code: str, /, **params: object) -> None:
        """Note why the row cannot be taken."""
        self.faults.append(self.blame(column, Fault(code=code, params=params)))

    def doubt(self, column: Column[Any], code: str, /, **params: object) -> None:
        """Note what a person should look at."""
        self.doubts.append(self.blame(column, Fault(code=code, params=params)))


def understand(sheets: Sequence[Sheet], columns: Sequence[Column[Any]]) -> Understood | None:
    """Return the sheet and header line that name most of these columns; None where none does."""
    known = {spelled(header): column for column in columns for header in column.headers}
    best: Understood | None = None
    for sheet in sheets:
        for line in sheet.lines[:_HEADER_WITHIN]:
            found = _headings(sheet, line, known)
            if found.places and (best is None or len(found.places) > len(best.places)):
                best = found
    return best


def check_columns(understood: Understood, columns: Sequence[Column[Any]], filename: str) -> None:
    """Check that a list has the columns without which none of its rows could be taken.

    Raises
    ------
    UnusableFile
        Naming those that are missing.
    """
    missing = [
        column.name
        for column in columns
        if (column.needed or column.required) and column not in understood.places
    ]
    if missing:
        raise unusable("missing_columns", file=filename, columns=", ".join(missing))


def read_rows(understood: Understood, today: date) -> Iterator[Row]:
    """Yield the rows below the header, each cell read once per distinct text."""
    readers = [
        (column, index, dict[Cell, Read[Any] | Fault]())
        for column, index in sorted(understood.places.items(), key=lambda place: place[1])
        if column is not IGNORED
    ]
    for line in understood.body:
        row = Row(number=line.number, line=line, understood=understood)
        for column, index, known in readers:
            cell = line.cell(index)
            if cell == "":
                if column.needed:
                    row.refuse(column, column.needed)
                continue
            answer = known.get(cell)
            if answer is None:
                answer = known[cell] = _read(column, cell, today)
            if isinstance(answer, Fault):
                row.faults.append(row.blame(column, answer))
                continue
            if answer.value is not None:
                row.values[column] = answer.value
            if answer.doubt is not None:
                row.doubts.append(row.blame(column, answer.doubt))
        yield row


def _read(column: Column[T], cell: Cell, today: date) -> Read[T] | Fault:
    try:
        return column.read(cell, today)
    except Unreadable as unreadable:
        return unreadable.fault


def _headings(sheet: Sheet, line: Line, known: dict[str, Column[Any]]) -> Understood:
    places: dict[Column[Any], int] = {}
    unknown: list[tuple[int, str]] = []
    for index, cell in enumerate(line.cells):
        header = shown(cell)
        if not header:
            continue
        column = known.get(spelled(header)) or known.get(spelled(header.partition("(")[0]))
        if column is None or column in places:
            unknown.append((index, header))
        else:
            places[column] = index
    return Understood(sheet=sheet, header=line, places=places, unknown=tuple(unknown))
