"""The agreement report in words: its sentence, its tables' names, and the values in them."""

from collections.abc import Callable, Mapping

from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.product_sets import product_group_words, product_set_words
from api.words.vocabulary import word
from streams.store.queries.agreement_report import UNKNOWN, AgreementReport, Scope

_CODES = frozenset({"producer_kind", "distributor_kind"})
_NUMBERED: Mapping[str, Callable[[int], str]] = {
    "product_set": product_set_words,
    "product_group": product_group_words,
    "star": lambda number: tr("{n} stars", n=number),
}


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
    if table in _NUMBERED:
        return _NUMBERED[table](int(value))
    if table == "month":
        year, _, month = value.partition("-")
        return f"{month}/{year}"
    return value


def column_words(table: str) -> str:
    """Return what stands above the values of a table."""
    names = {
        "product_set": tr("Product set"),
        "product_group": tr("Product group"),
        "star": tr("Star"),
    }
    return names.get(table) or word(table).capitalize()


def names_of_fairs(scope: Scope) -> dict[str, str]:
    """Return the name of every fair that a report looks at."""
    return {window.fair: window.name for window in scope.windows}


def _years(scope: Scope) -> str:
    years = sorted({window.first_day[:4] for window in scope.windows if window.in_scope})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""
