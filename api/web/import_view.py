"""A planned import as its page shows it: columns with samples, errors grouped by repair."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.imports.colleagues import Faster
from api.imports.columns import Row
from api.imports.reading import shown
from api.imports.registrations.planning import Plan
from api.imports.report import ImportReport, Issue
from api.web.import_disputes import Question, questions
from api.words import tr

_SAMPLES = 3
_SHOWN_ROWS = 100
_ASKED = "changed_by_hand"
"""The doubt that the page asks about instead, field by field."""
_TOLD_BY = 3
"""Cells by which a person recognises a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A column as understood, with values that stand in it; `means` is empty where it is not."""

    column: str
    header: str
    means: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A refused row: its number, what tells it from others, and the value that is refused."""

    number: int
    told_by: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows with one error in one column, which one repair may mend.

    `rows` are the first ones in full, `numbers` all of them; `column` is empty where the error is
    of no single cell.
    """

    column: str
    header: str
    sentence: str
    numbers: tuple[int, ...]
    rows: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """Everything the page of a list shows."""

    side: str
    report: ImportReport
    columns: tuple[Sampled, ...]
    groups: tuple[Group, ...]
    warnings: tuple[tuple[str, tuple[int, ...]], ...]
    questions: tuple[Question, ...]
    name_column: str


def view_of(plan: Plan, faster: Iterable[Faster], now: datetime) -> ListView:
    """Return a plan as a page shows it, with the cells that colleagues repaired first."""
    report = plan.report()
    headers = {heading.column: heading.header for heading in report.columns}
    rows = {row.number: row for row in plan.opened.rows}
    return ListView(
        side=plan.kind.side,
        report=report,
        columns=tuple(
            Sampled(
                column=heading.column,
                header=heading.header,
                means=heading.means,
                samples=_samples(plan.opened.rows, index),
            )
            for heading, index in zip(report.columns, sorted(_indexes(plan)), strict=True)
        ),
        groups=_groups(report.errors, headers, rows),
        warnings=_told_once([one for one in report.warnings if one.code != _ASKED]),
        questions=questions(plan, faster, now),
        name_column=next(
            (one.column for one in report.columns if one.means == plan.kind.name.name), ""
        ),
    )


def worded(about: Issue) -> str:
    """Return an issue in the language of the moment."""
    params: dict[str, Any] = dict(about.params)
    return tr(about.sentence, **params)


def _indexes(plan: Plan) -> Iterable[int]:
    understood = plan.opened.understood
    yield from understood.places.values()
    yield from (index for index, _ in understood.unknown)


def _samples(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        value = shown(row.line.cell(index))
        if value:
            found[value] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _groups(
    errors: Sequence[Issue], headers: dict[str, str], rows: dict[int, Row]
) -> tuple[Group, ...]:
    by_repair: dict[tuple[str, str], list[Issue]] = {}
    for error in errors:
        by_repair.setdefault((error.code, error.column), []).append(error)
    groups = [
        Group(
            column=column,
            header=headers.get(column, column),
            sentence=worded(alike[0]),
            numbers=tuple(error.row for error in alike),
            rows=tuple(_bad_row(error, rows[error.row]) for error in alike[:_SHOWN_ROWS]),
        )
        for (_, column), alike in by_repair.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group.numbers), group.column)))


def _bad_row(error: Issue, row: Row) -> BadRow:
    texts = [shown(cell) for cell in row.line.cells]
    filled = [text for text in texts if text and not text.startswith(("http", "github:"))]
    return BadRow(
        number=error.row,
        told_by=" · ".join(filled[:_TOLD_BY]),
        value=error.value,
        sentence=worded(error),
    )


def _told_once(warnings: Sequence[Issue]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return every doubt once, with the rows it is about; the file itself is row 0."""
    found: dict[str, list[int]] = {}
    for warning in warnings:
        found.setdefault(worded(warning), []).append(warning.row)
    return tuple((sentence, tuple(numbers)) for sentence, numbers in found.items())
