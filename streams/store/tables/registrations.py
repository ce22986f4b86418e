"""Tables of registrations and of the seats of distributors."""

import sqlalchemy as sa

from streams.store.tables.schema import table, text, whole

registrations = table(
    "registrations",
    text("key", primary_key=True),
    text("id", primary_key=True),
    text("side"),
    text("status"),
    text("kind"),
    text("identity"),
    text("name", nullable=True),
    text("private", nullable=True),
    text("province"),
    text("district"),
    text("commune"),
    whole("places"),
    whole("lines"),
    text("origin"),
    text("channel"),
)
"""One row per entry. `name` is absent where it identifies a natural person; `lines` counts the
products of a producer or the seats of a distributor."""

seats = table(
    "seats",
    text("key", primary_key=True),
    text("id", primary_key=True),
    text("registration"),
    whole("places"),
    text("buyer_ref", nullable=True),
    sa.Index("seats_registration", "key", "registration"),
)
