"""The account of an import: every row is taken or refused, and refused once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from api.imports.columns import IGNORED, Row, Understood
from api.imports.reading import Sheet, letters, shown
from api.imports.report import Heading, Issue, issue


class Ledger:
    """Collects what is said about rows while an import goes on."""

    def __init__(self) -> None:
        self._faults: dict[int, list[Issue]] = {}
        self._warnings: list[Issue] = []

    def settle(self, rows: Iterable[Row]) -> None:
        """Take up what was found about rows: each is taken, or refused with its causes."""
        for row in rows:
            self._warnings.extend(row.doubts)
            if row.faults:
                self._faults[row.number] = row.faults

    def warn(self, doubt: Issue) -> None:
        """Note what a person should look at."""
        self._warnings.append(doubt)

    def warn_of_file(self, understood: Understood, sheets: Sequence[Sheet]) -> None:
        """Note once what of the file was not read: unknown columns, other sheets."""
        for index, header in understood.unknown:
            row = understood.header.number
            self.warn(issue(row, letters(index), header, "unknown_column", header=header))
        for sheet in sheets:
            if sheet.name != understood.sheet.name:
                self.warn(issue(0, "", "", "sheet_not_read", sheet=sheet.name))

    @property
    def errors(self) -> tuple[Issue, ...]:
        """One issue per refused row, by row; its first cause by column leads."""
        return tuple(_leading(self._faults[row]) for row in sorted(self._faults))

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """Everything doubted, by row and column."""
        return tuple(sorted(self._warnings, key=_by_place))


def headings(understood: Understood) -> tuple[Heading, ...]:
    """Return the columns of a list as they were understood, in order."""
    known = [
        (index, "" if column is IGNORED else column.name)
        for column, index in understood.places.items()
    ]
    unknown = [(index, "") for index, _ in understood.unknown]
    return tuple(
        Heading(column=letters(index), header=shown(understood.header.cell(index)), means=means)
        for index, means in sorted(known + unknown)
    )


def _leading(causes: Sequence[Issue]) -> Issue:
    first, *further = sorted(causes, key=_by_place)
    return replace(first, also=tuple(further))


def _by_place(about: Issue) -> tuple[int, int, str]:
    # Shorter letters come first: Z before AA; a cause without a cell stands last in its row.
    return (about.row, len(about.column) or 9, about.column)
