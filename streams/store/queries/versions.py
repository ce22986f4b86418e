"""Queries about one aggregate: its version, and which act gave it that version."""

from typing import TypeVar

import sqlalchemy as sa

from streams.domain.state import State
from streams.store.source import StoreSource
from streams.store.tables import aggregates

S = TypeVar("S", bound=State)


def standing_of(
    connection: sa.Connection, key: str, kind: type[S], aggregate_id: str
) -> tuple[int, S | None]:
    """Return version and state of an aggregate; (0, None) for one that never was."""
    return StoreSource(connection, key).aggregate(kind, kind.name_of(aggregate_id))


def version_left_by(connection: sa.Connection, key: str, name: str, ordinal: int) -> int | None:
    """Return the version of an aggregate if an act was the last to change it, else None.

    Parameters
    ----------
    name : str
        The aggregate's full name, `noun/id`.
    ordinal : int
        The act's ordinal within the key.
    """
    return connection.scalar(
        sa.select(aggregates.c.version).where(
            aggregates.c.key == key,
            aggregates.c.name == name,
            aggregates.c.ordinal == ordinal,
        )
    )
