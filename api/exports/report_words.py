"""The agreement report in words: its sentence, its tables' names, and the values in them."""

from collections.abc import Mapping

from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.vocabulary import word
from streams.store.queries.agreement_report import UNKNOWN, AgreementReport, Scope

_CODES = frozenset({"producer_kind", "distributor_kind"})


def sentence_of_count(report: AgreementReport) -> str:
    """Return the sentence that people copy into a speech."""
    scope = report.scope
    blanks = {"count": shown_number(report.count), "day": shown_day(scope.as_of)}
    inside = [window for window in scope.windows if window.in_scope]
    if len(inside) == 1:
        return tr(
            "At {fair}, {count} memoranda of cooperation on the consumption of products were "
            "signed (as of {day}).",
            fair=inside[0].name,
            **blanks,
        )
    return tr(
        "Through {fairs} events of {year}, {count} memoranda of cooperation on the consumption of "
        "products were signed (as of {day}).",
        fairs=shown_number(len(inside)),
        year=_years(scope),
        **blanks,
    )


def shown_value(table: str, value: str, fairs: Mapping[str, str]) -> str:
    """Return a line's value as people read it.

    Parameters
    ----------
    table : str
        The dimension.
    value : str
        As it stands in the report; empty for the unknown line.
    fairs : mapping
        The name of each fair.
    """
    if value == UNKNOWN:
        return tr("unknown")
    if table == "fair":
        return fairs.get(value, value)
    if table in _CODES:
        return word(value)
    if table == "month":
        year, _, month = value.partition("-")
        return f"{month}/{year}"
    return value


def names_of_fairs(scope: Scope) -> dict[str, str]:
    """Return the name of every fair that a report looks at."""
    return {window.fair: window.name for window in scope.windows}


def _years(scope: Scope) -> str:
    years = sorted({window.first_day[:4] for window in scope.windows if window.in_scope})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""
