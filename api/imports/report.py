"""What an import answers: counts, and every row that needs somebody, with its place and cause."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.imports.sentences import SENTENCES

Noun = Literal["fairs", "agreements", "registrations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One cell or row that is refused or doubted.

    Attributes
    ----------
    row : int
        As a person sees it in the file: the header is usually row 1. 0 is the file as a whole.
    column : str
        Letters; empty where the row as a whole is meant.
    sentence, params : str, mapping
        The English original and what fills its blanks, so that a door can translate it.
    also : tuple of Issue
        Further causes of the same row.
    """

    row: int
    column: str
    value: str
    code: str
    sentence: str
    params: Mapping[str, object]
    also: tuple["Issue", ...] = ()

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.sentence.format(**self.params)


Wording = Callable[[Issue], str]
"""How an issue reads in the language of the door."""


def issue(row: int, column: str, value: str, code: str, /, **params: object) -> Issue:
    """Return an issue in the words of the table of sentences."""
    return Issue(
        row=row, column=column, value=value, code=code, sentence=SENTENCES[code], params=params
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Rows that were brought together as one, or that may be.

    `names` are the spellings, left out where they name natural persons; `code` says why.
    """

    code: str
    names: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column as understood; `means` is empty where it was not."""

    column: str
    header: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The answer to one import.

    Attributes
    ----------
    described : int
        How many registrations, agreements or fairs the good rows describe.
    recorded, changed, unchanged : int
        How many of them are new, were revised or corrected, or stood there already.
    merged : tuple of Together
        Which spellings, or second copies, were brought together.
    proposed : tuple of Together
        Likely the same, and not merged: a person decides.
    errors : tuple of Issue
        One per refused row, by row.
    """

    noun: Noun
    rows: int
    described: int
    recorded: int
    changed: int
    unchanged: int
    merged: tuple[Together, ...] = ()
    proposed: tuple[Together, ...] = ()
    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()
    columns: tuple[Heading, ...] = ()

    @property
    def rejected(self) -> int:
        """How many rows were refused."""
        return len(self.errors)

    @property
    def accepted(self) -> int:
        """How many rows were taken."""
        return self.rows - self.rejected

    def document(self, wording: Wording = lambda issue: issue.message) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        changed = "corrected" if self.noun == "agreements" else "revised"
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            self.noun: self.described,
            "recorded": self.recorded,
            changed: self.changed,
            "unchanged": self.unchanged,
            "merged": _together(self.merged),
            "proposed": _together(self.proposed),
            "errors": [_issue(error, wording) for error in self.errors],
            "warnings": [_issue(warning, wording) for warning in self.warnings],
            "columns": [
                {"column": heading.column, "header": heading.header, "means": heading.means}
                for heading in self.columns
            ],
        }


def _issue(about: Issue, wording: Wording) -> dict[str, Any]:
    return {
        "row": about.row,
        "column": about.column,
        "value": about.value,
        "code": about.code,
        "message": wording(about),
        **({"also": [_issue(cause, wording) for cause in about.also]} if about.also else {}),
    }


def _together(groups: Sequence[Together]) -> list[dict[str, Any]]:
    return [
        {"code": group.code, "names": list(group.names), "rows": list(group.rows)}
        for group in groups
    ]
