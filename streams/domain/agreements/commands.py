"""What somebody may want of an agreement."""

from dataclasses import dataclass
from datetime import date

from streams.domain.command import Command
from streams.domain.events.agreements import Content, PartySigned, RecordedState
from streams.domain.events.evidence import Document
from streams.domain.vocabulary import Authority, EvidenceLevel, NonPerformance, VoidReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAgreement(Command):
    """Enter a paper that was signed elsewhere, in the state it has now."""

    action = "agreement.record"
    content: Content
    state: RecordedState = "signed"
    effective_on: date | None = None
    reason: VoidReason | None = None
    reason_ref: str | None = None
    superseded_by: str = ""
    merged_into: str = ""
    differs: tuple[str, ...] = ()
    agreement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAgreement(Command):
    """Prepare a paper and reserve its number."""

    action = "agreement.draft"
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCommand(Command):
    """Something about one agreement."""

    agreement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeAgreement(AgreementCommand):
    """Freeze the text and ask the parties to confirm it."""

    action = "agreement.propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAgreement(AgreementCommand):
    """Confirm for one party, naming the digest of the text that was read."""

    action = "agreement.confirm"
    party: int
    digest: str
    authority: Authority = "legal_representative"
    signatory_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignAgreement(AgreementCommand):
    """Record signatures in ink, attested by the organiser."""

    action = "agreement.sign"
    signatures: tuple[PartySigned, ...]
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAgreement(AgreementCommand):
    """Refuse for one party."""

    action = "agreement.decline"
    party: int
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidAgreement(AgreementCommand):
    """Let a signed paper stop holding."""

    action = "agreement.void"
    effective_on: date
    reason: VoidReason = "other"
    non_performance: NonPerformance | None = None
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAgreement(AgreementCommand):
    """Say that this record is a second copy of another one."""

    action = "agreement.merge"
    into: str
    effective_on: date | None = None
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeAgreement(AgreementCommand):
    """Say that a merge was a mistake."""

    action = "agreement.unmerge"
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersedeAgreement(AgreementCommand):
    """Say that another paper, named by id, takes this one's place."""

    action = "agreement.supersede"
    by: str
    effective_on: date
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAgreement(AgreementCommand):
    """Say that the record was wrong about the paper."""

    action = "agreement.correct"
    content: Content
    state: RecordedState | None = None
    effective_on: date | None = None
    reason: VoidReason | None = None
    superseded_by: str = ""
    merged_into: str = ""
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDocument(AgreementCommand):
    """Attach a scan or another file, already stored under its digest."""

    action = "agreement.attach"
    document: Document
    evidence: EvidenceLevel | None = None
