"""Reports: numbers that can be explained, and the papers behind each of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Path, Query

from api.answers import Json
from api.doors import Office
from api.exports.agreement_report import document_of
from api.names import names_behind
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, place_of, stretch
from api.routes.strict import check_year
from streams.domain.counting import PARTITIONS, TOUCHING, Reason
from streams.domain.days import LOCAL, local_day, stamp
from streams.domain.errors import Malformed
from streams.runtime.installation import Installation
from streams.store.queries.agreement_report import Scope, agreement_report, report_scope
from streams.store.queries.report_papers import Behind, ReportPaper, papers_behind

reports = Noun("reports")
_TABLES = (*PARTITIONS, *TOUCHING)

SeriesId = Annotated[str, Path(max_length=64, description="The series' id.")]
OneFair = Annotated[str | None, Query(max_length=64, description="One fair of the series only.")]
AsOf = Annotated[date | None, Query(description="Signed by this day; today where none is given.")]
RecordedAsOf = Annotated[
    datetime | None,
    Query(
        description="As the record stood then; now where none is given. Local time without zone."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One line of a table; an empty value is the unknown one."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReportDocument:
    """The count, the rule in words, why everything else was left out, and tables that close.

    `tables` of months, provinces and kinds add up to `count`; those that touch products do not.
    """

    series: str
    series_name: str
    count: int
    by_fair: dict[str, int]
    as_of: str
    recorded_as_of: str
    rule: str
    candidates: int
    excluded: dict[str, int]
    distinct: dict[str, int]
    tables: dict[str, list[TableLine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBehind:
    """A paper behind a number. `producer` of an erased household reads as its kind."""

    fair: str
    id: str
    number: str
    kind: str
    signed_on: str | None
    producer: str
    producer_kind: str
    province: str
    distributor: str
    distributor_kind: str
    evidence: str
    files: int


@reports.ask("/reports/agreements/{series}", "report.read", AgreementReportDocument)
def get_agreement_report(
    *,
    office: Office,
    series: SeriesId,
    fair: OneFair = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
) -> Json:
    """Count signed memoranda, and say why everything else was left out."""
    scope = _scope(office, series, fair, as_of, recorded_as_of)
    with office.reading() as connection:
        document = document_of(agreement_report(connection, scope), [], office.keeper)
    del document["documents"]
    return Json(document)


@reports.ask("/reports/agreements/{series}/papers", "report.read", Page[PaperBehind])
def list_report_papers(
    *,
    office: Office,
    series: SeriesId,
    fair: OneFair = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    excluded: Reason | None = None,
    table: Annotated[str, Query(max_length=40, description="A table of the report.")] = "",
    value: Annotated[str, Query(max_length=200, description="A line of that table.")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """List the papers behind a number: those that count, or that were left out for a reason.

    All stretches of a list show the record as it stood when the list was begun.
    """
    if table and table not in _TABLES:
        raise Malformed(
            "no_such_table",
            "The report has no table {table}. Its tables are {known}.",
            table=table,
            known=", ".join(_TABLES),
        )
    if table in TOUCHING and value and not (value.isascii() and value.isdecimal()):
        raise Malformed("no_such_line", "{value} is no line of this table.", value=value)
    # Both dates of the list as it was begun; then fair and id of the last paper that was read.
    place = place_of(cursor, tuple[date, datetime, str, str])
    if place is not None:
        as_of, recorded_as_of = as_of or place[0], recorded_as_of or place[1]
    scope = _scope(office, series, fair, as_of, recorded_as_of)
    behind = Behind(excluded=excluded, table=table, value=value[:18])
    last = place[2:] if place is not None else None
    with office.reading() as connection:
        rows = list(papers_behind(connection, scope, behind, after=last, limit=limit + 1))
    page = stretch(rows, limit, lambda row: (scope.as_of, scope.recorded_as_of, row.fair, row.id))
    names = names_behind(
        office.keeper,
        ((row.producer_kind, row.producer_private) for row in page.items if row.producer_private),
    )
    return Json(page.map(lambda row: _paper(row, names)))


def _scope(
    office: Installation,
    series: str,
    fair: str | None,
    as_of: date | None,
    recorded_as_of: datetime | None,
) -> Scope:
    now = office.clock()
    for stated in (as_of, recorded_as_of):
        if stated is not None:
            check_year(stated)
    moment = recorded_as_of or now
    with office.reading() as connection:
        return report_scope(
            connection,
            series,
            fair=fair,
            as_of=as_of or local_day(now),
            recorded_as_of=stamp(moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)),
        )


def _paper(row: ReportPaper, names: dict[str | None, str]) -> PaperBehind:
    return PaperBehind(
        fair=row.fair,
        id=row.id,
        number=row.number,
        kind=row.kind,
        signed_on=row.signed_on,
        producer=row.producer_name or names.get(row.producer_private, ""),
        producer_kind=row.producer_kind,
        province=row.province,
        distributor=row.distributor_name or "",
        distributor_kind=row.distributor_kind,
        evidence=row.evidence,
        files=row.documents,
    )
