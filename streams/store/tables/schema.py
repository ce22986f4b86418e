"""What all tables share: the metadata, and the marks that keep columns out of the hash."""

import sqlalchemy as sa

metadata = sa.MetaData()

PLACE = {"place": True}
"""Mark of a column that says where something stood in one log: not in the canonical hash."""

CACHE = {"cache": True}
"""Mark of a table that can be computed again, or counts deliveries: not in the canonical hash."""


TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Texts are compared sign by sign on every database, whatever language it was made for."""

_BY_ARRIVAL = frozenset({"events"})
"""Tables with several indexes, which would each repeat a long primary key."""


def table(
    name: str, *columns: sa.schema.SchemaItem, info: dict[str, bool] | None = None
) -> sa.Table:
    """Return a table; in SQLite its rows lie in the order of the primary key, without another."""
    return sa.Table(
        name, metadata, *columns, info=info or {}, sqlite_with_rowid=name in _BY_ARRIVAL
    )


def text(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    """Return a text column."""
    return sa.Column(name, TEXT, primary_key=primary_key, nullable=nullable)


def whole(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[int]:
    """Return a column of 64-bit integers."""
    return sa.Column(
        name, sa.BigInteger, primary_key=primary_key, nullable=nullable, autoincrement=False
    )


def flag(name: str) -> sa.Column[bool]:
    """Return a column of true and false."""
    return sa.Column(name, sa.Boolean, nullable=False)
