"""Rows of registrations, their seats and their documents."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.events.registrations import ProducerProfile, Seat
from streams.domain.registrations.state import Registration
from streams.domain.state import registration_of
from streams.domain.vocabulary import product_group
from streams.store import tables
from streams.store.rows.documents import by_subject, document_row
from streams.store.rows.projection import Projection, Row, by_id


def registration_rows(
    key: str, registration_id: str, registration: Registration
) -> Iterator[tuple[sa.Table, Row]]:
    """Yield the entry, then its seats and documents."""
    profile = registration.profile
    holder = profile.holder
    if isinstance(profile, ProducerProfile):
        places, lines = profile.places, len(profile.products)
        for product in profile.products:
            product_group(product.product_set)
    else:
        places, lines = sum(seat.places for seat in profile.seats), len(profile.seats)
        for seat in _numbered(registration_id, profile.seats):
            yield (
                tables.seats,
                {
                    "key": key,
                    "id": seat.id,
                    "registration": registration_id,
                    "places": seat.places,
                    "buyer_ref": seat.buyer_ref,
                },
            )
    yield (
        tables.registrations,
        {
            "key": key,
            "id": registration_id,
            "side": registration.side,
            "status": registration.status,
            "kind": profile.kind,
            "identity": holder.identity,
            "name": holder.name,
            "private": holder.private,
            "province": holder.place.province,
            "district": holder.place.district,
            "commune": holder.place.commune,
            "places": places,
            "lines": lines,
            "origin": registration.origin,
            "channel": registration.channel,
        },
    )
    for document in registration.documents:
        subject = Registration.name_of(registration_id)
        yield tables.documents, document_row(key, subject, document)


def _numbered(registration_id: str, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Return seats whose ids are their registration's own and whose sets exist.

    Raises
    ------
    ValueError
        When an id is doubled or another registration's, or a set is none.
    """
    if len({seat.id for seat in seats}) != len(seats):
        raise ValueError("two seats have one id")
    for seat in seats:
        if registration_of(seat.id) != registration_id:
            raise ValueError(f"the seat {seat.id} belongs to another registration")
        for product_set in seat.product_sets:
            product_group(product_set)
    return seats


REGISTRATIONS = Projection(
    rows=registration_rows,
    owned={
        tables.registrations: by_id,
        tables.seats: lambda key, aggregate_id: {"key": key, "registration": aggregate_id},
        tables.documents: by_subject(Registration.noun),
    },
)
