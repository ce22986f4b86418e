"""Agreements: the register of a fair, and how a paper comes into it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from api.answers import Json
from api.doors import Office
from api.forms.agreement import AgreementForm, content_of
from api.names import names_behind
from api.routes.done import etag_of
from api.routes.hand import Hand, IfMatch, takes
from api.routes.known import AgreementId, FairId, known_agreement, known_fair
from api.routes.log import After, RecordLine, lines
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, place_of, stretch
from api.routes.whole import whole
from streams.domain.agreements.commands import (
    CorrectAgreement,
    DraftAgreement,
    RecordAgreement,
)
from streams.domain.agreements.state import Agreement
from streams.domain.events.agreements import RecordedState
from streams.domain.vocabulary import VoidReason
from streams.store.queries.agreements import AgreementRow, agreements_after
from streams.store.queries.records import history_of

agreements = Noun("agreements")
ALL = "/fairs/{fair}/agreements"
ONE = f"{ALL}/{{agreement}}"


def paper_example(number: str, **other: Any) -> dict[str, Any]:
    """Return a paper between a cooperative and a chain, as a form states it."""
    return {
        "kind": "memorandum",
        "number": number,
        "parties": [
            {"role": "producer", "kind": "cooperative", "name": "Hợp tác xã Mẫu Sơn"},
            {"role": "distributor", "kind": "supermarket_chain", "name": "Siêu thị Mẫu Bình"},
        ],
        "items": [{"name": "Miến dong Mẫu", "product_set": 1, "star": 4, "quantity": "2 tấn"}],
        **other,
    }


def _signed(paper: dict[str, Any], day: str) -> dict[str, Any]:
    parties = [
        {**party, "signed": "yes", "signed_on": day, "authority": "legal_representative"}
        for party in paper["parties"]
    ]
    return {**paper, "parties": parties, "signed_on": day}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementListed:
    """A paper in a list. `producer` is for those who may read it; an erased one reads as its kind.

    `status` says how far it came; the days and `merged_into` say what ended it.
    """

    id: str
    number: str
    kind: str
    status: str
    signed_on: str | None
    voided_on: str | None
    superseded_on: str | None
    merged_into: str
    producer: str
    producer_kind: str
    distributor: str
    evidence: str
    differs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm:
    """A paper that was signed elsewhere, in the state it has now, from `effective_on` on."""

    paper: AgreementForm
    state: RecordedState = "signed"
    effective_on: date | None = None
    reason: VoidReason | None = None
    superseded_by: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionForm:
    """What the paper really says, stated whole; `text` says why, and is kept closed."""

    paper: AgreementForm
    state: RecordedState | None = None
    effective_on: date | None = None
    reason: VoidReason | None = None
    superseded_by: str = ""
    merged_into: str = ""
    text: str = ""


@agreements.ask(ALL, "agreement.read", Page[AgreementListed])
def list_agreements(
    *,
    office: Office,
    fair: FairId,
    to_review: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """List the papers of a fair, by id; `to_review` keeps copies that differ in content."""
    known_fair(office, fair)
    begin = place_of(cursor, tuple[str]) or ("",)
    with office.reading() as connection:
        rows = agreements_after(connection, fair, begin[0], limit + 1, to_review=to_review)
    page = stretch(rows, limit, lambda row: (row.id,))
    hidden = names_behind(
        office.keeper,
        ((row.producer_kind, row.producer_private) for row in page.items if row.producer_private),
    )
    return Json(page.map(lambda row: _listed(row, hidden)))


@agreements.ask(ONE, "agreement.read", Agreement, versioned=True)
def get_agreement(office: Office, fair: FairId, agreement: AgreementId) -> Json:
    """Show one paper as it stands on the record."""
    version, state = known_agreement(office, fair, agreement)
    return Json(whole(state), headers={"ETag": etag_of(version)})


@agreements.ask(f"{ONE}/history", "agreement.read", Page[RecordLine])
def get_agreement_history(
    office: Office, fair: FairId, agreement: AgreementId, after: After = 0, limit: Limit = 50
) -> Json:
    """List what took effect on one paper, oldest first."""
    known_agreement(office, fair, agreement)
    with office.reading() as connection:
        rows = history_of(connection, fair, Agreement.name_of(agreement), after, limit + 1)
    return Json(lines(office, rows, limit))


@agreements.act(
    ALL,
    RecordAgreement.action,
    example={"paper": _signed(paper_example("BBGN-101"), "2026-05-02"), "state": "signed"},
)
def record_agreement(fair: FairId, hand: Annotated[Hand[RecordForm], takes(RecordForm)]) -> Json:
    """Enter a paper that was signed elsewhere, in the state it has now."""
    body = hand.body
    return hand.do(
        RecordAgreement,
        fair,
        lambda request: RecordAgreement(
            fair=fair,
            content=content_of(body.paper, request),
            state=body.state,
            effective_on=body.effective_on,
            reason=body.reason,
            superseded_by=body.superseded_by,
            merged_into=body.merged_into,
        ),
    )


@agreements.act(f"{ALL}/drafts", DraftAgreement.action, example={**paper_example("BBGN-102")})
def draft_agreement(
    fair: FairId, hand: Annotated[Hand[AgreementForm], takes(AgreementForm)]
) -> Json:
    """Prepare a paper and reserve its number; nothing in it counts yet."""
    return hand.do(
        DraftAgreement,
        fair,
        lambda request: DraftAgreement(fair=fair, content=content_of(hand.body, request)),
    )


@agreements.act(
    ONE,
    CorrectAgreement.action,
    example={"paper": paper_example("BBGN-103"), "text": "Số biên bản ghi nhầm"},
    refusals=(404, 409, 412),
    method="PUT",
)
def correct_agreement(
    fair: FairId,
    agreement: AgreementId,
    hand: Annotated[Hand[CorrectionForm], takes(CorrectionForm)],
    if_match: IfMatch = None,
) -> Json:
    """Say that the record was wrong about a paper; the form states it whole."""
    body = hand.body
    return hand.do(
        CorrectAgreement,
        fair,
        lambda request: CorrectAgreement(
            fair=fair,
            agreement=agreement,
            content=content_of(body.paper, request),
            state=body.state,
            effective_on=body.effective_on,
            reason=body.reason,
            superseded_by=body.superseded_by,
            merged_into=body.merged_into,
            reason_ref=request.keep(text=body.text),
        ),
        only_if=(Agreement.name_of(agreement), if_match),
    )


def _listed(row: AgreementRow, hidden: dict[str | None, str]) -> AgreementListed:
    return AgreementListed(
        id=row.id,
        number=row.number,
        kind=row.kind,
        status=row.status,
        signed_on=row.signed_on,
        voided_on=row.voided_on,
        superseded_on=row.superseded_on,
        merged_into=row.merged_into,
        producer=row.producer_name or hidden.get(row.producer_private, ""),
        producer_kind=row.producer_kind,
        distributor=row.distributor_name or "",
        evidence=row.evidence,
        differs=row.differs,
    )
