"""Announcements of what was applied, delivered by PostgreSQL with the transaction that applied it.

A line names the partition, its next offset, the last ordinal of each key that moved, and, of few
events, what became of them. It says nothing that the tables do not say, so a lost one costs time
only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from streams.domain.value import Value
from streams.store.prepared import Prepared
from streams.store.projected import Judged, Projected

_CHANNEL = "ketnoi_applied_"
_LARGEST = 7_900
"""Bytes of an announcement; PostgreSQL takes 8,000."""
_FEW = 16
"""Events that may fit into one, with what became of them."""
_ANNOUNCE = Prepared(
    sa.select(
        sa.func.pg_notify(
            sa.literal_column(f"'{_CHANNEL}' || current_schema()"), sa.bindparam("line")
        )
    )
)
_encode = msgspec.json.Encoder().encode


class Announced(Value):
    """A partition moved on. `ordinals` are absent where there were too many keys to name."""

    partition: int
    next_offset: int
    ordinals: Mapping[str, int] | None = None
    judged: tuple[Judged, ...] = ()


_decode = msgspec.json.Decoder(Announced).decode


def announce(
    connection: sa.Connection, partition: int, next_offset: int, done: Sequence[Projected]
) -> None:
    """Announce a batch within the transaction that applies it; nothing where nobody can listen."""
    if connection.dialect.name != "postgresql":
        return
    ordinals = {projected.key: projected.ordinal for projected in done}
    announced = Announced(partition=partition, next_offset=next_offset, ordinals=ordinals)
    judged = [projected.judged for projected in done] if len(done) <= _FEW else []
    line = _encode(announced.but(judged=tuple(one for one in judged if one is not None)))
    if len(line) > _LARGEST:
        line = _encode(announced)
    if len(line) > _LARGEST:
        line = _encode(announced.but(ordinals=None))
    _ANNOUNCE.run(connection, [{"line": line.decode()}])


def listen(engine: sa.Engine, every: float) -> Iterator[Announced | None]:
    """Yield announcements as they come, and None whenever none came for so many seconds.

    Raises
    ------
    DBAPIError, psycopg.Error
        When the connection is lost.
    """
    with engine.connect() as connection:
        quick = connection.execution_options(isolation_level="AUTOCOMMIT")
        schema = quick.scalar(sa.select(sa.func.current_schema()))
        quick.exec_driver_sql(f'LISTEN "{_CHANNEL}{schema}"')
        driver: Any = quick.connection.driver_connection
        yield None
        while True:
            heard = False
            for notification in driver.notifies(timeout=every):
                heard = True
                yield _decode(notification.payload)
            if not heard:
                yield None
