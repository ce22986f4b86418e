"""Queries for what the record refers to outside itself: private rows and files."""

import sqlalchemy as sa

from streams.store.tables import documents, private_references


def referred_rows(connection: sa.Connection) -> list[str]:
    """Return the references of applied events to private rows, sorted."""
    column = private_references.c.reference
    return list(connection.scalars(sa.select(column).distinct().order_by(column)))


def referred_files(connection: sa.Connection) -> list[tuple[str, int]]:
    """Return digest and size of every file that is attached to something, sorted."""
    columns = (documents.c.digest, documents.c.size)
    query = sa.select(*columns).distinct().order_by(*columns)
    return [(row.digest, row.size) for row in connection.execute(query)]
