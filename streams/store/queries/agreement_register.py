"""Queries about the register of one fair: every paper, how it stands, and whether it counts."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from streams.domain.counting import Reason
from streams.domain.fairs.state import Fair, Series
from streams.store.queries.counting import reason_expression
from streams.store.queries.fairs import series_state
from streams.store.tables import agreements

_STANDING: sa.ColumnElement[str] = sa.case(
    (agreements.c.merged_into != "", "merged"),
    (agreements.c.voided_on.is_not(None), "voided"),
    (agreements.c.superseded_on.is_not(None), "superseded"),
    else_=agreements.c.status,
)
_SHOWN = (
    "id",
    "number",
    "kind",
    "signed_on",
    "producer_kind",
    "producer_name",
    "producer_private",
    "distributor_name",
    "evidence",
    "differs",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One fair's papers, judged by its own days and its series' grace on one effective day."""

    fair: str
    first_day: str
    counts_until: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A paper in the register. Names are absent where they identify a natural person.

    `state` says how it ended, else how far it came; `reason` is why it does not count, or None.
    """

    id: str
    number: str
    kind: str
    state: str
    signed_on: str | None
    producer_kind: str
    producer_name: str | None
    producer_private: str | None
    distributor_name: str | None
    evidence: str
    differs: str
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNames:
    """What a paper is searched by."""

    id: str
    number: str
    producer_kind: str
    producer_name: str | None
    producer_private: str | None
    distributor_name: str | None


def register_of(connection: sa.Connection, fair: Fair, as_of: date) -> Register:
    """Return the register of a fair; one without a series has the usual grace."""
    series = series_state(connection, fair.details.series) if fair.details.series else None
    grace = series.grace_days if series else Series(id="", name="").grace_days
    return Register(
        fair=fair.id,
        first_day=fair.first_day.isoformat(),
        counts_until=(fair.last_day + timedelta(days=grace)).isoformat(),
        as_of=as_of.isoformat(),
    )


def papers_in_states(connection: sa.Connection, register: Register) -> dict[str, int]:
    """Return how many papers stand in each state."""
    query = sa.select(_STANDING, sa.func.count()).where(*_current(register)).group_by(_STANDING)
    return {row[0]: row[1] for row in connection.execute(query)}


def papers_to_review(connection: sa.Connection, register: Register) -> int:
    """Return how many second copies differ in content."""
    query = sa.select(sa.func.count()).where(*_current(register), agreements.c.differs != "")
    return connection.scalar(query) or 0


def papers_counted(connection: sa.Connection, register: Register) -> int:
    """Return how many papers of the fair count."""
    query = sa.select(sa.func.count()).where(*_current(register), _reason(register).is_(None))
    return connection.scalar(query) or 0


def names_of_papers(
    connection: sa.Connection, register: Register, *, state: str = "", to_review: bool = False
) -> Iterator[PaperNames]:
    """Yield what papers are searched by, in the order of the register."""
    columns = [agreements.c[name] for name in PaperNames.__slots__]
    for row in connection.execute(_ordered(columns, register, state, to_review)):
        yield PaperNames(**row._mapping)


def register_page(
    connection: sa.Connection,
    register: Register,
    *,
    state: str = "",
    to_review: bool = False,
    ids: Collection[str] | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[RegisterRow]:
    """Return some papers by number.

    Parameters
    ----------
    state : str
        Only papers in this state.
    to_review : bool
        Only second copies that differ in content.
    ids : collection of str
        Only these papers.
    """
    columns: list[sa.ColumnElement[Any]] = [agreements.c[name] for name in _SHOWN]
    columns += [_STANDING.label("state"), _reason(register).label("reason")]
    query = _ordered(columns, register, state, to_review)
    if ids is not None:
        query = query.where(agreements.c.id.in_(sorted(ids)))
    query = query.offset(offset).limit(limit)
    return [RegisterRow(**row._mapping) for row in connection.execute(query)]


def paper_numbered(connection: sa.Connection, fair: str, number: str) -> str | None:
    """Return the id of the paper that has a number, a first one before its copies, or None."""
    query = (
        sa.select(agreements.c.id)
        .where(
            agreements.c.key == fair,
            agreements.c.recorded_to.is_(None),
            agreements.c.number == number,
        )
        .order_by(agreements.c.merged_into, agreements.c.id)
        .limit(1)
    )
    return connection.scalar(query)


def papers_ended_by(
    connection: sa.Connection, register: Register, agreement: str, number: str
) -> list[RegisterRow]:
    """Return the papers that are copies of one, or that it took the place of."""
    by = agreements.c.superseded_by.in_(sorted({agreement, number} - {""}))
    columns: list[sa.ColumnElement[Any]] = [agreements.c[name] for name in _SHOWN]
    columns += [_STANDING.label("state"), _reason(register).label("reason")]
    query = _ordered(columns, register, "", False).where(
        sa.or_(agreements.c.merged_into == agreement, by)
    )
    return [RegisterRow(**row._mapping) for row in connection.execute(query)]


def _ordered(
    columns: list[Any], register: Register, state: str, to_review: bool
) -> sa.Select[tuple[Any, ...]]:
    query = sa.select(*columns).where(*_current(register))
    if state:
        query = query.where(_STANDING.in_([state]))
    if to_review:
        query = query.where(agreements.c.differs != "")
    return query.order_by(agreements.c.number_key, agreements.c.id)


def _current(register: Register) -> tuple[sa.ColumnElement[bool], ...]:
    return (agreements.c.key == register.fair, agreements.c.recorded_to.is_(None))


def _reason(register: Register) -> sa.ColumnElement[Any]:
    columns: dict[str, sa.ColumnElement[Any]] = {
        column.name: column for column in agreements.columns
    }
    columns |= {
        "fair": agreements.c.key,
        "first_day": sa.literal(register.first_day),
        "counts_until": sa.literal(register.counts_until),
    }
    return reason_expression(columns, (register.fair,), register.as_of)
