"""Decisions on the way to a signed paper."""

from streams.domain.agreements.checks import check_day
from streams.domain.agreements.commands import (
    ConfirmAgreement,
    DeclineAgreement,
    ProposeAgreement,
    SignAgreement,
)
from streams.domain.agreements.lookup import agreement_of, release_number
from streams.domain.agreements.state import Agreement, is_complete
from streams.domain.command import Act, Decision
from streams.domain.errors import Conflict, Malformed
from streams.domain.events.agreements import (
    AgreementConfirmed,
    AgreementDeclined,
    AgreementProposed,
    AgreementSigned,
    Party,
    PartySigned,
)
from streams.domain.view import View


def propose_agreement(command: ProposeAgreement, view: View, _: Act) -> Decision:
    """A draft's text is frozen; from now on the parties confirm exactly this digest."""
    agreement = agreement_of(view, command.agreement)
    if agreement.status != "draft":
        raise Conflict(
            "not_a_draft",
            "This paper is {status}, not a draft. Nothing to do.",
            status=agreement.status,
        )
    return Decision(
        subject=Agreement.name_of(agreement.id), fact=AgreementProposed(digest=agreement.digest)
    )


def confirm_agreement(command: ConfirmAgreement, view: View, act: Act) -> Decision:
    """One party confirms the frozen text; the one that completes the required parties signs it."""
    agreement = agreement_of(view, command.agreement)
    if agreement.status not in ("proposed", "signed"):
        raise Conflict(
            "not_proposed",
            "This paper is {status} and awaits no confirmation. Nothing to do.",
            status=agreement.status,
        )
    party = _party(agreement, command.party)
    if command.digest != agreement.digest:
        raise Conflict(
            "other_text",
            "The text has changed since it was read. Open the paper again and read it.",
        )
    if party.signed == "yes":
        raise Conflict("already_signed", "This party has signed before. Nothing to do.")
    signature = PartySigned(
        party=command.party,
        signed_on=act.today,
        authority=command.authority,
        signatory_ref=command.signatory_ref,
    )
    completes = agreement.status != "signed" and _completes(agreement, (signature,))
    fact: AgreementSigned | AgreementConfirmed = (
        AgreementSigned(
            signatures=(signature,), signed_on=act.today, evidence="E1", digest=command.digest
        )
        if completes
        else AgreementConfirmed(signature=signature, digest=command.digest)
    )
    return Decision(subject=Agreement.name_of(agreement.id), fact=fact)


def sign_agreement(command: SignAgreement, view: View, act: Act) -> Decision:
    """Signatures in ink: all required ones together make the paper signed, fewer are noted."""
    agreement = agreement_of(view, command.agreement)
    if agreement.status not in ("draft", "proposed"):
        raise Conflict(
            "not_signable", "This paper is {status}. Nothing to do.", status=agreement.status
        )
    if not command.signatures:
        raise Malformed("no_signature", "Nobody signed. Name the parties that did.")
    check_day(command.signed_on, act.today)
    for signature in command.signatures:
        check_day(signature.signed_on, act.today)
        if _party(agreement, signature.party).signed == "yes":
            raise Conflict("already_signed", "This party has signed before. Nothing to do.")
    if _completes(agreement, command.signatures):
        return Decision(
            subject=Agreement.name_of(agreement.id),
            fact=AgreementSigned(signatures=command.signatures, signed_on=command.signed_on),
        )
    if len(command.signatures) > 1:
        raise Malformed(
            "one_at_a_time",
            "These signatures do not complete the paper. Record them one by one.",
        )
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementConfirmed(signature=command.signatures[0]),
    )


def decline_agreement(command: DeclineAgreement, view: View, _: Act) -> Decision:
    """Any party may refuse before all required signatures are there; the number is free again."""
    agreement = agreement_of(view, command.agreement)
    _party(agreement, command.party)
    if agreement.status not in ("draft", "proposed"):
        raise Conflict(
            "not_declinable",
            "This paper is {status} and can no longer be declined. Void it instead.",
            status=agreement.status,
        )
    release_number(view, agreement)
    return Decision(
        subject=Agreement.name_of(agreement.id),
        fact=AgreementDeclined(party=command.party, reason_ref=command.reason_ref),
    )


def _party(agreement: Agreement, index: int) -> Party:
    parties = agreement.content.parties
    if not 0 <= index < len(parties):
        raise Malformed(
            "no_such_party",
            "The paper has {count} parties; {index} is none of them. Count from 0.",
            count=len(parties),
            index=index,
        )
    return parties[index]


def _completes(agreement: Agreement, signatures: tuple[PartySigned, ...]) -> bool:
    signed = {signature.party for signature in signatures}
    return is_complete(
        tuple(
            party.but(signed="yes") if index in signed else party
            for index, party in enumerate(agreement.content.parties)
        )
    )
