"""Queries about agreements as they stand, by fair."""

from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.agreements.state import Agreement
from streams.store.source import StoreSource
from streams.store.tables import agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """A paper in a list. Names are absent where they identify a natural person."""

    id: str
    number: str
    kind: str
    status: str
    signed_on: str | None
    voided_on: str | None
    superseded_on: str | None
    merged_into: str
    producer_kind: str
    producer_name: str | None
    producer_private: str | None
    distributor_name: str | None
    evidence: str
    differs: str


def agreements_of(
    connection: sa.Connection, fair: str, *, to_review: bool = False
) -> list[AgreementRow]:
    """Return the papers of a fair by number; `to_review` keeps copies that differ in content."""
    query = sa.select(agreements).where(
        agreements.c.key == fair, agreements.c.recorded_to.is_(None)
    )
    if to_review:
        query = query.where(agreements.c.differs != "")
    return [
        AgreementRow(
            id=row.id,
            number=row.number,
            kind=row.kind,
            status=row.status,
            signed_on=row.signed_on,
            voided_on=row.voided_on,
            superseded_on=row.superseded_on,
            merged_into=row.merged_into,
            producer_kind=row.producer_kind,
            producer_name=row.producer_name,
            producer_private=row.producer_private,
            distributor_name=row.distributor_name,
            evidence=row.evidence,
            differs=row.differs,
        )
        for row in connection.execute(query.order_by(agreements.c.number_key, agreements.c.id))
    ]


def agreements_after(
    connection: sa.Connection, fair: str, after: str, limit: int, *, to_review: bool = False
) -> list[AgreementRow]:
    """Return some papers of a fair by id, those behind `after`; empty begins with the first."""
    query = sa.select(*(agreements.c[name] for name in AgreementRow.__slots__)).where(
        agreements.c.key == fair, agreements.c.recorded_to.is_(None), agreements.c.id > after
    )
    if to_review:
        query = query.where(agreements.c.differs != "")
    rows = connection.execute(query.order_by(agreements.c.id).limit(limit))
    return [AgreementRow(**row._mapping) for row in rows]


def agreement_state(connection: sa.Connection, fair: str, agreement: str) -> Agreement | None:
    """Return a paper as it stands, or None."""
    name = Agreement.name_of(agreement)
    return StoreSource(connection, fair).aggregate(Agreement, name)[1]
