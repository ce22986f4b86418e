"""Rows of claims."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.claims import Claim
from streams.store import tables
from streams.store.rows.projection import Projection, Row, by_id, day


def claim_rows(key: str, claim_id: str, claim: Claim) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the one row of a published figure."""
    fact = claim.fact
    yield (
        tables.claims,
        {
            "key": key,
            "id": claim_id,
            "about": fact.about,
            "kind": fact.kind,
            "figure": fact.figure,
            "number": fact.number,
            "high": fact.high,
            "exactness": fact.exactness,
            "published_on": day(fact.published_on),
            "published": fact.published,
            "place": fact.place,
            "source": fact.source,
        },
    )


CLAIMS = Projection(rows=claim_rows, owned={tables.claims: by_id})
