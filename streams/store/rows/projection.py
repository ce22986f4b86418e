"""How one kind of aggregate becomes rows: which rows it owns, and what they say.

Rows are a pure function of the state, so taking an act back needs nothing but the state before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

Row = dict[str, Any]
_json = msgspec.json.Encoder(order="deterministic")


def by_id(key: str, aggregate_id: str) -> Row:
    """Return the columns of a table whose rows carry key and id."""
    return {"key": key, "id": aggregate_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Rows of one noun.

    Attributes
    ----------
    owned : mapping of table to function (key, id) → column values
        Tables whose rows of an aggregate are replaced as a whole.
    rows : function (key, id, state) → (table, row) pairs
        What they say now.
    versions : table
        Rows that are not replaced are kept per version; this table's also say from when to when
        they stood in the record, for counts as of then.
    identity : function (key, id) → column values
        The key columns of `versions` beside the version.
    """

    rows: Callable[[str, str, Any], Iterable[tuple[sa.Table, Row]]]
    owned: Mapping[sa.Table, Callable[[str, str], Row]] = field(default_factory=dict)
    versions: sa.Table | None = None
    identity: Callable[[str, str], Row] = by_id


def by_pair(key: str, aggregate_id: str) -> Row:
    """Return the columns of a table whose rows carry key, producer and seat."""
    producer, _, seat = aggregate_id.partition("~")
    return {"key": key, "producer": producer, "seat": seat}


def as_text(value: object) -> str:
    """Return a value as canonical JSON text."""
    return _json.encode(value).decode()


def day(value: object) -> str | None:
    """Return a date or nothing as text."""
    return None if value is None else str(value)
