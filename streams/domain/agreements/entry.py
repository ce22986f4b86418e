"""Decisions that bring a paper into the register, or correct what the register says of it."""

from streams.domain.agreements.checks import check_content, check_day
from streams.domain.agreements.commands import (
    CorrectAgreement,
    DraftAgreement,
    RecordAgreement,
)
from streams.domain.agreements.identity import content_digest, paper_key
from streams.domain.agreements.lookup import agreement_of, other_agreement, release_number
from streams.domain.agreements.state import Agreement, Number
from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.agreements import (
    AgreementCorrected,
    AgreementDrafted,
    AgreementRecorded,
    Content,
    RecordedState,
)
from streams.domain.fairs.rules import fair_of
from streams.domain.state import is_plain_id
from streams.domain.view import View


def record_agreement(command: RecordAgreement, view: View, act: Act) -> Decision:
    """A paper signed elsewhere is entered once per number; a second copy says of which."""
    fair_of(view, command.fair)
    check_content(command.content, act.today)
    check_day(command.effective_on, act.today)
    _check_state(command, command.state)
    agreement = command.agreement or act.new_id("a")
    if not is_plain_id(agreement):
        raise Malformed(
            "bad_agreement_id",
            "{id} cannot be an agreement's id. Use letters, digits and hyphens, at most 64.",
            id=agreement,
        )
    if view.change(Agreement, agreement) is not None:
        raise Conflict("agreement_exists", "This paper was entered before. Correct it instead.")
    _check_kept(view, command.merged_into)
    digest = content_digest(command.content)
    _take_number(view, command.content, digest, agreement, copy_of=command.merged_into)
    return Decision(
        subject=Agreement.name_of(agreement),
        fact=AgreementRecorded(
            content=command.content,
            digest=digest,
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
    digest = content_digest(unsigned)
    _take_number(view, unsigned, digest, agreement, copy_of="")
    return Decision(
        subject=Agreement.name_of(agreement),
        fact=AgreementDrafted(content=unsigned, digest=digest),
    )


def correct_agreement(command: CorrectAgreement, view: View, act: Act) -> Decision:
    """The record follows the paper; what was recorded before stays in the history."""
    agreement = agreement_of(view, command.agreement)
    check_content(command.content, act.today)
    check_day(command.effective_on, act.today)
    _check_state(command, command.state)
    if command.merged_into == agreement.id:
        raise Malformed("merge_into_itself", "A paper is no copy of itself. Name another one.")
    _check_kept(view, command.merged_into)
    if agreement.status == "proposed":
        raise Conflict(
            "text_frozen",
            "The parties are confirming this text. Let them decline it, then draft a new paper.",
        )
    fields = _changed_fields(agreement, command)
    if not fields:
        raise Conflict("nothing_changed", "The record says this already. Nothing to do.")
    digest = content_digest(command.content)
    if paper_key(agreement.content, agreement.digest) != paper_key(command.content, digest):
        release_number(view, agreement)
        _take_number(view, command.content, digest, agreement.id, copy_of=command.merged_into)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementCorrected(
            fields=fields,
            content=command.content,
            digest=digest,
            state=command.state,
            effective_on=command.effective_on,
            reason=command.reason,
            superseded_by=command.superseded_by,
            merged_into=command.merged_into,
            reason_ref=command.reason_ref,
        ),
    )


def _check_state(command: RecordAgreement | CorrectAgreement, state: RecordedState | None) -> None:
    if state not in ("draft", None) and command.content.signed_on is None:
        raise Malformed(
            "signed_on_missing", "The day of signing is missing. Give the day on the paper."
        )
    if (state == "merged") != bool(command.merged_into):
        raise Malformed(
            "copy_of_missing",
            "A second copy, and only a second copy, names the paper it repeats. Give both.",
        )
    signed_on = command.content.signed_on
    if command.effective_on and signed_on and command.effective_on < signed_on:
        raise Malformed(
            "ends_before_signing",
            "{day} lies before the signing on {signed_on}. Give a later day.",
            day=command.effective_on,
            signed_on=signed_on,
        )


def _check_kept(view: View, agreement: str) -> None:
    """Check that the paper a second copy repeats is there, and counts for both."""
    if agreement:
        kept = other_agreement(view, agreement)
        if kept.status != "signed" or kept.merged_into:
            raise Conflict(
                "merge_into_copy",
                "The other record is a second copy itself, or not signed. Name the one that was "
                "kept.",
            )


def _take_number(
    view: View, content: Content, digest: str, agreement: str, *, copy_of: str
) -> None:
    """Take the paper's number, unless this is a second copy under the number of the first."""
    key = paper_key(content, digest)
    holder = view.read(Number, key)
    if holder is None or holder.agreement is None:
        view.change(Number, key)
    elif holder.agreement not in (agreement, copy_of):
        raise Conflict(
            "number_taken",
            "The number {number} is held by another paper of this fair. Check the number, or "
            "enter this one as a second copy.",
            number=content.number,
        )


def _changed_fields(agreement: Agreement, command: CorrectAgreement) -> tuple[str, ...]:
    names = [
        name
        for name in command.content.__struct_fields__
        if getattr(command.content, name) != getattr(agreement.content, name)
    ]
    if command.state is not None:
        names.append("state")
    return tuple(names)
