"""A paper on record in the flat form of a register, private data read back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from api.imports.agreements.paper import Paper
from streams.domain.agreements.state import Agreement
from streams.domain.events.agreements import Party
from streams.domain.vocabulary import PartyRole

Private = Mapping[str, Mapping[str, str]]
"""Fields by reference; what was erased is absent."""

_BLANK = Paper()
_NOBODY = Party(role="other", identity="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPaper:
    """A paper on record.

    `erased` holds the fields of `Paper` whose private data is gone: producer, third_parties, note
    or reason_text.
    """

    agreement: Agreement
    version: int
    paper: Paper
    erased: frozenset[str]
    private: Private


def references_of(agreement: Agreement) -> Iterator[str]:
    """Yield every reference of a paper into the private store that a register can speak of."""
    for _, reference in _references(agreement):
        yield reference


def recorded_paper(agreement: Agreement, version: int, private: Private) -> RecordedPaper:
    """Return a paper with its private data put back in place."""
    return RecordedPaper(
        agreement=agreement,
        version=version,
        paper=paper_of(agreement, private),
        erased=frozenset(part for part, ref in _references(agreement) if ref not in private),
        private=private,
    )


def paper_of(agreement: Agreement, private: Private) -> Paper:
    """Return what a register would say of a paper as it stands."""
    content = agreement.content
    producer, distributor = party(agreement, "producer"), party(agreement, "distributor")
    notes = [private[ref]["text"] for ref in content.note_refs if ref in private]
    reasons = [private[ref]["text"] for ref in agreement.reason_refs if ref in private]
    return Paper(
        number=content.number,
        kind=content.kind,
        subject=content.subject,
        signed_on=content.signed_on,
        producer=_name(producer, private),
        producer_kind=producer.kind or "unknown",
        place=producer.place,
        distributor=_name(distributor, private),
        distributor_kind=distributor.kind or "unknown",
        third_parties=tuple(_name(other, private) for other in others(agreement)),
        items=content.items,
        value_vnd=content.value_vnd,
        value_open=content.value_open,
        signed_by_producer=producer.signed,
        signed_by_distributor=distributor.signed,
        term=content.term,
        signing_place=content.place,
        note=notes[-1] if notes else "",
        reason_text=reasons[-1] if reasons else "",
        **_state(agreement),
    )


def said_of(agreement: Agreement, private: Private) -> dict[str, object]:
    """Return what is said of a paper, field by field; what is blank says nothing."""
    paper = paper_of(agreement, private)
    return {
        field.name: value
        for field in fields(Paper)
        if (value := getattr(paper, field.name)) != getattr(_BLANK, field.name)
    }


def party(agreement: Agreement, role: PartyRole) -> Party:
    """Return the first party in a role, or nobody."""
    return next((p for p in agreement.content.parties if p.role == role), _NOBODY)


def others(agreement: Agreement) -> list[Party]:
    """Return the parties beside the first producer and the first distributor."""
    both = (party(agreement, "producer"), party(agreement, "distributor"))
    return [p for p in agreement.content.parties if p not in both]


def _state(agreement: Agreement) -> dict[str, Any]:
    """Return the state a register would give; what ended a paper first is told first."""
    if agreement.merged_on or agreement.merged_into:
        return {
            "state": "merged",
            "effective_on": agreement.merged_on,
            "merged_into": agreement.merged_into,
        }
    if agreement.superseded_on:
        return {
            "state": "superseded",
            "effective_on": agreement.superseded_on,
            "superseded_by": agreement.superseded_by,
        }
    if agreement.voided_on:
        return {
            "state": "voided",
            "effective_on": agreement.voided_on,
            "reason": agreement.void_reason,
        }
    return {"state": "signed" if agreement.status == "signed" else "draft"}


def _name(of: Party, private: Private) -> str:
    return of.name or private.get(of.private or "", {}).get("name", "")


def _references(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """Yield (field, reference) of everything private."""
    producer = party(agreement, "producer")
    if producer.private:
        yield "producer", producer.private
    for other in others(agreement):
        if other.private:
            yield "third_parties", other.private
    for reference in agreement.content.note_refs:
        yield "note", reference
    for reference in agreement.reason_refs:
        yield "reason_text", reference
