"""Rows of agreements: one per version, with its products; and of their documents."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.agreements.identity import number_key
from streams.domain.agreements.state import Agreement
from streams.domain.events.agreements import Party
from streams.domain.vocabulary import PartyRole, product_group
from streams.store import tables
from streams.store.facets import written_facets
from streams.store.rows.documents import by_subject, document_row
from streams.store.rows.projection import Projection, Row, as_text, by_id, day

_NOBODY = Party(role="other", identity="")


def agreement_rows(
    key: str, agreement_id: str, agreement: Agreement
) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the paper, then its products."""
    content = agreement.content
    producer = _party(agreement, "producer")
    distributor = _party(agreement, "distributor")
    items: list[Row] = [
        {
            "key": key,
            "id": agreement_id,
            "line": line,
            "name": item.name,
            "product_set": item.product_set,
            "product_group": product_group(item.product_set) if item.product_set else None,
            "star": item.star,
        }
        for line, item in enumerate(content.items, start=1)
    ]
    paper: Row = {
        "key": key,
        "id": agreement_id,
        "number": content.number,
        "number_key": number_key(content.number),
        "kind": content.kind,
        "subject": content.subject,
        "status": agreement.status,
        "is_signed": agreement.is_signed,
        "authority_pending": agreement.authority_pending,
        "signed_on": day(content.signed_on),
        "voided_on": day(agreement.voided_on),
        "void_reason": agreement.void_reason,
        "superseded_on": day(agreement.superseded_on),
        "superseded_by": agreement.superseded_by,
        "merged_on": day(agreement.merged_on),
        "merged_into": agreement.merged_into,
        "evidence": agreement.evidence,
        "digest": agreement.digest,
        "producer": producer.identity,
        "producer_kind": producer.kind,
        "producer_name": producer.name,
        "producer_private": producer.private,
        "province": producer.place.province,
        "distributor": distributor.identity,
        "distributor_kind": distributor.kind,
        "distributor_name": distributor.name,
        "third_parties": as_text(
            [party.name for party in content.parties if party not in (producer, distributor)]
        ),
        "value_vnd": content.value_vnd,
        "value_open": content.value_open,
        "differs": " ".join(agreement.differs),
        "documents": len(agreement.documents),
    }
    yield tables.agreements, {**paper, "facets": written_facets(paper, items)}
    for row in items:
        yield tables.agreement_items, row
    for document in agreement.documents:
        yield tables.documents, document_row(key, Agreement.name_of(agreement_id), document)


def _party(agreement: Agreement, role: PartyRole) -> Party:
    return next((p for p in agreement.content.parties if p.role == role), _NOBODY)


AGREEMENTS = Projection(
    rows=agreement_rows,
    versions=tables.agreements,
    identity=by_id,
    owned={tables.documents: by_subject(Agreement.noun)},
)
