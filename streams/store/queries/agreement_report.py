"""The agreement report: one count, why everything else was left out, and tables that close.

Everything is read at one moment of the store. `recorded_as_of` chooses the versions of papers,
fairs and series; `as_of` is the effective day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from streams.domain.counting import PARTITIONS, REASONS, TOUCHING, Reason
from streams.domain.errors import NotFound
from streams.domain.naming import alphabetical
from streams.store.facets import read_facets
from streams.store.queries.counting import reason_expression
from streams.store.tables import agreements, fairs, series

UNKNOWN = ""
"""The value of a dimension that nobody stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairWindow:
    """A fair whose papers are looked at, with the days on which signatures count."""

    fair: str
    name: str
    first_day: str
    last_day: str
    counts_until: str
    in_scope: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a report is about: series, fairs, and both as-of dates."""

    series: str
    series_name: str
    grace_days: int
    windows: tuple[FairWindow, ...]
    as_of: str
    recorded_as_of: str

    @property
    def fairs(self) -> tuple[str, ...]:
        """The fairs whose papers can count."""
        return tuple(window.fair for window in self.windows if window.in_scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """The count and what stands behind it.

    `tables` maps a dimension to (value, count) lines; `UNKNOWN` is the unknown line. The tables of
    `PARTITIONS` add up to `count`; those of `TOUCHING` do not and are never summed.
    """

    scope: Scope
    count: int
    candidates: int
    excluded: Mapping[Reason, int]
    tables: Mapping[str, Sequence[tuple[str, int]]]
    distinct: Mapping[str, int] = field(default_factory=dict)

    @property
    def partitions(self) -> tuple[str, ...]:
        """The tables that must add up to the count."""
        return PARTITIONS


def report_scope(
    connection: sa.Connection,
    series_id: str,
    *,
    fair: str | None,
    as_of: date,
    recorded_as_of: str,
) -> Scope:
    """Return what a report on a series, or one fair of it, looks at.

    Papers of all fairs of the calendar years that the series touches are candidates, so that a
    reader sees what was left out and why.

    Raises
    ------
    NotFound
        When there is no such series, or the fair does not belong to it.
    """
    known = connection.execute(
        sa.select(series).where(series.c.id == series_id, *_standing(series, recorded_as_of))
    ).one_or_none()
    if known is None:
        raise NotFound(
            "no_such_series", "There is no series {series}. Check the id.", series=series_id
        )
    standing = connection.execute(
        sa.select(fairs).where(*_standing(fairs, recorded_as_of)).order_by(fairs.c.key)
    ).all()
    members = {row.key: row for row in standing if row.series == series_id}
    if fair is not None and fair not in members:
        raise NotFound(
            "fair_not_in_series",
            "The fair {fair} does not belong to the series {series}. Check the ids.",
            fair=fair,
            series=series_id,
        )
    years = {day[:4] for row in members.values() for day in (row.first_day, row.last_day)}
    return Scope(
        series=series_id,
        series_name=known.name,
        grace_days=known.grace_days,
        windows=tuple(
            FairWindow(
                fair=row.key,
                name=row.name,
                first_day=row.first_day,
                last_day=row.last_day,
                counts_until=_later(row.last_day, known.grace_days),
                in_scope=row.key in members and fair in (None, row.key),
            )
            for row in standing
            if {row.first_day[:4], row.last_day[:4]} & years
        ),
        as_of=as_of.isoformat(),
        recorded_as_of=recorded_as_of,
    )


def agreement_report(connection: sa.Connection, scope: Scope) -> AgreementReport:
    """Count, and break the count down."""
    judged = judged_papers(scope)
    groups = (judged.c.fair, judged.c.facets, judged.c.reason)
    excluded: dict[Reason, int] = dict.fromkeys(REASONS, 0)
    parts: dict[str, Counter[str]] = {name: Counter() for name in PARTITIONS}
    touched: dict[str, Counter[int]] = {name: Counter() for name in TOUCHING}
    count = 0
    for fair, facets, reason, number in connection.execute(
        sa.select(*groups, sa.func.count()).group_by(*groups)
    ):
        if reason is not None:
            excluded[reason] += number
            continue
        count += number
        values, touching = read_facets(facets)
        for name, value in {"fair": fair, **values}.items():
            parts[name][value or UNKNOWN] += number
        for name, some in touching.items():
            touched[name].update(dict.fromkeys(some, number))
    return AgreementReport(
        scope=scope,
        count=count,
        candidates=count + sum(excluded.values()),
        excluded=excluded,
        tables={
            **{name: sorted(parts[name].items(), key=_unknown_last) for name in PARTITIONS},
            **{name: _numbered(touched[name]) for name in TOUCHING},
        },
        distinct=_distinct(connection, scope),
    )


def counted_papers(connection: sa.Connection, scope: Scope) -> Iterator[Mapping[str, Any]]:
    """Yield every paper that counts, by fair and number, with the values it is broken down by."""
    yield from _papers(connection, scope, counted=True)


def excluded_papers(connection: sa.Connection, scope: Scope) -> Iterator[Mapping[str, Any]]:
    """Yield every candidate that does not count, with its `reason`."""
    yield from _papers(connection, scope, counted=False)


def _papers(
    connection: sa.Connection, scope: Scope, *, counted: bool
) -> Iterator[Mapping[str, Any]]:
    judged = judged_papers(scope)
    wanted = judged.c.reason.is_(None) if counted else judged.c.reason.is_not(None)
    query = sa.select(judged).where(wanted).order_by(judged.c.fair, judged.c.number, judged.c.id)
    for row in connection.execute(query):
        yield dict(row._mapping)


def _unknown_last(line: tuple[str, int]) -> tuple[bool, tuple[tuple[str, ...], str]]:
    value, _ = line
    return value == UNKNOWN, alphabetical(value)


def _numbered(lines: Mapping[int, int]) -> list[tuple[str, int]]:
    """Return lines by number, the unknown one last."""
    known = [(str(value), lines[value]) for value in sorted(lines) if value]
    return [*known, (UNKNOWN, lines[0])] if lines.get(0) else known


def _distinct(connection: sa.Connection, scope: Scope) -> dict[str, int]:
    """Return how many different pairs, producers, distributors and provinces stand behind it."""
    judged = judged_papers(scope)
    pairs = (
        sa.select(judged.c.producer, judged.c.distributor)
        .where(judged.c.reason.is_(None))
        .distinct()
        .subquery()
    )
    row = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.distinct(pairs.c.producer)),
            sa.func.count(sa.distinct(pairs.c.distributor)),
        ).select_from(pairs)
    ).one()
    return dict(zip(("pairs", "producers", "distributors"), row, strict=True))


def judged_papers(scope: Scope) -> sa.Subquery:
    """Return the candidates, one row each, with the reason against it or NULL."""
    table = agreements
    windows = sa.values(
        sa.column("fair", sa.Text),
        sa.column("first_day", sa.Text),
        sa.column("counts_until", sa.Text),
        name="windows",
    ).data([(w.fair, w.first_day, w.counts_until) for w in scope.windows] or [("", "", "")])
    window = windows.cte()
    columns: dict[str, Any] = {
        "fair": table.c.key,
        "first_day": window.c.first_day,
        "counts_until": window.c.counts_until,
        **{
            name: table.c[name]
            for name in (
                "kind",
                "subject",
                "is_signed",
                "authority_pending",
                "signed_on",
                "voided_on",
                "superseded_on",
                "merged_on",
            )
        },
    }
    return (
        sa.select(
            table.c.key.label("fair"),
            table.c.id,
            table.c.version,
            table.c.number,
            table.c.number_key,
            table.c.kind,
            table.c.signed_on,
            sa.func.substr(table.c.signed_on, 1, 7).label("month"),
            table.c.province,
            table.c.producer,
            table.c.producer_kind,
            table.c.producer_name,
            table.c.producer_private,
            table.c.distributor,
            table.c.distributor_kind,
            table.c.distributor_name,
            table.c.evidence,
            table.c.documents,
            table.c.facets,
            reason_expression(columns, scope.fairs, scope.as_of).label("reason"),
        )
        .join(window, window.c.fair == table.c.key)
        .where(*_standing(table, scope.recorded_as_of))
        .subquery()
    )


def _standing(table: sa.Table, recorded_as_of: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a version stood in the record at a moment."""
    return (
        table.c.recorded_from <= recorded_as_of,
        sa.or_(table.c.recorded_to.is_(None), table.c.recorded_to > recorded_as_of),
    )


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
