"""Queries about fairs and series as they stand."""

from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.errors import NotFound
from streams.domain.event import ORG_KEY
from streams.domain.fairs.state import Fair, Series
from streams.store.source import StoreSource
from streams.store.tables import aggregates, fairs
from streams.store.workspace import decode_state


@dataclass(frozen=True, slots=True, kw_only=True)
class FairRow:
    """A fair in a list."""

    id: str
    name: str
    kind: str
    series: str | None
    status: str
    first_day: str
    last_day: str


def fair_state(connection: sa.Connection, fair: str) -> Fair | None:
    """Return a fair as it stands, or None."""
    return StoreSource(connection, fair).aggregate(Fair, Fair.name_of(fair))[1]


def known_fair(connection: sa.Connection, fair: str) -> Fair:
    """Return a fair as it stands.

    Raises
    ------
    NotFound
        When nobody announced it.
    """
    state = fair_state(connection, fair)
    if state is None:
        raise NotFound(
            "no_such_fair",
            "There is no fair {fair}. Announce it first, or check the id.",
            fair=fair,
        )
    return state


def series_state(connection: sa.Connection, series: str) -> Series | None:
    """Return a series as it stands, or None."""
    return StoreSource(connection, ORG_KEY).aggregate(Series, Series.name_of(series))[1]


def all_fairs(connection: sa.Connection) -> list[FairRow]:
    """Return all fairs, the latest first."""
    query = (
        sa.select(fairs)
        .where(fairs.c.recorded_to.is_(None))
        .order_by(fairs.c.first_day.desc(), fairs.c.key)
    )
    return [
        FairRow(
            id=row.key,
            name=row.name,
            kind=row.kind,
            series=row.series,
            status=row.status,
            first_day=row.first_day,
            last_day=row.last_day,
        )
        for row in connection.execute(query)
    ]


def all_series(connection: sa.Connection) -> list[Series]:
    """Return all series, by id."""
    query = (
        sa.select(aggregates.c.name, aggregates.c.state)
        .where(aggregates.c.key == ORG_KEY, aggregates.c.noun == Series.noun)
        .order_by(aggregates.c.name)
    )
    states = [decode_state(name, state) for name, state in connection.execute(query)]
    return [state for state in states if isinstance(state, Series)]
