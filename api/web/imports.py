"""Import and repair: a list is uploaded, shown as understood, repaired in groups, then taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from api.doors import Actor, Office, may
from api.exports.bad_rows import bad_rows_workbook
from api.imports.kept import KeptList, Taken, keep, keep_upload, kept_list, side_named
from api.imports.registrations.importing import record_plan
from api.imports.registrations.planning import Plan, plan_registrations
from api.imports.repairs import Repairs
from api.web.found import AtFair
from api.web.import_view import view_of, worded
from api.web.pages import page
from api.web.typed import Typed, text_of, texts_of
from streams.domain.errors import DomainError, Malformed
from streams.runtime.embedded import Embedded

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
        plan_registrations(
            office, content, filename, fair=fair.id, side=side_named(side), actor=actor
        )
    except DomainError as refusal:
        return page(request, "import.html", {"fair": fair, "side": side}, refusal=refusal)
    reference = keep_upload(office, content, fair=fair.id, filename=filename, side=side_named(side))
    return _to(fair.id, reference)


@router.get("/{reference}")
def show(request: Request, office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Show a list as understood: good rows, and errors grouped by repair."""
    kept, content = kept_list(office, fair.id, reference)
    plan = _plan(office, kept, content, actor)
    context = {"fair": fair, "kept": kept, "reference": reference, "view": view_of(plan)}
    return page(request, "import_list.html", context)


@router.post("/{reference}/repair")
def repair(
    *, request: Request, office: Office, actor: Actor, fair: AtFair, reference: str, typed: Typed
) -> Response:
    """Write one value into a column of all rows with one error, or values into single cells."""
    kept, content = kept_list(office, fair.id, reference)
    plan = _plan(office, kept, content, actor)
    try:
        repairs = _repairs(plan, typed)
    except Malformed as refusal:
        context = {"fair": fair, "kept": kept, "reference": reference, "view": view_of(plan)}
        return page(request, "import_list.html", context, refusal=refusal)
    return _to(fair.id, keep(office, len(content), kept.repaired(repairs)))


@router.post("/{reference}/take")
def take(office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Record the good rows; a second click changes nothing."""
    kept, content = kept_list(office, fair.id, reference)
    plan = _plan(office, kept, content, actor)
    known = {error.row for error in plan.report().errors}
    report = record_plan(plan)
    taken = Taken(
        recorded=report.recorded,
        changed=report.changed,
        unchanged=report.unchanged,
        refused=tuple(
            f"{error.row}: {worded(error)}" for error in report.errors if error.row not in known
        ),
    )
    return _to(fair.id, keep(office, len(content), replace(kept, taken=taken)))


@router.get("/{reference}/bad.xlsx")
def bad_rows(office: Office, actor: Actor, fair: AtFair, reference: str) -> Response:
    """Return the rows to repair as a workbook with their cause."""
    kept, content = kept_list(office, fair.id, reference)
    plan = _plan(office, kept, content, actor)
    workbook = bad_rows_workbook(plan.opened.understood, plan.report().errors, worded)
    headers = {"Content-Disposition": 'attachment; filename="loi.xlsx"'}
    return Response(workbook, media_type=XLSX, headers=headers)


def _plan(office: Embedded, kept: KeptList, content: bytes, actor: str) -> Plan:
    return plan_registrations(
        office,
        content,
        kept.filename,
        fair=kept.fair,
        side=kept.side,
        actor=actor,
        repairs=kept.repairs,
    )


def _repairs(plan: Plan, typed: Typed) -> Repairs:
    """Return what a form writes into cells.

    Raises
    ------
    Malformed
        When nothing was written, or the column is none of the list's.
    """
    column = text_of(typed, "column")
    if column not in {heading.column for heading in plan.report().columns}:
        raise Malformed("no_such_column", "The list has no column {column}.", column=column)
    value = text_of(typed, "value")
    if value:
        rows = text_of(typed, "rows").split(",")
        repairs = {(int(row), column): value for row in rows if row.isdecimal()}
    else:
        cells = zip(texts_of(typed, "row"), texts_of(typed, "cell"), strict=False)
        repairs = {(int(row), column): cell for row, cell in cells if cell and row.isdecimal()}
    if not repairs:
        raise Malformed("nothing_written", "Nothing was written. Give a value, then repair.")
    return repairs


def _to(fair: str, reference: str) -> RedirectResponse:
    return RedirectResponse(f"/fairs/{fair}/import/{reference}", 303)
