"""Reports: which there are, the agreement report with its rule, and the papers behind a number."""

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.exports.agreement_report import check_closes, rule_in_words
from api.exports.report_words import column_words, names_of_fairs, sentence_of_count, shown_value
from api.names import names_behind
from api.web.asked_report import AskedList, AskedReport, recorded_moment
from api.web.pages import page
from api.web.paging import PAGE_SIZE, Paging, WantedPage
from streams.domain.counting import TOUCHING
from streams.domain.errors import Conflict
from streams.store.queries.agreement_report import agreement_report
from streams.store.queries.fairs import all_series
from streams.store.queries.report_papers import count_behind, papers_behind

LONGEST = 20
"""Lines of a table that stands beside others; a longer one stands alone, in three columns."""

router = APIRouter(prefix="/reports", dependencies=[may("report.read")])


@router.get("")
def reports(request: Request, office: Office) -> Response:
    """List the series that can be reported on."""
    with office.reading() as connection:
        series = all_series(connection)
    return page(request, "reports/reports.html", {"series": series})


@router.get("/agreements/{series}")
def agreements(request: Request, office: Office, asked: AskedReport) -> Response:
    """Count signed memoranda, and say why everything else was left out."""
    scope = asked.scope(office)
    with office.reading() as connection:
        report = agreement_report(connection, scope)
    context = {"asked": asked, "scope": scope, "recorded": recorded_moment(scope), "report": None}
    try:
        check_closes(report)
    except Conflict as refusal:
        return page(request, "reports/agreements.html", context, refusal=refusal)
    fairs = names_of_fairs(scope)
    context |= {
        "report": report,
        "sentence": sentence_of_count(report),
        "rule": rule_in_words(scope),
        "touching": TOUCHING,
        "longest": LONGEST,
        "column_words": column_words,
        "shown_value": lambda table, value: shown_value(table, value, fairs),
    }
    return page(request, "reports/agreements.html", context)


@router.get("/agreements/{series}/papers")
def papers(
    request: Request,
    office: Office,
    asked: AskedReport,
    wanted: AskedList,
    wanted_page: WantedPage,
) -> Response:
    """List the papers behind one number."""
    scope = asked.scope(office)
    behind = wanted.behind
    fairs = names_of_fairs(scope)
    with office.reading() as connection:
        paging = Paging(
            address=f"{asked.address}/papers",
            query={
                "as_of": scope.as_of,
                "recorded": scope.recorded_as_of,
                "fair": asked.fair,
                **wanted.query,
            },
            wanted=wanted_page,
            total=count_behind(connection, scope, behind),
        )
        rows = list(papers_behind(connection, scope, behind, offset=paging.offset, limit=PAGE_SIZE))
    context = {
        "asked": asked,
        "wanted": wanted,
        "scope": scope,
        "fairs": fairs,
        "paging": paging,
        "papers": rows,
        "names": names_behind(
            office.keeper, ((row.producer_kind, row.producer_private) for row in rows)
        ),
        "recorded": recorded_moment(scope),
        "value": shown_value(wanted.table, wanted.value, fairs),
    }
    return page(request, "reports/papers.html", context)
