"""Queries about registrations, by fair."""

from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.registrations.state import Identity, Registration
from streams.store.source import StoreSource
from streams.store.tables import registrations


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """An entry in a list. `name` is absent where it identifies a natural person.

    `private` is the reference behind which the name then stands; `lines` counts the products of a
    producer or the seats of a distributor.
    """

    id: str
    side: str
    status: str
    kind: str
    name: str | None
    private: str | None
    province: str
    places: int
    lines: int
    origin: str
    channel: str


def registrations_of(
    connection: sa.Connection, fair: str, side: str | None = None
) -> list[RegistrationRow]:
    """Return the entries of a fair, by side and id."""
    query = sa.select(registrations).where(registrations.c.key == fair)
    if side is not None:
        query = query.where(registrations.c.side == side)
    return [
        RegistrationRow(
            id=row.id,
            side=row.side,
            status=row.status,
            kind=row.kind,
            name=row.name,
            private=row.private,
            province=row.province,
            places=row.places,
            lines=row.lines,
            origin=row.origin,
            channel=row.channel,
        )
        for row in connection.execute(query.order_by(registrations.c.side, registrations.c.id))
    ]


def registration_state(
    connection: sa.Connection, fair: str, registration: str
) -> Registration | None:
    """Return an entry as it stands, or None."""
    name = Registration.name_of(registration)
    return StoreSource(connection, fair).aggregate(Registration, name)[1]


def registration_by_identity(connection: sa.Connection, fair: str, identity: str) -> str | None:
    """Return the id of the entry that a company holds at a fair, or None."""
    found = StoreSource(connection, fair).aggregate(Identity, Identity.name_of(identity))[1]
    return found.registration if found else None
