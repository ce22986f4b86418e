"""Decisions that bring a paper into the register, or correct what the register says of it."""

from streams.domain.agreements.checks import check_content, check_day
from streams.domain.agreements.commands import (
    CorrectAgreement,
    DraftAgreement,
    RecordAgreement,
)
from streams.domain.agreements.identity import content_digest, number_key
from streams.domain.agreements.lookup import agreement_of, other_agreement
from streams.domain.agreements.state import Agreement, Number
from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.agreements import (
    AgreementCorrected,
    AgreementDrafted,
    AgreementRecorded,
    Content,
)
from streams.domain.fairs.rules import fair_of
from streams.domain.view import View


def record_agreement(command: RecordAgreement, view: View, act: Act) -> Decision:
    """A paper signed elsewhere is entered once per number; a second copy says of which."""
    fair_of(view, command.fair)
    check_content(command.content, act.today)
    check_day(command.effective_on, act.today)
    _check_state(command)
    agreement = command.agreement or act.new_id("a")
    if view.change(Agreement, agreement) is not None:
        raise Conflict("agreement_exists", "This paper was entered before. Correct it instead.")
    if command.merged_into:
        other_agreement(view, command.merged_into)
    _take_number(view, command.content, agreement, copy_of=command.merged_into)
    return Decision(
        subject=Agreement.name_of(agreement),
        fact=AgreementRecorded(
            content=command.content,
            digest=content_digest(command.content),
            state=command.state,
            effective_on=command.effective_on,
            reason=command.reason,
            reason_ref=command.reason_ref,
            superseded_by=command.superseded_by,
            merged_into=command.merged_into,
            differs=command.differs,
        ),
    )


def draft_agreement(command: DraftAgreement, view: View, act: Act) -> Decision:
    """A draft reserves its number; nothing in it counts."""
    fair_of(view, command.fair)
    check_content(command.content, act.today)
    unsigned = command.content.but(
        signed_on=None,
        parties=tuple(
            party.but(signed="unstated", signed_on=None) for party in command.content.parties
        ),
    )
    agreement = act.new_id("a")
    if view.change(Agreement, agreement) is not None:
        raise Conflict("agreement_exists", "This paper was entered before. Correct it instead.")
    _take_number(view, unsigned, agreement, copy_of="")
    return Decision(
        subject=Agreement.name_of(agreement),
        fact=AgreementDrafted(content=unsigned, digest=content_digest(unsigned)),
    )


def correct_agreement(command: CorrectAgreement, view: View, act: Act) -> Decision:
    """The record follows the paper; what was recorded before stays in the history."""
    agreement = agreement_of(view, command.agreement)
    check_content(command.content, act.today)
    check_day(command.effective_on, act.today)
    if agreement.status == "proposed":
        raise Conflict(
            "text_frozen",
            "The parties are confirming this text. Let them decline it, then draft a new paper.",
        )
    fields = _changed_fields(agreement, command)
    if not fields:
        raise Conflict("nothing_changed", "The record says this already. Nothing to do.")
    before, after = (number_key(content.number) for content in (agreement.content, command.content))
    if before != after:
        _free_number(view, before, agreement.id)
        _take_number(view, command.content, agreement.id, copy_of=command.merged_into)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementCorrected(
            fields=fields,
            content=command.content,
            digest=content_digest(command.content),
            state=command.state,
            effective_on=command.effective_on,
            reason=command.reason,
            superseded_by=command.superseded_by,
            merged_into=command.merged_into,
            reason_ref=command.reason_ref,
        ),
    )


def _check_state(command: RecordAgreement) -> None:
    if command.state != "draft" and command.content.signed_on is None:
        raise Malformed(
            "signed_on_missing", "The day of signing is missing. Give the day on the paper."
        )
    if command.state == "merged" and not command.merged_into:
        raise Malformed(
            "copy_of_missing", "A second copy must name the paper it repeats. Give its number."
        )
    signed_on = command.content.signed_on
    if command.effective_on and signed_on and command.effective_on < signed_on:
        raise Malformed(
            "ends_before_signing",
            "{day} lies before the signing on {signed_on}. Give a later day.",
            day=command.effective_on,
            signed_on=signed_on,
        )


def _take_number(view: View, content: Content, agreement: str, *, copy_of: str) -> None:
    """Take the paper's number, unless this is a second copy under the number of the first."""
    number = number_key(content.number)
    if not number:
        return
    holder = view.read(Number, number)
    if holder is None or holder.agreement is None:
        view.change(Number, number)
    elif holder.agreement not in (agreement, copy_of):
        raise Conflict(
            "number_taken",
            "The number {number} is held by another paper of this fair. Check the number, or "
            "enter this one as a second copy.",
            number=content.number,
        )


def _free_number(view: View, number: str, agreement: str) -> None:
    holder = view.read(Number, number) if number else None
    if holder is not None and holder.agreement == agreement:
        view.change(Number, number)


def _changed_fields(agreement: Agreement, command: CorrectAgreement) -> tuple[str, ...]:
    names = [
        name
        for name in command.content.__struct_fields__
        if getattr(command.content, name) != getattr(agreement.content, name)
    ]
    if command.state is not None:
        names.append("state")
    return tuple(names)
