"""Import and repair: a list is uploaded, shown as understood, repaired in groups, then taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
"""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from api.doors import Actor, Office, may
from api.exports.bad_rows import bad_rows_workbook
from api.imports import desk
from api.imports.desk import Planned
from api.imports.kept import side_named
from api.imports.registrations.planning import Plan
from api.web.found import AtFair
from api.web.import_view import view_of, worded
from api.web.pages import page
from api.web.typed import Typed, text_of, texts_of, whole_of
from streams.domain.errors import DomainError, Malformed
from streams.domain.fairs.state import Fair

router = APIRouter(prefix="/fairs/{fair}/import", dependencies=[may("list.import")])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def choose(request: Request, fair: AtFair) -> Response:
    """Ask for a list."""
    return page(request, "import.html", {"fair": fair, "side": ""})


@router.post("")
def upload(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    list_file: Annotated[UploadFile, File()],
    side: Annotated[str, Form()] = "",
) -> Response:
    """Keep a list and show what it would do; a file that is no list is refused with its reason."""
    content = list_file.file.read()
    filename = list_file.filename or "?"
    try:
        reference = desk.upload(
            office, content, fair=fair.id, filename=filename, side=side_named(side), actor=actor
        )
    except DomainError as refusal:
        return page(request, "import.html", {"fair": fair, "side": side}, refusal=refusal)
    return _to(fair.id, reference)


@router.get("/{reference}")
def show(request: Request, office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Show a list as understood: good rows, and errors grouped by repair."""
    return _page(request, fair, reference, desk.planned(office, fair.id, reference, actor))


@router.post("/{reference}/repair")
def repair(
    *, request: Request, office: Office, actor: Actor, fair: AtFair, reference: str, typed: Typed
) -> Response:
    """Write one value into a column of all rows with one error, or values into single cells."""
    at = desk.planned(office, fair.id, reference, actor)
    try:
        repaired = desk.repair(office, at, text_of(typed, "column"), _values(typed))
    except Malformed as refusal:
        return _page(request, fair, reference, at, refusal)
    return _to(fair.id, repaired)


@router.post("/{reference}/take")
def take(office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Record the good rows; a second click changes nothing."""
    at = desk.planned(office, fair.id, reference, actor)
    return _to(fair.id, desk.take(office, at, worded))


@router.get("/{reference}/bad.xlsx")
def bad_rows(office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Return the rows to repair as a workbook with their cause."""
    return bad_rows_file(desk.planned(office, fair.id, reference, actor).plan)


def bad_rows_file(plan: Plan) -> Response:
    """Return the rows to repair as a workbook to be saved."""
    workbook = bad_rows_workbook(plan.opened.understood, plan.report().errors, worded)
    headers = {"Content-Disposition": 'attachment; filename="loi.xlsx"'}
    return Response(workbook, media_type=XLSX, headers=headers)


def _values(typed: Typed) -> dict[int, str]:
    """Return what a form writes into rows: one value into all it names, or a cell each.

    Raises
    ------
    Malformed
        For a row that is no number.
    """
    value = text_of(typed, "value")
    if value:
        rows = text_of(typed, "rows").split(",")
        return {whole_of(row) or 0: value for row in rows}
    cells = zip(texts_of(typed, "row"), texts_of(typed, "cell"), strict=False)
    return {whole_of(row) or 0: cell for row, cell in cells}


def _page(
    request: Request,
    fair: Fair,
    reference: str,
    at: Planned,
    refusal: DomainError | None = None,
) -> Response:
    context = {"fair": fair, "kept": at.kept, "reference": reference, "view": view_of(at.plan)}
    return page(request, "import_list.html", context, refusal=refusal)


def _to(fair: str, reference: str) -> RedirectResponse:
    return RedirectResponse(f"/fairs/{fair}/import/{reference}", 303)
