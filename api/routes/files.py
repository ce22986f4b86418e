"""Files: scans of papers and certificates, sent as a form and stored once by their content."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Depends, File, Form, Path, Response, UploadFile

from api.acting import How
from api.answers import Json
from api.doors import Actor, Office
from api.exports.paper_file import paper_file
from api.routes.hand import Hand, IdempotencyKey, Told
from api.routes.known import (
    AgreementId,
    FairId,
    RegistrationId,
    known_agreement,
    known_registration,
)
from api.routes.noun import Noun
from api.routes.strict import as_form
from streams.domain.agreements.commands import AttachDocument
from streams.domain.registrations.commands import AttachPaper
from streams.domain.vocabulary import Channel, EvidenceLevel

files = Noun("files")
_OF_PAPER = "/fairs/{fair}/agreements/{agreement}/files"


def sent(
    *,
    office: Office,
    actor: Actor,
    file: Annotated[UploadFile, File(description="PDF, PNG or JPEG, told by its content.")],
    channel: Annotated[Channel, Form()] = "own",
    on_behalf_of: Annotated[str | None, Form()] = None,
    happened_at: Annotated[str | None, Form(description="A moment with its zone.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Hand[bytes]:
    """Read the file of a form, and who sends it how.

    Raises
    ------
    Unreadable
        For a moment that is none.
    """
    stated = {"channel": channel, "on_behalf_of": on_behalf_of, "happened_at": happened_at}
    how = How(idempotency_key=idempotency_key, **asdict(as_form(stated, Told)))
    return Hand(office=office, actor=actor, body=file.file.read(), how=how)


Sent = Annotated[Hand[bytes], Depends(sent)]


@files.attach(_OF_PAPER, AttachDocument.action)
def attach_document(
    *,
    fair: FairId,
    agreement: AgreementId,
    hand: Sent,
    converted: Annotated[
        bool, Form(description="Whether the scan carries the conversion mark.")
    ] = False,
    evidence: Annotated[
        EvidenceLevel | None, Form(description="The level it proves; you attest it.")
    ] = None,
) -> Json:
    """Attach a scan or another file to a paper."""
    known_agreement(hand.office, fair, agreement)
    return hand.do(
        AttachDocument,
        fair,
        lambda _: AttachDocument(
            fair=fair,
            agreement=agreement,
            document=hand.office.store_document(hand.body, "scan", converted=converted),
            evidence=evidence,
        ),
    )


@files.send(
    f"{_OF_PAPER}/{{digest}}",
    "agreement.read",
    ("application/pdf", "image/jpeg", "image/png"),
    refusals=(404, 409, 422),
)
def get_document(
    office: Office,
    fair: FairId,
    agreement: AgreementId,
    digest: Annotated[str, Path(max_length=64, description="The file's `digest`.")],
) -> Response:
    """Send a file of a paper, to be saved; one that is no longer what was stored is refused."""
    _, paper = known_agreement(office, fair, agreement)
    return paper_file(office, paper, digest)


@files.attach("/fairs/{fair}/registrations/{registration}/files", AttachPaper.action)
def attach_paper(fair: FairId, registration: RegistrationId, hand: Sent) -> Json:
    """Attach a photo or scan of a certificate to an entry."""
    known_registration(hand.office, fair, registration)
    return hand.do(
        AttachPaper,
        fair,
        lambda _: AttachPaper(
            fair=fair,
            registration=registration,
            document=hand.office.store_document(hand.body, "paper"),
        ),
    )
