"""What other systems are to learn of a partition of the log, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from streams.log.port import Position
from streams.store.tables import dead_letters, events


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A record to be published.

    Attributes
    ----------
    through : int
        The offset up to which everything was dealt with once this is published.
    skipped : int
        Entries of a batch that had no effect.
    code, detail : str
        Why it is a dead letter; empty for one that took effect.
    """

    offset: int
    through: int
    key: str
    ordinal: int
    recorded_at: str
    skipped: int
    code: str = ""
    detail: str = ""


_COLUMNS = (
    events.c.offset,
    events.c.key,
    events.c.ordinal,
    events.c.recorded_at,
    events.c.skipped,
)
_AFTER = (
    events.c.partition == sa.bindparam("of"),
    events.c.offset >= sa.bindparam("begin"),
    events.c.offset < sa.bindparam("end"),
)
_APPLIED = (
    sa.select(*_COLUMNS, events.c.id, events.c.correlation)
    .where(*_AFTER, events.c.outcome == "applied")
    .order_by(events.c.offset)
    .limit(sa.bindparam("most"))
)
_DEAD = (
    sa.select(*_COLUMNS, dead_letters.c.code, dead_letters.c.detail)
    .join(
        dead_letters,
        sa.and_(dead_letters.c.key == events.c.key, dead_letters.c.ordinal == events.c.ordinal),
    )
    .where(*_AFTER, events.c.outcome == "dead")
    .order_by(events.c.offset)
    .limit(sa.bindparam("most"))
)
_PARTS = (
    sa.select(*_COLUMNS)
    .where(
        events.c.key == sa.bindparam("key"),
        events.c.ordinal < sa.bindparam("ordinal"),
        events.c.outcome == "part",
        events.c.correlation == sa.bindparam("correlation"),
    )
    .order_by(events.c.ordinal)
)


def effective(connection: sa.Connection, start: Position, end: int, most: int) -> list[Outgoing]:
    """Return the first records that took effect between two offsets of a partition.

    A batch in parts took effect with its last one; the others go before it, as it does not stand
    without them.
    """
    rows = connection.execute(_APPLIED, _between(start, end, most))
    return [outgoing for row in rows.all() for outgoing in _with_parts(connection, row)]


def dead(connection: sa.Connection, start: Position, end: int, most: int) -> list[Outgoing]:
    """Return the first dead letters between two offsets of a partition."""
    rows = connection.execute(_DEAD, _between(start, end, most))
    return [_outgoing(row, row.offset, row.code, row.detail) for row in rows]


def _between(start: Position, end: int, most: int) -> dict[str, int]:
    return {"of": start.partition, "begin": start.offset, "end": end, "most": most}


def _with_parts(connection: sa.Connection, row: Any) -> Iterator[Outgoing]:
    if row.correlation is not None and row.correlation == row.id:
        asked = {"key": row.key, "ordinal": row.ordinal, "correlation": row.correlation}
        for part in connection.execute(_PARTS, asked):
            yield _outgoing(part, row.offset - 1)
    yield _outgoing(row, row.offset)


def _outgoing(row: Any, through: int, code: str = "", detail: str = "") -> Outgoing:
    return Outgoing(
        offset=row.offset,
        through=through,
        key=row.key,
        ordinal=row.ordinal,
        recorded_at=row.recorded_at,
        skipped=row.skipped,
        code=code,
        detail=detail,
    )
