"""The state of an agreement, folded from its facts; and who holds a document number."""

from datetime import date
from typing import Literal

from streams.domain.agreements.identity import paper_key
from streams.domain.events.agreements import (
    AgreementConfirmed,
    AgreementCorrected,
    AgreementDeclined,
    AgreementDrafted,
    AgreementMerged,
    AgreementProposed,
    AgreementRecorded,
    AgreementSigned,
    AgreementSuperseded,
    AgreementUnmerged,
    AgreementVoided,
    Content,
    Party,
    PartySigned,
    RecordedState,
)
from streams.domain.events.evidence import Document, DocumentAttached
from streams.domain.state import Change, State
from streams.domain.vocabulary import EvidenceLevel, VoidReason

AgreementStatus = Literal["draft", "proposed", "signed", "declined"]
REQUIRED_ROLES: frozenset[str] = frozenset({"producer", "distributor"})


class Agreement(State):
    """One paper as recorded.

    The days on which it stopped counting are kept apart from its status, because a count as of an
    earlier day must not know of them.
    """

    noun = "agreement"

    id: str
    content: Content
    digest: str
    status: AgreementStatus
    evidence: EvidenceLevel = "E0"
    voided_on: date | None = None
    void_reason: VoidReason | None = None
    superseded_on: date | None = None
    superseded_by: str = ""
    merged_on: date | None = None
    merged_into: str = ""
    differs: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    reason_refs: tuple[str, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether all required signatories signed and nobody else is known not to have."""
        return self.status == "signed" and is_complete(self.content.parties)

    @property
    def authority_pending(self) -> bool:
        """Whether a required signatory's authority is still to be acknowledged."""
        return any(
            party.role in REQUIRED_ROLES and party.authority == "pending"
            for party in self.content.parties
        )


class Number(State):
    """Which agreement holds a document number of a fair, or a content where there is no number."""

    noun = "number"

    agreement: str | None = None


def is_complete(parties: tuple[Party, ...]) -> bool:
    """Whether every required signatory signed; another party counts unless it is known not to."""
    roles = {party.role for party in parties}
    return roles >= REQUIRED_ROLES and all(
        party.signed == "yes" if party.role in REQUIRED_ROLES else party.signed != "no"
        for party in parties
    )


def recorded(_: Agreement | None, fact: AgreementRecorded, at: Change) -> Agreement:
    """Begin with the row's state; what ended it is effective from the row's own day."""
    begun = Agreement(
        id=at.event.subject.partition("/")[2],
        content=fact.content,
        digest=fact.digest,
        status="draft",
        evidence=fact.evidence,
        differs=fact.differs,
        reason_refs=_refs(fact.reason_ref),
    )
    return _in_state(
        begun,
        fact.state,
        on=fact.effective_on or fact.content.signed_on,
        reason=fact.reason,
        superseded_by=fact.superseded_by,
        merged_into=fact.merged_into,
    )


def drafted(_: Agreement | None, fact: AgreementDrafted, at: Change) -> Agreement:
    """Begin a draft."""
    return Agreement(
        id=at.event.subject.partition("/")[2],
        content=fact.content,
        digest=fact.digest,
        status="draft",
    )


def proposed(agreement: Agreement, fact: AgreementProposed, _: Change) -> Agreement:
    """Freeze the text."""
    return agreement.but(status="proposed", digest=fact.digest)


def confirmed(agreement: Agreement, fact: AgreementConfirmed, _: Change) -> Agreement:
    """Note one signature."""
    content = agreement.content
    return agreement.but(content=content.but(parties=_with(content.parties, (fact.signature,))))


def signed(agreement: Agreement, fact: AgreementSigned, _: Change) -> Agreement:
    """Note the signatures that complete the paper."""
    content = agreement.content
    parties = _with(content.parties, fact.signatures)
    return agreement.but(
        content=content.but(parties=parties, signed_on=fact.signed_on),
        status="signed",
        evidence=max(agreement.evidence, fact.evidence),
    )


def declined(agreement: Agreement, fact: AgreementDeclined, _: Change) -> Agreement:
    """End the paper before it was signed."""
    return agreement.but(
        status="declined", reason_refs=(*agreement.reason_refs, *_refs(fact.reason_ref))
    )


def voided(agreement: Agreement, fact: AgreementVoided, _: Change) -> Agreement:
    """Let the paper stop holding from a day on."""
    return agreement.but(
        voided_on=fact.effective_on,
        void_reason=fact.reason,
        reason_refs=(*agreement.reason_refs, *_refs(fact.reason_ref)),
    )


def merged(agreement: Agreement, fact: AgreementMerged, _: Change) -> Agreement:
    """Let the record stand for another paper from a day on."""
    return agreement.but(merged_on=fact.effective_on, merged_into=fact.into)


def unmerged(agreement: Agreement, _: AgreementUnmerged, __: Change) -> Agreement:
    """Undo a merge, as if it had never been."""
    return agreement.but(merged_on=None, merged_into="")


def superseded(agreement: Agreement, fact: AgreementSuperseded, _: Change) -> Agreement:
    """Let another paper take this one's place from a day on."""
    return agreement.but(superseded_on=fact.effective_on, superseded_by=fact.by)


def corrected(agreement: Agreement, fact: AgreementCorrected, _: Change) -> Agreement:
    """Replace what the record says of the paper; a stated state replaces what had ended it."""
    after = agreement.but(
        content=fact.content,
        digest=fact.digest,
        reason_refs=(*agreement.reason_refs, *_refs(fact.reason_ref)),
    )
    if fact.state is None:
        return after
    cleared = after.but(
        voided_on=None,
        void_reason=None,
        superseded_on=None,
        superseded_by="",
        merged_on=None,
        merged_into="",
    )
    return _in_state(
        cleared,
        fact.state,
        on=fact.effective_on or fact.content.signed_on,
        reason=fact.reason,
        superseded_by=fact.superseded_by,
        merged_into=fact.merged_into,
    )


def document_attached(agreement: Agreement, fact: DocumentAttached, _: Change) -> Agreement:
    """Add a file once, and raise the evidence level it proves."""
    return agreement.but(
        documents=(*agreement.documents, fact.document),
        evidence=max(agreement.evidence, fact.evidence or agreement.evidence),
    )


def number_freed(_: Number, __: AgreementDeclined, ___: Change) -> Number:
    """Free the number of a paper that nobody will sign."""
    return Number()


def number_taken(
    _: Number | None,
    fact: AgreementRecorded | AgreementDrafted | AgreementCorrected,
    at: Change,
) -> Number:
    """Give the number to this agreement, or free the one that a correction left behind."""
    if at.name == Number.name_of(paper_key(fact.content, fact.digest)):
        return Number(agreement=at.event.subject.partition("/")[2])
    return Number()


def _in_state(
    agreement: Agreement,
    state: RecordedState,
    *,
    on: date | None,
    reason: VoidReason | None,
    superseded_by: str,
    merged_into: str,
) -> Agreement:
    match state:
        case "draft":
            return agreement.but(status="draft")
        case "signed":
            return agreement.but(status="signed")
        case "voided":
            return agreement.but(status="signed", voided_on=on, void_reason=reason)
        case "superseded":
            return agreement.but(status="signed", superseded_on=on, superseded_by=superseded_by)
        case "merged":
            return agreement.but(status="signed", merged_on=on, merged_into=merged_into)


def _with(parties: tuple[Party, ...], signatures: tuple[PartySigned, ...]) -> tuple[Party, ...]:
    """Return the parties with these signatures on them."""
    by_party = {signature.party: signature for signature in signatures}
    return tuple(
        party
        if (signature := by_party.get(index)) is None
        else party.but(
            signed="yes",
            signed_on=signature.signed_on,
            authority=signature.authority,
            signatory_ref=signature.signatory_ref or party.signatory_ref,
        )
        for index, party in enumerate(parties)
    )


def _refs(reference: str | None) -> tuple[str, ...]:
    return (reference,) if reference else ()
