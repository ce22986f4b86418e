"""The rows of the private data out of one database and into another, whatever they mean.

Tables are taken as they stand in the database, so a copy of an older revision comes in as it was
and is migrated afterwards.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from streams.store.private.migrate import VERSIONS

_AT_A_TIME = 500


def tables_in(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables of the private data as they stand in a database."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[list[list[Any]]]:
    """Yield the rows of a table in the order of its key, some at a time."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    found = connection.execute(query.execution_options(yield_per=_AT_A_TIME))
    for rows in found.partitions():
        yield [list(row) for row in rows]


def bring_in(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Write rows into a table.

    Raises
    ------
    LookupError
        When the table has other columns.
    """
    if set(columns) != set(table.columns.keys()):
        raise LookupError(f"{table.name} has other columns")
    if rows:
        connection.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in rows])
