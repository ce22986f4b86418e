"""The projector: reads the log in order and applies it to the store, a batch per transaction.

It holds no rule but that of effectiveness. Effects, ordinals and the next position are written
together, so whatever happens to the process, a record has its effect exactly once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.event import Event
from streams.log.codec import FutureVersion, Undecodable, decode
from streams.log.port import Stored
from streams.store import tables
from streams.store.announcing import announce
from streams.store.application import Application
from streams.store.prepared import Prepared, pipelined
from streams.store.projected import Projected
from streams.store.workspace import Workspace

_MANY = 8
"""Records from which on their rows are better copied than sent one by one."""
_UNFIT = (sa.exc.IntegrityError, sa.exc.DataError, OverflowError, UnicodeEncodeError)
Decoded = tuple[Stored, Event | Undecodable]
_positions = tables.positions
_POSITION = Prepared(
    sa.select(_positions.c.next_offset, _positions.c.last_event, _positions.c.duplicates).where(
        _positions.c.partition == sa.bindparam("of")
    )
)
_POSITION_AND_LOCK = Prepared(
    sa.select(_positions.c.next_offset)
    .where(_positions.c.partition == sa.bindparam("of"))
    .with_for_update()
)
_BEGIN = Prepared(_positions.insert())
_MOVE = Prepared(
    _positions.update()
    .where(_positions.c.partition == sa.bindparam("of"))
    .values(
        next_offset=sa.bindparam("next_offset"),
        last_event=sa.bindparam("last_event"),
        duplicates=sa.bindparam("duplicates"),
    )
)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a partition was applied to: the next offset, and the event id just before it."""

    next_offset: int = 0
    last_event: str | None = None
    duplicates: int = 0


class PositionMoved(Exception):
    """Another worker wrote this partition meanwhile, or records are missing before these."""


class Projector:
    """Applies records to one store. Not safe for two threads; callers hold a lock.

    One connection is kept, and what was loaded stays in memory, since nobody else writes these
    partitions; if somebody does, the position tells, and everything in memory is thrown away.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._connection = engine.connect()
        self._workspace = Workspace()
        self._stands: dict[int, Stand] = {}

    def stand(self, partition: int) -> Stand:
        """Return where a partition was applied to."""
        if partition not in self._stands:
            with self._connection.begin():
                rows = _POSITION.rows(self._connection, {"of": partition})
            self._stands[partition] = Stand(*rows[0]) if rows else Stand()
        return self._stands[partition]

    @property
    def workspace(self) -> Workspace:
        """What is held in memory; another object after every failure."""
        return self._workspace

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def apply(self, records: Sequence[Stored]) -> list[Projected]:
        """Apply records of one partition that follow each other; what was applied is skipped.

        Raises
        ------
        FutureVersion
            At a record this program is too old for, after everything before it was applied.
        PositionMoved
            When the store stands elsewhere than before these records; nothing was applied.
        """
        if not records:
            return []
        decoded, future = _decode_until_future(records)
        done = self._apply_somehow(decoded) if decoded else []
        if future is not None:
            raise future
        return done

    def _apply_somehow(self, decoded: Sequence[Decoded]) -> list[Projected]:
        """Apply a batch: trustingly, then looking for repeats, then record by record.

        A record that the tables cannot take although it could be folded becomes a dead letter; the
        others are unaffected.
        """
        try:
            return self._apply(decoded, look_for_repeats=False)
        except sa.exc.IntegrityError:
            pass
        try:
            return self._apply(decoded, look_for_repeats=True)
        except _UNFIT as error:
            if len(decoded) > 1:
                return [done for one in decoded for done in self._apply_somehow([one])]
            unfit = f"{type(error).__name__}: {error}"
            return self._apply(decoded, look_for_repeats=True, unfit=unfit)

    def _apply(
        self, decoded: Sequence[Decoded], *, look_for_repeats: bool, unfit: str = ""
    ) -> list[Projected]:
        partition = decoded[0][0].position.partition
        stand = self.stand(partition)
        try:
            with self._connection.begin():
                self._claim(partition, stand)
                new = _new_since(stand, decoded)
                application = Application(
                    self._connection,
                    self._workspace,
                    new,
                    look_for_repeats=look_for_repeats,
                    unfit=unfit,
                )
                done = application.run()
                after = _stand_after(stand, new, application.duplicates)
                with pipelined(self._connection, len(decoded) < _MANY):
                    application.write()
                    self._move(partition, stand, after)
                    announce(self._connection, partition, after.next_offset, done)
        except BaseException:
            self._workspace = Workspace()
            self._stands.clear()
            raise
        self._stands[partition] = after
        return done

    def _claim(self, partition: int, stand: Stand) -> None:
        """Check that nobody else has moved the position, and let nobody until the commit.

        Two who begin a partition are kept apart by the table's key.
        """
        if stand.next_offset == 0:
            return
        rows = _POSITION_AND_LOCK.rows(self._connection, {"of": partition})
        if not rows or rows[0][0] != stand.next_offset:
            raise PositionMoved(f"partition {partition} is being applied by another worker")

    def _move(self, partition: int, stand: Stand, after: Stand) -> None:
        values = {
            "next_offset": after.next_offset,
            "last_event": after.last_event,
            "duplicates": after.duplicates,
        }
        if stand.next_offset == 0:
            _BEGIN.run(self._connection, [{"partition": partition, **values}])
            return
        _MOVE.run(self._connection, [{"of": partition, **values}])


def _decode_until_future(
    records: Sequence[Stored],
) -> tuple[list[Decoded], FutureVersion | None]:
    decoded: list[Decoded] = []
    for record in records:
        try:
            decoded.append((record, decode(record.value, record.key)))
        except Undecodable as error:
            decoded.append((record, error))
        except FutureVersion as error:
            return decoded, error
    return decoded, None


def _new_since(stand: Stand, decoded: Sequence[Decoded]) -> list[Decoded]:
    """Return the records not applied yet.

    Raises
    ------
    PositionMoved
        When records between the stand and these are missing.
    """
    begin = stand.next_offset
    new = [(record, event) for record, event in decoded if record.position.offset >= begin]
    if new and new[0][0].position.offset != begin:
        position = new[0][0].position
        raise PositionMoved(
            f"partition {position.partition} was applied up to offset {begin}, "
            f"but the next record stands at {position.offset}"
        )
    return new


def _stand_after(stand: Stand, new: Sequence[Decoded], duplicates: int) -> Stand:
    if not new:
        return stand
    last, event = new[-1]
    return Stand(
        next_offset=last.position.offset + 1,
        last_event=event.id if isinstance(event, Event) else None,
        duplicates=stand.duplicates + duplicates,
    )
