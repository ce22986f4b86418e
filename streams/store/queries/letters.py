"""Queries about dead letters: where they stand, why, and whether somebody has dealt with them.

A letter is repaired once an applied event, under whatever key, names it in `repairs`; it is dropped
once an applied `letter.dropped` of its own key names it; else it is open.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.domain.letters import Letter
from streams.domain.view import LetterStatus
from streams.log.port import Position
from streams.store.tables import aggregates, dead_letters, events
from streams.store.workspace import BEFORE_TIME

_ATTRIBUTES = ("type", "subject", "time", "actor", "channel", "onbehalfof")
_UNTOLD = moment_of(BEFORE_TIME)
_SHOWN = 64 * 1024
"""Bytes of a record that lists show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A record without effect: its place, its cause, what became of it, and its bytes."""

    key: str
    ordinal: int
    recorded_at: datetime
    position: Position
    code: str
    detail: str
    status: LetterStatus
    value: bytes

    @property
    def dated_at(self) -> datetime | None:
        """When it was recorded; None where neither it nor a record before it tells."""
        return None if self.recorded_at == _UNTOLD else self.recorded_at

    @property
    def raw(self) -> str:
        """The bytes, as far as they are text."""
        return self.value.decode("utf-8", "replace")

    @property
    def readable(self) -> dict[str, str]:
        """The attributes of its envelope that can still be read."""
        try:
            envelope = msgspec.json.decode(self.value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}
        if not isinstance(envelope, dict):
            return {}
        return {name: str(envelope[name]) for name in _ATTRIBUTES if name in envelope}


_ordinal = sa.cast(dead_letters.c.ordinal, sa.Text)
_repairing = events.alias("repairing")
_IS_REPAIRED = (
    sa.exists()
    .where(
        _repairing.c.repairs == dead_letters.c.key + "/" + _ordinal,
        _repairing.c.outcome == "applied",
    )
    .correlate(dead_letters)
)
_IS_DROPPED = (
    sa.exists()
    .where(
        aggregates.c.key == dead_letters.c.key,
        aggregates.c.name == f"{Letter.noun}/" + _ordinal,
        aggregates.c.state.is_not(None),
    )
    .correlate(dead_letters)
)
_IS_OPEN = sa.not_(sa.or_(_IS_REPAIRED, _IS_DROPPED))
_STATUS = sa.case((_IS_REPAIRED, "repaired"), (_IS_DROPPED, "dropped"), else_="open")
_LETTER = sa.select(
    dead_letters.c.key,
    dead_letters.c.ordinal,
    dead_letters.c.code,
    dead_letters.c.detail,
    events.c.recorded_at,
    events.c.partition,
    events.c.offset,
    _STATUS.label("status"),
).join(
    events,
    sa.and_(dead_letters.c.key == events.c.key, dead_letters.c.ordinal == events.c.ordinal),
)


def place_of(key: str, ordinal: int) -> str:
    """Return how an event names the dead letter that it repairs."""
    return f"{key}/{ordinal}"


def letters_newest(
    connection: sa.Connection, limit: int = 50, *, closed_too: bool = False
) -> list[DeadLetter]:
    """Return the latest dead letters with the beginning of their bytes, open ones or all."""
    cut = sa.func.substr(dead_letters.c.value, 1, _SHOWN, type_=sa.LargeBinary)
    query = (
        _LETTER.add_columns(cut.label("value"))
        .where(sa.true() if closed_too else _IS_OPEN)
        .order_by(events.c.recorded_at.desc(), dead_letters.c.key, dead_letters.c.ordinal.desc())
        .limit(limit)
    )
    return [_letter(row) for row in connection.execute(query)]


def letter_at(connection: sa.Connection, key: str, ordinal: int) -> DeadLetter | None:
    """Return a dead letter with all its bytes, or None where there is none."""
    query = _LETTER.add_columns(dead_letters.c.value).where(
        dead_letters.c.key == key, dead_letters.c.ordinal == ordinal
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _letter(row)


def letter_status(connection: sa.Connection, key: str, ordinal: int) -> LetterStatus | None:
    """Return whether a dead letter is open, or None where there is none."""
    query = sa.select(_STATUS).where(dead_letters.c.key == key, dead_letters.c.ordinal == ordinal)
    return connection.scalar(query)


def count_open_letters(connection: sa.Connection) -> int:
    """Return how many dead letters nobody has dealt with."""
    query = sa.select(sa.func.count()).select_from(dead_letters).where(_IS_OPEN)
    return connection.scalar(query) or 0


def open_letters(connection: sa.Connection) -> list[bytes]:
    """Return all bytes of every dead letter that nobody has dealt with."""
    return [
        bytes(value)
        for value in connection.scalars(sa.select(dead_letters.c.value).where(_IS_OPEN))
    ]


def count_attempts(connection: sa.Connection, key: str, ordinal: int) -> int:
    """Return how often a dead letter was repaired so far, with or without effect."""
    query = (
        sa.select(sa.func.count())
        .select_from(events)
        .where(events.c.repairs == place_of(key, ordinal))
    )
    return connection.scalar(query) or 0


def _letter(row: sa.Row[tuple[object, ...]]) -> DeadLetter:
    values = row._mapping
    return DeadLetter(
        key=values["key"],
        ordinal=values["ordinal"],
        recorded_at=moment_of(values["recorded_at"]),
        position=Position(values["partition"], values["offset"]),
        code=values["code"],
        detail=values["detail"],
        status=values["status"],
        value=bytes(values["value"]),
    )
