"""What is done to one paper from its page: signatures, files, and an end with a reason."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.acting import How, act
from api.doors import Actor, Office, may
from api.web.agreement_view import AUTHORITIES, VOID_REASONS, paper_page, state_of
from api.web.found import AtFair
from api.web.pages import after
from api.web.typed import Typed, day_of, form_of, text_of, texts_of
from streams.domain.agreements.commands import AttachDocument, SignAgreement, VoidAgreement
from streams.domain.errors import Conflict, DomainError, Malformed
from streams.domain.events.agreements import PartySigned
from streams.domain.events.evidence import Document
from streams.domain.vocabulary import Authority, EvidenceLevel, VoidReason
from streams.runtime.documents import LARGEST
from streams.runtime.result import Result

router = APIRouter(prefix="/fairs/{fair}/agreements/{agreement}")


async def scan_of(typed: Annotated[FormData, Depends(form_of)]) -> bytes:
    """Return the file of a form, a byte more than is taken at most; empty where there is none."""
    scan = typed.get("scan")
    return await scan.read(LARGEST + 1) if isinstance(scan, UploadFile) else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One form sent from the page of a paper."""

    request: Request
    office: Office
    actor: Actor
    fair: AtFair
    agreement: str
    typed: Typed
    scan: Annotated[bytes, Depends(scan_of)]

    @property
    def done(self) -> str:
        """Where to go after it took effect: the paper's page."""
        return f"/fairs/{self.fair.id}/agreements/{self.agreement}"

    def how(self, step: str) -> How:
        """Return how the act reached us, under the form's own key."""
        key = text_of(self.typed, "idempotency_key")
        return How(idempotency_key=f"{step} {key}" if key else None)

    def scanned(self) -> Document:
        """Store the file and return what it is; type and size are those of its content.

        Raises
        ------
        Malformed
            When there is none, or it is no PDF, PNG or JPEG.
        """
        if not self.scan:
            raise Malformed("no_file", "No file was chosen. Choose a PDF, PNG or JPEG file.")
        return self.office.store_document(self.scan, "scan", converted="converted" in self.typed)

    def attach(self) -> Result:
        """Attach the file, with the level of evidence that is attested."""
        attested: EvidenceLevel | None = "E2" if text_of(self.typed, "evidence") == "E2" else None
        command = AttachDocument(
            fair=self.fair.id,
            agreement=self.agreement,
            document=self.scanned(),
            evidence=attested,
        )
        return act(
            self.office,
            self.actor,
            AttachDocument,
            self.fair.id,
            lambda _: command,
            how=self.how("attach"),
        )

    def attach_once(self) -> None:
        """Attach the scan that comes with signatures; sent again, it is there already.

        It goes first, so that taking the signatures back does not meet something built on them.
        """
        try:
            self.attach()
        except Conflict as refusal:
            if refusal.code != "already_attached":
                raise

    def again(self, refusal: DomainError) -> Response:
        """Show the paper again with the refusal and what was typed."""
        kept: dict[str, object] = {name: text_of(self.typed, name) for name in self.typed}
        kept["party"] = texts_of(self.typed, "party")
        return paper_page(
            self.request, self.office, self.fair, self.agreement, typed=kept, refusal=refusal
        )


AtStep = Annotated[Step, Depends()]


@router.post("/sign", dependencies=[may("agreement.sign")])
def sign(step: AtStep) -> Response:
    """Record signatures in ink, with the scan of the paper if there is one."""
    try:
        command = _signatures(step)
        if step.scan:
            step.attach_once()
        result = act(
            step.office,
            step.actor,
            SignAgreement,
            step.fair.id,
            lambda _: command,
            how=step.how("sign"),
        )
    except DomainError as refusal:
        return step.again(refusal)
    return after(result, step.done)


@router.post("/attach", dependencies=[may("agreement.attach")])
def attach(step: AtStep) -> Response:
    """Attach a file to a paper."""
    try:
        state_of(step.office, step.fair.id, step.agreement)
        result = step.attach()
    except DomainError as refusal:
        return step.again(refusal)
    return after(result, step.done)


@router.post("/void", dependencies=[may("agreement.void")])
def void(step: AtStep) -> Response:
    """Let a signed paper stop holding from a day on; counts of earlier days stand."""
    try:
        effective_on = day_of(text_of(step.typed, "effective_on"))
        reason = text_of(step.typed, "reason")
        if effective_on is None or reason not in VOID_REASONS:
            raise Malformed(
                "void_incomplete", "The day or the reason is missing. Give both to void a paper."
            )
        text = text_of(step.typed, "text")
        result = act(
            step.office,
            step.actor,
            VoidAgreement,
            step.fair.id,
            lambda asked: VoidAgreement(
                fair=step.fair.id,
                agreement=step.agreement,
                effective_on=effective_on,
                reason=cast("VoidReason", reason),
                reason_ref=asked.keep(text=text),
            ),
            how=step.how("void"),
        )
    except DomainError as refusal:
        return step.again(refusal)
    return after(result, step.done)


def _signatures(step: Step) -> SignAgreement:
    """Return who signed and when, as ticked and typed."""
    parties = state_of(step.office, step.fair.id, step.agreement).content.parties
    signed_on = day_of(text_of(step.typed, "signed_on"))
    if signed_on is None:
        raise Malformed(
            "signed_on_missing", "The day of signing is missing. Give the day on the paper."
        )
    ticked = {text for text in texts_of(step.typed, "party") if text.isdecimal()}
    signatures = []
    for index, party in enumerate(parties):
        if str(index) in ticked:
            authority = text_of(step.typed, f"authority_{index}")
            chosen = cast("Authority", authority) if authority in AUTHORITIES else party.authority
            signatures.append(PartySigned(party=index, signed_on=signed_on, authority=chosen))
    return SignAgreement(
        fair=step.fair.id,
        agreement=step.agreement,
        signatures=tuple(signatures),
        signed_on=signed_on,
    )
