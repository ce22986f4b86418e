"""Import and repair: a list is uploaded, shown as understood, repaired in groups, then taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.doors import Actor, Office, doors_of, may
from api.exports.bad_rows import bad_rows_workbook
from api.imports.colleagues import answered, caught_up, repaired
from api.imports.kept import Taken, keep_upload, side_named
from api.imports.registrations.importing import record_plan
from api.imports.registrations.planning import Plan, plan_registrations
from api.imports.repairs import Repairs, no_such_column
from api.imports.report import ImportReport
from api.web.found import AtFair
from api.web.import_disputes import CHOICE
from api.web.import_view import worded
from api.web.kept_at import List, to_list
from api.web.pages import page
from api.web.typed import Typed, text_of, texts_of
from streams.domain.errors import DomainError, Malformed, Unavailable

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
    idempotency_key: Annotated[str, Form()] = "",
) -> Response:
    """Keep a list and show what it would do; a file that is no list is refused with its reason."""
    content = list_file.file.read()
    filename = list_file.filename or "?"
    named = side_named(side)
    try:
        with doors_of(request).underway.work(idempotency_key) as far:
            plan = plan_registrations(
                office,
                content,
                filename,
                fair=fair.id,
                side=named,
                actor=actor,
                reading=far.at("reading"),
            )
    except DomainError as refusal:
        return page(request, "import.html", {"fair": fair, "side": side}, refusal=refusal)
    reference = keep_upload(
        office,
        content,
        fair=fair.id,
        filename=filename,
        side=named,
        actor=actor,
        bad=plan.report().rejected,
    )
    return to_list(fair.id, reference)


@router.get("/progress/{key}")
def progress(request: Request, fair: AtFair, key: str, begun: int = 0) -> Response:
    """Say how far a list is that is being read or taken; nothing once it is done."""
    far = doors_of(request).underway.of(key)
    if far is None and begun:
        return Response(status_code=204)
    context = {"fair": fair, "key": key, "far": far, "begun": int(far is not None)}
    return page(request, "import_progress.html", context)


@router.get("/{reference}")
def show(at: List) -> Response:
    """Show a list as understood: good rows, and errors grouped by repair."""
    return at.draw(at.plan())


@router.post("/{reference}/repair")
def repair(at: List, typed: Typed) -> Response:
    """Write one value into a column of all rows with one error, or values into single cells."""
    try:
        column = text_of(typed, "column")
        repairs = _repairs(column, typed)
        mended = repaired(at.kept, repairs, at.others(), at.actor, at.office.clock())
        plan = at.plan(mended)
        if column not in {heading.column for heading in plan.report().columns}:
            raise no_such_column(column)
    except Malformed as refusal:
        return at.draw(at.plan(), refusal)
    return at.keep(replace(mended, bad=plan.report().rejected))


@router.post("/{reference}/take")
def take(at: List, typed: Typed) -> Response:
    """Record the good rows; what people changed stands unless something else was chosen."""
    kept = caught_up(at.kept, at.others(), at.actor)
    if kept is not at.kept:
        return at.keep(replace(kept, bad=at.plan(kept).report().rejected))
    chosen = _chosen(typed)
    kept = answered(kept, chosen, at.actor, at.office.clock())
    with doors_of(at.request).underway.work(text_of(typed, "idempotency_key")) as far:
        plan = at.plan(kept, chosen, far)
        known = {error.row for error in plan.report().errors}
        report = _recorded(plan)
    taken = Taken(
        recorded=report.recorded,
        changed=report.changed,
        unchanged=report.unchanged,
        refused=tuple(
            f"{error.row}: {worded(error)}" for error in report.errors if error.row not in known
        ),
    )
    return at.keep(replace(kept, taken=taken, bad=len(known)))


@router.get("/{reference}/bad.xlsx")
def bad_rows(at: List) -> Response:
    """Return the rows to repair as a workbook with their cause."""
    plan = at.plan()
    workbook = bad_rows_workbook(plan.opened.understood, plan.report().errors, worded)
    headers = {"Content-Disposition": 'attachment; filename="loi.xlsx"'}
    return Response(workbook, media_type=XLSX, headers=headers)


def _recorded(plan: Plan) -> ImportReport:
    """Carry out a plan.

    Raises
    ------
    Unavailable
        When the record is out of reach before its end.
    """
    try:
        return record_plan(plan)
    except Unavailable as outage:
        raise Unavailable(
            outage.code,
            "Not every row was recorded; what was recorded stays. Take the list again: no row is "
            "taken twice.",
        ) from outage


def _chosen(typed: Typed) -> frozenset[str]:
    """Return which questions were answered otherwise than by keeping what stands."""
    answers = (text_of(typed, name) for name in typed if name.startswith(CHOICE))
    return frozenset(answer for answer in answers if answer)


def _repairs(column: str, typed: Typed) -> Repairs:
    """Return what a form writes into cells of a column.

    Raises
    ------
    Malformed
        When nothing was written.
    """
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
