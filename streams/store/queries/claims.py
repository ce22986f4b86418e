"""Queries about claims: published figures with their sources."""

import sqlalchemy as sa

from streams.domain.claims import Claim
from streams.domain.event import ORG_KEY
from streams.store.tables import aggregates
from streams.store.workspace import decode_state


def all_claims(connection: sa.Connection) -> list[Claim]:
    """Return all claims, by what they are about and when they were published."""
    query = sa.select(aggregates.c.name, aggregates.c.state).where(
        aggregates.c.key == ORG_KEY, aggregates.c.noun == Claim.noun
    )
    states = [decode_state(name, state) for name, state in connection.execute(query)]
    found = [state for state in states if isinstance(state, Claim)]
    return sorted(found, key=lambda c: (c.fact.about, str(c.fact.published_on or ""), c.id))
