"""Queries about registrations, by fair."""

from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.events.registrations import Paper, ProducerProfile
from streams.domain.registrations.state import Identity, Registration
from streams.domain.state import State
from streams.store.source import StoreSource
from streams.store.tables import aggregates, registrations
from streams.store.workspace import decode_state


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


def papers_changed_since(
    connection: sa.Connection, fair: str, registration: str, ordinal: int
) -> bool:
    """Whether a producer's papers were changed by what happened last to it, after an ordinal."""
    query = sa.select(aggregates.c.ordinal, aggregates.c.state, aggregates.c.before).where(
        aggregates.c.key == fair, aggregates.c.name == Registration.name_of(registration)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.ordinal <= ordinal:
        return False
    now, before = (
        decode_state(Registration.name_of(registration), text) for text in (row.state, row.before)
    )
    return _papers(now) != _papers(before) and before is not None


def _papers(state: State | None) -> tuple[Paper, ...]:
    if isinstance(state, Registration) and isinstance(state.profile, ProducerProfile):
        return state.profile.papers
    return ()


def registration_by_identity(connection: sa.Connection, fair: str, identity: str) -> str | None:
    """Return the id of the entry that a company holds at a fair, or None."""
    found = StoreSource(connection, fair).aggregate(Identity, Identity.name_of(identity))[1]
    return found.registration if found else None
