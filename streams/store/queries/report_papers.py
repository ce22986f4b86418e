"""The papers behind one number of the agreement report: in the report's order, some at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from streams.domain.counting import PARTITIONS, TOUCHING, Reason
from streams.store.queries.agreement_report import UNKNOWN, Scope, judged_papers
from streams.store.tables import agreement_items, agreements


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Which papers: those left out for a reason, else those that count.

    With a `table` only the papers on its line `value`.
    """

    excluded: Reason | None = None
    table: str = ""
    value: str = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper:
    """A paper of a report. Names are absent where they identify a natural person."""

    fair: str
    id: str
    number: str
    kind: str
    signed_on: str | None
    province: str
    producer_kind: str
    producer_name: str | None
    producer_private: str | None
    distributor_kind: str
    distributor_name: str | None
    evidence: str
    documents: int


def count_behind(connection: sa.Connection, scope: Scope, behind: Behind) -> int:
    """Return how many papers are behind a number."""
    papers = judged_papers(scope)
    query = sa.select(sa.func.count()).select_from(papers).where(*_conditions(papers, behind))
    return connection.scalar(query) or 0


def papers_behind(
    connection: sa.Connection,
    scope: Scope,
    behind: Behind,
    *,
    after: tuple[str, str] | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Iterator[ReportPaper]:
    """Yield papers behind a number by fair and number, from `offset` on.

    Parameters
    ----------
    after : (str, str) or None
        Fair and id of a paper: only those that stand behind it, whatever arrived before it.
    """
    papers = judged_papers(scope)
    wanted = _conditions(papers, behind)
    if after is not None:
        place = sa.tuple_(papers.c.fair, papers.c.number_key, papers.c.id)
        wanted.append(place > _place_of(*after, scope.recorded_as_of))
    query = (
        sa.select(*(papers.c[name] for name in ReportPaper.__slots__))
        .where(*wanted)
        .order_by(papers.c.fair, papers.c.number_key, papers.c.id)
        .offset(offset)
        .limit(limit)
    )
    for row in connection.execution_options(stream_results=True).execute(query):
        yield ReportPaper(**row._mapping)


def _place_of(fair: str, paper: str, recorded_as_of: str) -> sa.Tuple:
    """Return where a paper stood in the order of a report, also one that was ended right then."""
    number = (
        sa.select(agreements.c.number_key)
        .where(
            agreements.c.key == fair,
            agreements.c.id == paper,
            agreements.c.recorded_from <= recorded_as_of,
        )
        .order_by(agreements.c.version.desc())
        .limit(1)
    )
    return sa.tuple_(sa.literal(fair), number.scalar_subquery(), sa.literal(paper))


def _conditions(papers: sa.Subquery, behind: Behind) -> list[sa.ColumnElement[bool]]:
    if behind.excluded is not None:
        return [papers.c.reason == behind.excluded]
    counted: sa.ColumnElement[bool] = papers.c.reason.is_(None)
    if not behind.table:
        return [counted]
    if behind.table in PARTITIONS:
        value: sa.ColumnElement[Any] = sa.func.coalesce(papers.c[behind.table], UNKNOWN)
        return [counted, value == behind.value]
    if behind.table not in TOUCHING:
        raise ValueError(f"{behind.table} is no table of the report")
    items = agreement_items
    touched = items.c[behind.table]
    return [
        counted,
        sa.exists().where(
            items.c.key == papers.c.fair,
            items.c.id == papers.c.id,
            items.c.version == papers.c.version,
            touched.is_(None) if behind.value == UNKNOWN else touched == int(behind.value),
        ),
    ]
