"""The agreement report as a document: count, rule in words, exclusions, tables, papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.names import names_behind
from api.words import tr
from streams.domain.errors import Conflict
from streams.store.private.keeper import Keeper
from streams.store.queries.agreement_report import AgreementReport, Scope


def document_of(
    report: AgreementReport, papers: Sequence[Mapping[str, Any]], keeper: Keeper
) -> dict[str, Any]:
    """Return the report as one JSON document.

    Parameters
    ----------
    report : AgreementReport
        The count and what stands behind it.
    papers : sequence of mappings
        The papers that count; empty where only numbers are wanted.
    keeper : Keeper
        For names of household businesses; erased ones read as such.

    Raises
    ------
    Conflict
        When a table does not add up to the count, or the list has another length: nothing is
        printed then.
    """
    check_closes(report)
    if papers:
        check_complete(report, len(papers))
    names = names_behind(keeper, ((p["producer_kind"], p["producer_private"]) for p in papers))
    return {
        "series": report.scope.series,
        "series_name": report.scope.series_name,
        "count": report.count,
        "by_fair": dict(report.tables["fair"]),
        "as_of": report.scope.as_of,
        "recorded_as_of": report.scope.recorded_as_of,
        "rule": " ".join(rule_in_words(report.scope)),
        "candidates": report.candidates,
        "excluded": dict(report.excluded),
        "distinct": dict(report.distinct),
        "tables": {
            name: [{"value": value, "count": count} for value, count in lines]
            for name, lines in report.tables.items()
        },
        "documents": [
            {
                "fair": paper["fair"],
                "id": paper["id"],
                "number": paper["number"],
                "kind": paper["kind"],
                "signed_on": paper["signed_on"],
                "month": paper["month"],
                "producer": paper["producer_name"] or names[paper["producer_private"]],
                "producer_kind": paper["producer_kind"],
                "province": paper["province"],
                "distributor": paper["distributor_name"],
                "distributor_kind": paper["distributor_kind"],
                "evidence": paper["evidence"],
                "files": paper["documents"],
            }
            for paper in papers
        ],
    }


def rule_in_words(scope: Scope) -> list[str]:
    """Return the rule as it is printed on every report."""
    return [
        tr("One per paper."),
        tr("Memoranda and cooperation minutes on the consumption of products."),
        tr("Signed by producer and distributor with authority; drafts are not counted."),
        tr(
            "Signed on the fair's days or at most {days} days after the last one.",
            days=scope.grace_days,
        ),
        tr("Voided, superseded and second copies are left out from that day on."),
    ]


def check_closes(report: AgreementReport) -> None:
    """Check that every table of one value per paper adds up to the count.

    Raises
    ------
    Conflict
        With the first table that does not.
    """
    for name in report.partitions:
        total = sum(count for _, count in report.tables[name])
        if total != report.count:
            raise _does_not_close(name, total, report.count)


def check_complete(report: AgreementReport, papers: int) -> None:
    """Check that a list of the papers that count is as long as the count says.

    Raises
    ------
    Conflict
        When it is not.
    """
    if papers != report.count:
        raise _does_not_close("documents", papers, report.count)


def _does_not_close(table: str, total: int, count: int) -> Conflict:
    return Conflict(
        "table_does_not_close",
        "The table {table} adds up to {total}, not to {count}. Nothing is printed; "
        "rebuild the store and look at the difference.",
        table=table,
        total=total,
        count=count,
    )
