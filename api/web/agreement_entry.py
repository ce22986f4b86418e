"""Bringing a paper into the register: a draft prepared here, or one that was signed elsewhere."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from api.acting import How, act
from api.doors import Actor, Office, may
from api.forms.agreement import content_of
from api.names import participant_names
from api.web.agreement_view import AUTHORITIES, today_of
from api.web.found import AtFair
from api.web.pages import after, page
from api.web.paper_typed import COMPANY_KINDS, KINDS, SIDES, names_of_side, paper_typed
from api.web.typed import Typed, text_of, texts_of
from api.words.product_sets import product_set_words
from streams.domain.agreements.commands import DraftAgreement, RecordAgreement
from streams.domain.errors import DomainError
from streams.domain.fairs.state import Fair
from streams.domain.vocabulary import PRODUCT_SETS
from streams.runtime.installation import Installation

LINES = 3
"""Products that the form has room for."""
_LINES = ("item_name", "item_set", "item_quantity")

router = APIRouter(prefix="/fairs/{fair}/agreements")


@router.get("/draft", dependencies=[may("agreement.draft")])
def draft_form(
    request: Request, office: Office, fair: AtFair, producer: str = "", distributor: str = ""
) -> Response:
    """Ask what the paper will say; two registrations fill in the names."""
    names = participant_names(office, fair.id) if producer or distributor else {}
    typed = {"producer": names.get(producer, ""), "distributor": names.get(distributor, "")}
    return _form(request, office, fair, "draft", typed=typed)


@router.post("/draft", dependencies=[may("agreement.draft")])
def draft(request: Request, office: Office, actor: Actor, fair: AtFair, typed: Typed) -> Response:
    """Prepare a paper and reserve its number."""
    try:
        form = paper_typed(office, fair.id, typed, signed=False)
        result = act(
            office,
            actor,
            DraftAgreement,
            fair.id,
            lambda asked: DraftAgreement(fair=fair.id, content=content_of(form, asked)),
            how=_how(typed),
        )
    except DomainError as refusal:
        return _form(request, office, fair, "draft", typed=_kept(typed), refusal=refusal)
    return after(result, f"/fairs/{fair.id}/agreements/{result.id}")


@router.get("/record", dependencies=[may("agreement.record")])
def record_form(request: Request, office: Office, fair: AtFair) -> Response:
    """Ask what the paper says."""
    ticked = {f"{side}_signed": True for side in SIDES}
    return _form(request, office, fair, "record", typed=ticked)


@router.post("/record", dependencies=[may("agreement.record")])
def record(request: Request, office: Office, actor: Actor, fair: AtFair, typed: Typed) -> Response:
    """Enter a paper that was signed elsewhere."""
    try:
        form = paper_typed(office, fair.id, typed, signed=True)
        result = act(
            office,
            actor,
            RecordAgreement,
            fair.id,
            lambda asked: RecordAgreement(fair=fair.id, content=content_of(form, asked)),
            how=_how(typed),
        )
    except DomainError as refusal:
        return _form(request, office, fair, "record", typed=_kept(typed), refusal=refusal)
    return after(result, f"/fairs/{fair.id}/agreements/{result.id}")


def _form(
    request: Request,
    office: Installation,
    fair: Fair,
    way: str,
    *,
    typed: Mapping[str, Any],
    refusal: DomainError | None = None,
) -> Response:
    shown: dict[str, Any] = defaultdict(str, typed)
    for name in _LINES:
        shown[name] = [*(shown[name] or []), *[""] * LINES][:LINES]
    context = {
        "fair": fair,
        "way": way,
        "typed": shown,
        "lines": range(LINES),
        "kinds": KINDS,
        "sides": SIDES,
        "company_kinds": COMPANY_KINDS,
        "authorities": AUTHORITIES,
        "sets": [(str(number), product_set_words(number)) for number in PRODUCT_SETS],
        "known": {side: sorted(names_of_side(office, fair.id, side)) for side in SIDES},
        "today": today_of(office).isoformat(),
    }
    return page(request, "agreements/entry.html", context, refusal=refusal)


def _kept(typed: FormData) -> dict[str, object]:
    """Return what was typed; product lines as lists."""
    kept: dict[str, object] = {name: text_of(typed, name) for name in typed}
    for side in SIDES:
        kept[f"{side}_signed"] = f"{side}_signed" in typed
    return kept | {name: texts_of(typed, name) for name in _LINES}


def _how(typed: FormData) -> How:
    return How(idempotency_key=text_of(typed, "idempotency_key") or None)
