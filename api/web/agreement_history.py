"""What happened to a paper, one sentence per fact."""

from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.vocabulary import word
from streams.domain.event import Fact
from streams.domain.events.acts import ActTakenBack
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
)
from streams.domain.events.evidence import DocumentAttached


def told_in_words(fact: Fact) -> str:
    """Return the sentence of one fact about a paper."""
    match fact:
        case AgreementRecorded():
            return tr("Entered in the register as {state}.", state=word(fact.state))
        case AgreementDrafted():
            reserved = bool(fact.content.number)
            return tr("Drafted; its number is reserved.") if reserved else tr("Drafted.")
        case AgreementProposed():
            return tr("Text frozen and sent to the parties.")
        case AgreementConfirmed():
            return tr(
                "Party {n} signed on {day}.",
                n=fact.signature.party + 1,
                day=shown_day(fact.signature.signed_on),
            )
        case AgreementSigned():
            return tr("Signed by all on {day}.", day=shown_day(fact.signed_on))
    return _ended(fact)


def _ended(fact: Fact) -> str:
    match fact:
        case AgreementDeclined():
            return tr("Party {n} declined; it does not count.", n=fact.party + 1)
        case AgreementVoided():
            return tr(
                "Voided on {day}: {reason}. Earlier counts stand.",
                day=shown_day(fact.effective_on),
                reason=word(fact.reason),
            )
        case DocumentAttached():
            return tr(
                "File attached: {size} bytes, code {digest}.",
                size=shown_number(fact.document.size),
                digest=fact.document.digest[:8],
            )
        case ActTakenBack():
            return tr("The act before was taken back.")
    return _changed(fact)


def _changed(fact: Fact) -> str:
    match fact:
        case AgreementMerged():
            return tr("Merged: a second copy from {day}.", day=shown_day(fact.effective_on))
        case AgreementUnmerged():
            return tr("The merge was undone.")
        case AgreementSuperseded():
            return tr(
                "Superseded by {number} on {day}.",
                number=fact.by,
                day=shown_day(fact.effective_on),
            )
        case AgreementCorrected():
            names = ", ".join(_field(name) for name in fact.fields)
            return tr("Corrected: {fields}.", fields=names)
    return word(fact.type)


def _field(name: str) -> str:
    """Return what people call a field of a paper."""
    known = {
        "kind": tr("kind of paper"),
        "subject": tr("subject"),
        "number": tr("number"),
        "parties": tr("parties"),
        "items": tr("products"),
        "value_vnd": tr("value"),
        "value_open": tr("value"),
        "term": tr("term"),
        "place": tr("place"),
        "signed_on": tr("day of signing"),
        "origin_meeting": tr("meeting"),
        "note_refs": tr("note"),
        "state": tr("state"),
    }
    return known.get(name, name)
