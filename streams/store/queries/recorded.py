"""What is on record already about the companies and papers of a list, and who put it there.

An import compares each row with this before it asks for anything.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from streams.domain.agreements.state import Agreement, Number
from streams.domain.days import moment_of
from streams.domain.registrations.state import Registration
from streams.log.port import Position
from streams.store.source import StoreSource
from streams.store.tables import agreements, events, registrations

_IN_ONE_QUERY = 5_000
_first = agreements.alias("first_version")
_PAPERS = (
    sa.select(agreements.c.number_key, agreements.c.digest, agreements.c.id)
    .join(
        _first,
        sa.and_(
            _first.c.key == agreements.c.key,
            _first.c.id == agreements.c.id,
            _first.c.version == 1,
        ),
    )
    .where(agreements.c.key == sa.bindparam("key"), agreements.c.recorded_to.is_(None))
    .order_by(_first.c.recorded_from, agreements.c.id)
)
_NUMBERED = _PAPERS.where(
    agreements.c.number_key.in_(sa.bindparam("some", expanding=True)),
)
_WITHOUT_NUMBER = _PAPERS.where(agreements.c.number_key == "")
_STEPS = (
    sa.select(
        events.c.subject,
        events.c.channel,
        events.c.partition,
        events.c.offset,
        events.c.ordinal,
        events.c.actor,
        events.c.recorded_at,
    )
    .where(
        events.c.key == sa.bindparam("key"),
        events.c.subject.in_(sa.bindparam("some", expanding=True)),
        events.c.type.in_(sa.bindparam("types", expanding=True)),
        events.c.outcome == "applied",
    )
    .order_by(events.c.ordinal)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An entry by its identity; the same company may have withdrawn and entered again.

    `name` is absent where it identifies a natural person.
    """

    id: str
    identity: str
    side: str
    status: str
    name: str | None
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One applied fact about something: where in the log it stands, and whether people wrote it."""

    position: Position
    by_hand: bool
    ordinal: int
    actor: str
    recorded_at: datetime


def entries_of(connection: sa.Connection, fair: str) -> list[Entered]:
    """Return every entry of a fair, those that take part last."""
    query = (
        sa.select(
            registrations.c.id,
            registrations.c.identity,
            registrations.c.side,
            registrations.c.status,
            registrations.c.name,
            registrations.c.province,
        )
        .where(registrations.c.key == fair)
        .order_by(registrations.c.status != "withdrawn", registrations.c.id)
    )
    return [
        Entered(
            id=row.id,
            identity=row.identity,
            side=row.side,
            status=row.status,
            name=row.name,
            province=row.province,
        )
        for row in connection.execute(query)
    ]


def registrations_by_id(
    connection: sa.Connection, fair: str, ids: Iterable[str]
) -> dict[str, tuple[int, Registration]]:
    """Return entries as they stand with their versions, by id."""
    source = StoreSource(connection, fair)
    names = {wanted: Registration.name_of(wanted) for wanted in ids}
    source.ahead(names.values())
    found = {wanted: source.aggregate(Registration, name) for wanted, name in names.items()}
    return {
        wanted: (version, state) for wanted, (version, state) in found.items() if state is not None
    }


def papers_by_number(
    connection: sa.Connection, fair: str, numbers: Collection[str]
) -> dict[str, list[tuple[int, Agreement]]]:
    """Return papers with their versions by number key, who holds the number before its copies.

    Papers without a number stand under their digest; copies name the one that was kept.
    """
    ids: dict[str, list[str]] = {}
    for some in _portions(sorted(number for number in numbers if number)):
        for row in connection.execute(_NUMBERED, {"key": fair, "some": some}):
            ids.setdefault(row.number_key, []).append(row.id)
    source = StoreSource(connection, fair)
    source.ahead(Number.name_of(number) for number in ids)
    for number, papers in ids.items():
        holder = source.aggregate(Number, Number.name_of(number))[1]
        held = holder.agreement if holder else None
        ids[number] = [p for p in papers if p == held] + [p for p in papers if p != held]
    if "" in numbers:
        for row in connection.execute(_WITHOUT_NUMBER, {"key": fair}):
            ids.setdefault(row.digest, []).append(row.id)
    source.ahead(Agreement.name_of(paper) for papers in ids.values() for paper in papers)
    found: dict[str, list[tuple[int, Agreement]]] = {}
    for number, papers in ids.items():
        states = (source.aggregate(Agreement, Agreement.name_of(paper)) for paper in papers)
        found[number] = [(version, state) for version, state in states if state is not None]
        if not found[number][0][1].content.number:
            found[number].sort(key=lambda one: one[1].merged_into in papers)
    return found


def versions_of(connection: sa.Connection, key: str, names: Iterable[str]) -> dict[str, int]:
    """Return the versions of aggregates by full name; 0 for one never changed."""
    source = StoreSource(connection, key)
    wanted = list(names)
    source.ahead(wanted)
    return {name: source.version(name) for name in wanted}


def steps_of(
    connection: sa.Connection, key: str, subjects: Collection[str], types: Collection[str]
) -> dict[str, list[Step]]:
    """Return the facts of some types about some subjects, oldest first."""
    found: dict[str, list[Step]] = {}
    for some in _portions(sorted(subjects)):
        given = {"key": key, "some": some, "types": sorted(types)}
        for row in connection.execute(_STEPS, given):
            step = Step(
                position=Position(row.partition, row.offset),
                by_hand=row.channel != "import",
                ordinal=row.ordinal,
                actor=row.actor,
                recorded_at=moment_of(row.recorded_at),
            )
            found.setdefault(row.subject, []).append(step)
    return found


def _portions(values: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _IN_ONE_QUERY):
        yield values[first : first + _IN_ONE_QUERY]
