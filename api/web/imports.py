"""Import and repair: a list is uploaded, shown as understood, repaired in groups, then taken.

Nothing is recorded before somebody takes the good rows; the same importer as everywhere takes them.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from api.doors import Actor, Office, may
from api.exports.bad_rows import bad_rows_workbook
from api.imports import desk
from api.imports.desk import Planned
from api.imports.kept import side_named
from api.imports.registrations.planning import Plan
from api.web.found import AtFair
from api.web.import_disputes import CHOICE
from api.web.import_view import view_of, worded
from api.web.pages import page
from api.web.typed import Typed, text_of, texts_of, whole_of
from streams.domain.errors import DomainError, Malformed

router = APIRouter(prefix="/fairs/{fair}/import", dependencies=[may("list.import")])
MOST_ASKED = 100
"""Questions about what people changed that one page asks."""
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


class At:
    """A kept list, and who works on it through which request."""

    def __init__(
        self, request: Request, office: Office, actor: Actor, fair: AtFair, *, reference: str
    ) -> None:
        self.request = request
        self.office = office
        self.actor = actor
        self.fair = fair
        self.reference = reference
        self.kept, self.content = kept_list(office, fair.id, reference)

    def plan(self, chosen: Collection[str] = ()) -> Plan:
        """Return what the list would do; `chosen` answers questions for the list."""
        return plan_registrations(
            self.office,
            self.content,
            self.kept.filename,
            fair=self.kept.fair,
            side=self.kept.side,
            actor=self.actor,
            repairs=self.kept.repairs,
            chosen=chosen,
        )

    def draw(self, plan: Plan, refusal: DomainError | None = None) -> Response:
        """Return the page of the list."""
        context = {
            "fair": self.fair,
            "kept": self.kept,
            "reference": self.reference,
            "view": view_of(plan, self.office.clock()),
            "most_asked": MOST_ASKED,
        }
        return page(self.request, "import_list.html", context, refusal=refusal)

    def keep(self, kept: KeptList) -> Response:
        """Keep the list as it stands now, and go to its page."""
        return _to(self.fair.id, keep(self.office, len(self.content), kept))


List = Annotated[At, Depends(At)]


@router.get("/{reference}")
def show(at: List) -> Response:
    """Show a list as understood: good rows, and errors grouped by repair."""
    return at.draw(at.plan())


@router.post("/{reference}/repair")
def repair(at: List, typed: Typed) -> Response:
    """Write one value into a column of all rows with one error, or values into single cells."""
    plan = at.plan()
    try:
        repaired = desk.repair(office, at, text_of(typed, "column"), _values(typed))
    except Malformed as refusal:
        return at.draw(plan, refusal)
    return at.keep(at.kept.repaired(repairs))


@router.post("/{reference}/take")
def take(at: List, typed: Typed) -> Response:
    """Record the good rows; what people changed stands unless the list's value was chosen."""
    plan = at.plan(_chosen(typed))
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
    return at.keep(replace(at.kept, taken=taken))


@router.get("/{reference}/bad.xlsx")
def bad_rows(at: List) -> Response:
    """Return the rows to repair as a workbook with their cause."""
    plan = at.plan()
    workbook = bad_rows_workbook(plan.opened.understood, plan.report().errors, worded)
    headers = {"Content-Disposition": 'attachment; filename="loi.xlsx"'}
    return Response(workbook, media_type=XLSX, headers=headers)


def _chosen(typed: Typed) -> frozenset[str]:
    """Return which questions were answered for the list."""
    answers = (text_of(typed, name) for name in typed if name.startswith(CHOICE))
    return frozenset(answer for answer in answers if answer)


def _repairs(plan: Plan, typed: Typed) -> Repairs:
    """Return what a form writes into cells.

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
