"""Facts about agreements: the paper, its parties, and everything that happens to it.

Nothing is ever edited away: a correction is a fact with actor and reason.
"""

from datetime import date
from typing import Literal

from streams.domain.event import Fact
from streams.domain.events.registrations import Place
from streams.domain.value import Value
from streams.domain.vocabulary import (
    AgreementKind,
    AgreementSubject,
    Authority,
    EvidenceLevel,
    NonPerformance,
    PartyRole,
    VoidReason,
)


class Party(Value):
    """One side of the paper: producer, distributor, or a province or department.

    Attributes
    ----------
    kind : str
        Producer or distributor kind; empty for authorities.
    signed : str
        `unstated` counts as signed for a party that is not required to sign.
    registration : str | None
        The party's registration at the fair, if it has one.
    """

    role: PartyRole
    identity: str
    kind: str = ""
    name: str | None = None
    private: str | None = None
    registration: str | None = None
    place: Place = Place()
    signed: Literal["yes", "no", "unstated"] = "unstated"
    signed_on: date | None = None
    signatory_ref: str | None = None
    authority: Authority = "unstated"
    authority_due_on: date | None = None


class Item(Value):
    """A product named in the paper; its star is the one it had on signing."""

    name: str
    product_set: int | None = None
    star: int | None = None
    quantity: str = ""


class Content(Value):
    """The content of an agreement. `value_vnd` in đồng; `value_open` means "to be agreed"."""

    kind: AgreementKind
    subject: AgreementSubject = "product_consumption"
    number: str = ""
    parties: tuple[Party, ...]
    items: tuple[Item, ...] = ()
    value_vnd: int | None = None
    value_open: bool = False
    term: str = ""
    place: str = ""
    signed_on: date | None = None
    origin_meeting: str | None = None
    note_refs: tuple[str, ...] = ()


RecordedState = Literal["signed", "draft", "voided", "superseded", "merged"]


class AgreementRecorded(Fact):
    """Written when a paper signed elsewhere is entered, by hand or from a register.

    One row is one fact: it carries the row's state with the day from which that state holds.

    Attributes
    ----------
    superseded_by : str
        Number of the paper that took its place.
    merged_into : str
        Id of the agreement that this one is a second copy of.
    differs : tuple of str
        Fields in which a second copy differs in more than spelling; listed for review.
    digest : str
        sha256 of the content, which is the identity of a paper without a number.
    """

    type = "agreement.recorded"
    content: Content
    digest: str
    state: RecordedState = "signed"
    effective_on: date | None = None
    evidence: EvidenceLevel = "E0"
    reason: VoidReason | None = None
    reason_ref: str | None = None
    superseded_by: str = ""
    merged_into: str = ""
    differs: tuple[str, ...] = ()


class AgreementDrafted(Fact):
    """Written when a paper is prepared here; its number is reserved."""

    type = "agreement.drafted"
    content: Content
    digest: str


class AgreementProposed(Fact):
    """Written when the text is frozen and sent to the parties; `digest` is what they confirm."""

    type = "agreement.proposed"
    digest: str


class PartySigned(Value):
    """Which party signed, how it was authorised, and on which day."""

    party: int
    signed_on: date
    authority: Authority = "unstated"
    signatory_ref: str | None = None


class AgreementConfirmed(Fact):
    """Written when a party confirms while others are still missing, or were complete before.

    It changes no count.
    """

    type = "agreement.confirmed"
    signature: PartySigned
    digest: str = ""


class AgreementSigned(Fact):
    """Written by the signature that completes the required signatories, by link or in ink."""

    type = "agreement.signed"
    signatures: tuple[PartySigned, ...]
    signed_on: date
    evidence: EvidenceLevel = "E0"
    digest: str = ""


class AgreementDeclined(Fact):
    """Written when a party refuses before all required signatures are there."""

    type = "agreement.declined"
    party: int
    reason_ref: str | None = None


class AgreementVoided(Fact):
    """Written when a signed paper no longer holds from `effective_on`; earlier counts stand."""

    type = "agreement.voided"
    effective_on: date
    reason: VoidReason
    non_performance: NonPerformance | None = None
    reason_ref: str | None = None


class AgreementMerged(Fact):
    """Written when an organiser finds two records of one paper; reversible."""

    type = "agreement.merged"
    into: str
    effective_on: date
    reason_ref: str | None = None


class AgreementUnmerged(Fact):
    """Written when a merge was a mistake: the paper counts again, as if never merged."""

    type = "agreement.unmerged"
    reason_ref: str | None = None


class AgreementSuperseded(Fact):
    """Written when another paper takes this one's place from `effective_on`."""

    type = "agreement.superseded"
    by: str
    effective_on: date
    reason_ref: str | None = None


class AgreementCorrected(Fact):
    """Written when the record was wrong about the paper; carries the content whole.

    `fields` names what changed, for the history; `reason_ref` says why.
    """

    type = "agreement.corrected"
    fields: tuple[str, ...]
    content: Content
    digest: str
    state: RecordedState | None = None
    effective_on: date | None = None
    reason: VoidReason | None = None
    superseded_by: str = ""
    merged_into: str = ""
    reason_ref: str | None = None
