"""Import and repair: a list is uploaded, shown as understood, repaired in groups, then taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from api.doors import Actor, Office, doors_of, may
from api.exports.bad_rows import bad_rows_workbook
from api.imports import desk
from api.imports.colleagues import faster_in
from api.imports.desk import OpenList
from api.imports.kept import side_named
from api.imports.registrations.planning import Plan
from api.web.found import AtFair
from api.web.import_disputes import CHOICE
from api.web.import_view import view_of, worded
from api.web.pages import page
from api.web.typed import Typed, text_of, texts_of, whole_of
from streams.domain.errors import DomainError, Malformed

router = APIRouter(prefix="/fairs/{fair}/import", dependencies=[may("list.import")])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ASKED = 100
"""Questions about what people changed that one page asks."""


class At:
    """A kept list at its address, and the request that works on it."""

    def __init__(
        self, request: Request, office: Office, actor: Actor, fair: AtFair, *, reference: str
    ) -> None:
        self.request = request
        self.reference = reference
        self.list = OpenList(office, fair.id, reference, actor)
        self._office = office
        self._fair = fair

    def draw(self, plan: Plan, refusal: DomainError | None = None) -> Response:
        """Return the page of the list."""
        kept = self.list.kept
        context = {
            "fair": self._fair,
            "kept": kept,
            "reference": self.reference,
            "view": view_of(plan, tuple(faster_in(kept)), self._office.clock()),
            "most_asked": MOST_ASKED,
        }
        return page(self.request, "import_list.html", context, refusal=refusal)

    def go_to(self, reference: str) -> Response:
        """Go to the page of the list as it was kept now."""
        return _to(self._fair.id, reference)


List = Annotated[At, Depends(At)]


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
    try:
        with doors_of(request).underway.work(idempotency_key) as far:
            reference = desk.upload(
                office,
                content,
                fair=fair.id,
                filename=list_file.filename or "?",
                side=side_named(side),
                actor=actor,
                far=far,
            )
    except DomainError as refusal:
        return page(request, "import.html", {"fair": fair, "side": side}, refusal=refusal)
    return _to(fair.id, reference)


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
    return at.draw(at.list.plan())


@router.post("/{reference}/repair")
def repair(at: List, typed: Typed) -> Response:
    """Write one value into a column of all rows with one error, or values into single cells."""
    try:
        return at.go_to(at.list.repair(text_of(typed, "column"), _values(typed)))
    except Malformed as refusal:
        return at.draw(at.list.plan(), refusal)


@router.post("/{reference}/take")
def take(at: List, typed: Typed) -> Response:
    """Record the good rows; what people changed stands unless something else was chosen."""
    with doors_of(at.request).underway.work(text_of(typed, "idempotency_key")) as far:
        return at.go_to(at.list.take(worded, _chosen(typed), far))


@router.get("/{reference}/bad.xlsx")
def bad_rows(at: List) -> Response:
    """Return the rows to repair as a workbook with their cause."""
    return bad_rows_file(at.list.plan())


def bad_rows_file(plan: Plan) -> Response:
    """Return the rows to repair as a workbook to be saved."""
    workbook = bad_rows_workbook(plan.opened.understood, plan.report().errors, worded)
    headers = {"Content-Disposition": 'attachment; filename="loi.xlsx"'}
    return Response(workbook, media_type=XLSX, headers=headers)


def _chosen(typed: Typed) -> frozenset[str]:
    """Return which questions were answered otherwise than by keeping what stands."""
    answers = (text_of(typed, name) for name in typed if name.startswith(CHOICE))
    return frozenset(answer for answer in answers if answer)


def _values(typed: Typed) -> dict[int, str]:
    """Return what a form writes into rows: one value into all it names, or a cell each."""
    value = text_of(typed, "value")
    if value:
        written = dict.fromkeys(text_of(typed, "rows").split(","), value)
    else:
        written = dict(zip(texts_of(typed, "row"), texts_of(typed, "cell"), strict=False))
    numbered = {whole_of(row): value for row, value in written.items() if row.isdecimal()}
    return {row: value for row, value in numbered.items() if row is not None}


def _to(fair: str, reference: str) -> Response:
    return RedirectResponse(f"/fairs/{fair}/import/{reference}", 303)
