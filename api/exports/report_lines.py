"""What every download of the agreement report holds: its numbers, and the papers behind them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from api.exports.agreement_report import rule_in_words
from api.exports.report_words import names_of_fairs, sentence_of_count, shown_value
from api.names import names_behind
from api.words import tr
from api.words.formats import shown_moment
from api.words.vocabulary import word
from streams.domain.days import moment_of
from streams.store.private.keeper import Keeper
from streams.store.queries.agreement_report import AgreementReport
from streams.store.queries.report_papers import ReportPaper

Cell = str | int | date | None
Line = tuple[Cell, ...]
_AT_A_TIME = 2_000


def number_titles() -> Line:
    """Return the titles above the numbers."""
    return (tr("Table"), tr("Value"), tr("Agreements"))


def number_lines(report: AgreementReport) -> Iterator[Line]:
    """Yield every number of a report: the count, what was left out, and the tables."""
    fairs = names_of_fairs(report.scope)
    yield (tr("Report"), sentence_of_count(report), report.count)
    for sentence in rule_in_words(report.scope):
        yield (tr("Rule"), sentence, None)
    yield (tr("Signed by"), date.fromisoformat(report.scope.as_of), None)
    yield (tr("According to the record up to"), _recorded(report), None)
    yield (tr("candidates"), "", report.candidates)
    for reason, left_out in report.excluded.items():
        yield (tr("left out"), word(reason), left_out)
    for table, lines in report.tables.items():
        for value, count in lines:
            yield (word(table), shown_value(table, value, fairs), count)


def paper_titles() -> Line:
    """Return the titles above the papers."""
    return (
        tr("Fair"),
        tr("Id"),
        tr("Number"),
        tr("Kind"),
        tr("Signed on"),
        tr("Producer"),
        tr("Producer kind"),
        tr("Province"),
        tr("Distributor"),
        tr("Distributor kind"),
        tr("Evidence"),
        tr("Files"),
    )


def paper_lines(
    papers: Iterable[ReportPaper], fairs: Mapping[str, str], keeper: Keeper
) -> Iterator[Line]:
    """Yield a line per paper; erased households read as such."""
    for some in _batches(papers):
        holders = ((paper.producer_kind, paper.producer_private) for paper in some)
        names = names_behind(keeper, holders)
        for paper in some:
            yield (
                fairs.get(paper.fair, paper.fair),
                paper.id,
                paper.number,
                word(paper.kind),
                date.fromisoformat(paper.signed_on) if paper.signed_on else None,
                paper.producer_name or names[paper.producer_private],
                word(paper.producer_kind),
                paper.province,
                paper.distributor_name or "",
                word(paper.distributor_kind),
                paper.evidence,
                paper.documents,
            )


def _recorded(report: AgreementReport) -> str:
    return shown_moment(moment_of(report.scope.recorded_as_of))


def _batches(papers: Iterable[ReportPaper]) -> Iterator[list[ReportPaper]]:
    some: list[ReportPaper] = []
    for paper in papers:
        some.append(paper)
        if len(some) == _AT_A_TIME:
            yield some
            some = []
    if some:
        yield some
