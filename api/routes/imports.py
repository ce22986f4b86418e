"""Imports: a list is sent as a file, and answered row by row."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import File, Form, UploadFile

from api.answers import Json
from api.doors import Actor, Office
from api.imports import (
    ImportReport,
    import_agreements,
    import_fairs,
    import_registrations,
)
from api.routes.known import FairId, known_fair
from api.routes.noun import Noun
from api.web.import_view import worded
from streams.domain.vocabulary import Side

imports = Noun("imports")
ListFile = Annotated[UploadFile, File(description="Excel or csv, untidy as it comes.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowIssue:
    """A row that needs somebody: its place as a person sees it, the value, and why."""

    row: int
    column: str
    value: str
    code: str
    message: str
    also: "tuple[RowIssue, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsTogether:
    """Rows that were brought together as one, or that may be."""

    code: str
    names: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodColumn:
    """A column as understood; `means` is empty where it was not."""

    column: str
    header: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAnswer:
    """What became of a list: counts, and every row that needs somebody.

    Of `fairs`, `registrations` and `agreements` the one that the list is about is given, with how
    many were `revised` or `corrected`.
    """

    rows: int
    accepted: int
    rejected: int
    recorded: int
    unchanged: int
    merged: tuple[RowsTogether, ...]
    proposed: tuple[RowsTogether, ...]
    errors: tuple[RowIssue, ...]
    warnings: tuple[RowIssue, ...]
    columns: tuple[UnderstoodColumn, ...]
    fairs: int = 0
    registrations: int = 0
    agreements: int = 0
    revised: int = 0
    corrected: int = 0


def name_of(file: UploadFile) -> str:
    """Return the name under which a list was sent."""
    return file.filename or "?"


@imports.upload("/imports/fairs", "list.import", ImportAnswer)
def upload_fairs(office: Office, actor: Actor, file: ListFile) -> Json:
    """Import fairs; those that lie in the past are recorded as held."""
    return _answer(import_fairs(office, file.file.read(), name_of(file), actor=actor))


@imports.upload("/imports/agreements", "list.import", ImportAnswer)
def upload_agreements(office: Office, actor: Actor, file: ListFile) -> Json:
    """Import a register of agreements; one row is one paper in its present state."""
    return _answer(import_agreements(office, file.file.read(), name_of(file), actor=actor))


@imports.upload("/fairs/{fair}/imports/registrations", "list.import", ImportAnswer)
def upload_registrations(
    *,
    office: Office,
    actor: Actor,
    fair: FairId,
    file: ListFile,
    side: Annotated[
        Side | None, Form(description="Recognised from the columns where not stated.")
    ] = None,
) -> Json:
    """Import registrations; good rows are taken, every other row is listed with its cause."""
    known_fair(office, fair)
    report = import_registrations(
        office, file.file.read(), name_of(file), fair=fair, side=side, actor=actor
    )
    return _answer(report)


def _answer(report: ImportReport) -> Json:
    return Json(report.document(worded))
