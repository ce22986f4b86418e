"""Rows of registrations, their seats and their documents."""

from collections.abc import Iterator

import sqlalchemy as sa

from streams.domain.events.registrations import ProducerProfile
from streams.domain.registrations.state import Registration
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
    else:
        places, lines = sum(seat.places for seat in profile.seats), len(profile.seats)
        for seat in profile.seats:
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


REGISTRATIONS = Projection(
    rows=registration_rows,
    owned={
        tables.registrations: by_id,
        tables.seats: lambda key, aggregate_id: {"key": key, "registration": aggregate_id},
        tables.documents: by_subject(Registration.noun),
    },
)
