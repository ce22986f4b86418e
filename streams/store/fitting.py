"""What every table can hold alike, whatever the database: 64-bit numbers, texts an index takes.

SQLite would take any text into an index; PostgreSQL refuses one of more than 2,700 bytes. A fact
that asks for more cannot be applied, on either.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

_INT64 = 2**63
_LONGEST_NAME = 500
_MOST_INDEXED = 650
"""Signs, of at most four bytes each, in all columns of a row that stand in an index."""


def check_number(number: int, table: str) -> None:
    """Check a number that a column is to hold.

    Raises
    ------
    ValueError
        When it has more than 64 bits.
    """
    if not -_INT64 <= number < _INT64:
        raise ValueError(f"a number of {table} does not fit 64 bits")


def check_name(name: str) -> None:
    """Check the name of an aggregate that is to be changed.

    Raises
    ------
    ValueError
        When no index takes it.
    """
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"a name of {len(name)} signs, {_LONGEST_NAME} are the most")


def check_row(table: sa.Table, row: Mapping[str, Any]) -> None:
    """Check what a row is to hold.

    Raises
    ------
    ValueError
        When a number is too large, or its indexed texts are too long.
    """
    for value in row.values():
        if type(value) is int:
            check_number(value, table.name)
    signs = sum(len(row.get(name) or "") for name in _indexed_texts(table))
    if signs > _MOST_INDEXED:
        raise ValueError(f"{signs} signs in indexes of {table.name}, {_MOST_INDEXED} are the most")


@cache
def _indexed_texts(table: sa.Table) -> tuple[str, ...]:
    columns = {*table.primary_key.columns}
    columns.update(column for index in table.indexes for column in index.columns)
    return tuple(sorted(column.name for column in columns if isinstance(column.type, sa.Text)))
