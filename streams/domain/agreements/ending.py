"""Decisions that end a paper, merge two records of one, or attach evidence."""

from datetime import date

from streams.domain.agreements.checks import check_day
from streams.domain.agreements.commands import (
    AttachDocument,
    MergeAgreement,
    SupersedeAgreement,
    UnmergeAgreement,
    VoidAgreement,
)
from streams.domain.agreements.lookup import agreement_of, other_agreement
from streams.domain.agreements.state import Agreement
from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.agreements import (
    AgreementMerged,
    AgreementSuperseded,
    AgreementUnmerged,
    AgreementVoided,
)
from streams.domain.events.evidence import DocumentAttached
from streams.domain.view import View


def void_agreement(command: VoidAgreement, view: View, act: Act) -> Decision:
    """A signed paper stops holding from a day on; counts of earlier days stand."""
    agreement = _signed(view, command.agreement)
    if agreement.voided_on is not None:
        raise Conflict(
            "already_voided",
            "This paper was voided on {day}. Nothing to do.",
            day=agreement.voided_on,
        )
    _check_after_signing(agreement, command.effective_on, act)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementVoided(
            effective_on=command.effective_on,
            reason=command.reason,
            non_performance=command.non_performance,
            reason_ref=command.reason_ref,
        ),
    )


def merge_agreement(command: MergeAgreement, view: View, act: Act) -> Decision:
    """Two records of one paper become one; unless said otherwise from the copy's own signing."""
    agreement = _signed(view, command.agreement)
    if command.into == agreement.id:
        raise Malformed("merge_into_itself", "A paper is no copy of itself. Name another one.")
    kept = other_agreement(view, command.into)
    if agreement.merged_into:
        raise Conflict("already_merged", "This record was merged before. Undo that first.")
    if kept.merged_into or kept.status != "signed":
        raise Conflict(
            "merge_into_copy",
            "The other record is a second copy itself, or not signed. Name the one that was kept.",
        )
    on = command.effective_on or agreement.content.signed_on or act.today
    check_day(on, act.today)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementMerged(into=kept.id, effective_on=on, reason_ref=command.reason_ref),
    )


def unmerge_agreement(command: UnmergeAgreement, view: View, _: Act) -> Decision:
    """A mistaken merge is undone, as if it had never been."""
    agreement = agreement_of(view, command.agreement)
    if not agreement.merged_into:
        raise Conflict("not_merged", "This record was not merged. Nothing to do.")
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementUnmerged(reason_ref=command.reason_ref),
    )


def supersede_agreement(command: SupersedeAgreement, view: View, act: Act) -> Decision:
    """Another signed paper of the fair takes this one's place from a day on."""
    agreement = _signed(view, command.agreement)
    if command.by == agreement.id:
        raise Malformed("supersedes_itself", "A paper cannot replace itself. Name another one.")
    successor = other_agreement(view, command.by)
    if successor.status != "signed":
        raise Conflict(
            "successor_not_signed",
            "The other paper is {status}, not signed. Let it be signed first.",
            status=successor.status,
        )
    if agreement.superseded_on is not None:
        raise Conflict(
            "already_superseded",
            "This paper was replaced on {day}. Nothing to do.",
            day=agreement.superseded_on,
        )
    _check_after_signing(agreement, command.effective_on, act)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementSuperseded(
            by=successor.content.number or successor.id,
            effective_on=command.effective_on,
            reason_ref=command.reason_ref,
        ),
    )


def attach_document(command: AttachDocument, view: View, _: Act) -> Decision:
    """A file is attached once; the evidence level it proves is attested by who attaches it."""
    agreement = agreement_of(view, command.agreement)
    if any(known.digest == command.document.digest for known in agreement.documents):
        raise Conflict("already_attached", "This file is attached already. Nothing to do.")
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=DocumentAttached(document=command.document, evidence=command.evidence),
    )


def _signed(view: View, agreement_id: str) -> Agreement:
    agreement = agreement_of(view, agreement_id)
    if agreement.status != "signed":
        raise Conflict(
            "not_signed",
            "This paper is {status}, not signed. Decline it instead.",
            status=agreement.status,
        )
    return agreement


def _check_after_signing(agreement: Agreement, day: date, act: Act) -> None:
    signed_on = agreement.content.signed_on
    check_day(day, act.today)
    if signed_on is not None and day < signed_on:
        raise Malformed(
            "ends_before_signing",
            "{day} lies before the signing on {signed_on}. Give a later day.",
            day=day,
            signed_on=signed_on,
        )
