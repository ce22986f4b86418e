"""Lists of registrations before they are taken: kept for a day, looked at, repaired, taken.

Nothing is recorded before the good rows are taken. A list is never changed: a repair answers with
another one, under a reference of its own.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Path, Response

from api.answers import Json
from api.doors import Actor, Office
from api.imports import desk
from api.imports.colleagues import faster_in
from api.imports.desk import OpenList
from api.imports.kept import Taken
from api.routes.imports import ImportAnswer, ListFile, name_of
from api.routes.known import FairId
from api.routes.noun import Noun
from api.routes.strict import reads
from api.web.import_disputes import questions
from api.web.import_view import worded
from api.web.imports import XLSX, bad_rows_file
from streams.domain.vocabulary import Side
from streams.runtime.installation import Installation

lists = Noun("lists")
_ALL = "/fairs/{fair}/lists"
_ONE = f"{_ALL}/{{reference}}"

ListReference = Annotated[str, Path(max_length=64, description="The list's reference.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedCell:
    """What somebody wrote in place of a cell."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuestion:
    """What somebody changed since and the list says otherwise; `id` chooses the list's value.

    Values that identify a natural person are left out.
    """

    id: str
    row: int
    sentence: str
    theirs: str
    list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnswer:
    """A list as it stands: `report` is what would be answered if its good rows were taken now.

    `reference` names it for a day; `questions` are what taking it leaves as people changed it;
    `taken` is what taking it recorded.
    """

    reference: str
    filename: str
    side: Side
    repaired: tuple[RepairedCell, ...]
    questions: tuple[ListQuestion, ...]
    taken: Taken | None
    report: ImportAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class CellForm:
    """What a cell of the column should say."""

    row: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairForm:
    """One `value` for all of these `rows` of a column, or single `cells` of it.

    An empty value leaves its cell as it is.
    """

    column: str
    rows: tuple[int, ...] = ()
    value: str = ""
    cells: tuple[CellForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeForm:
    """Which questions are answered with the list's value, by their ids; the others keep theirs."""

    chosen: tuple[str, ...] = ()


@lists.upload(_ALL, "list.import", ListAnswer)
def keep_list(
    *,
    office: Office,
    actor: Actor,
    fair: FairId,
    file: ListFile,
    side: Annotated[
        Side | None, Form(description="Recognised from the columns where not stated.")
    ] = None,
) -> Json:
    """Keep a list of registrations for a day, and tell what taking it would record."""
    content = file.file.read()
    reference = desk.upload(
        office, content, fair=fair, filename=name_of(file), side=side, actor=actor
    )
    return _answer(office, fair, reference, actor)


@lists.ask(_ONE, "list.import", ListAnswer)
def get_list(office: Office, actor: Actor, fair: FairId, reference: ListReference) -> Json:
    """Show a kept list as it stands beside the record now."""
    return _answer(office, fair, reference, actor)


@lists.step(
    f"{_ONE}/repair",
    "list.import",
    ListAnswer,
    example={"column": "B", "rows": [6], "value": "Công ty TNHH Mẫu Chè"},
)
def repair_list(
    office: Office,
    actor: Actor,
    fair: FairId,
    reference: ListReference,
    body: Annotated[RepairForm, reads(RepairForm)],
) -> Json:
    """Write into a column of a list: one value into all rows with one error, or cell by cell."""
    at = OpenList(office, fair, reference, actor)
    values = dict.fromkeys(body.rows, body.value)
    values |= {cell.row: cell.value for cell in body.cells}
    return _answer(office, fair, at.repair(body.column, values), actor)


@lists.step(f"{_ONE}/take", "list.import", ListAnswer)
def take_list(
    office: Office,
    actor: Actor,
    fair: FairId,
    reference: ListReference,
    body: Annotated[TakeForm, reads(TakeForm)],
) -> Json:
    """Record the good rows of a list; taken again, it changes nothing.

    What people changed since stands unless `chosen` says otherwise.
    """
    at = OpenList(office, fair, reference, actor)
    return _answer(office, fair, at.take(worded, body.chosen), actor)


@lists.send(f"{_ONE}/bad-rows", "list.import", (XLSX,), refusals=(404, 422))
def get_bad_rows(office: Office, actor: Actor, fair: FairId, reference: ListReference) -> Response:
    """Send the rows to repair as a workbook with their cause; it can be corrected and sent in."""
    return bad_rows_file(OpenList(office, fair, reference, actor).plan())


def _answer(office: Installation, fair: str, reference: str, actor: str) -> Json:
    at = OpenList(office, fair, reference, actor)
    plan = at.plan()
    return Json(
        {
            "reference": reference,
            "filename": at.kept.filename,
            "side": plan.kind.side,
            "repaired": [
                RepairedCell(row=cell.row, column=cell.column, value=cell.value)
                for cell in at.kept.cells
            ],
            "questions": [
                ListQuestion(
                    id=one.id, row=one.row, sentence=one.sentence, theirs=one.theirs, list=one.other
                )
                for one in questions(plan, faster_in(at.kept), office.clock())
            ],
            "taken": at.kept.taken,
            "report": plan.report().document(worded),
        }
    )
