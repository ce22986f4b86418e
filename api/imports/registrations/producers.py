"""From rows to producers: each company once, with all of its products."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from api.forms.registration import RegistrationForm
from api.imports.columns import Column, Row
from api.imports.meanings import kind_in_name
from api.imports.registrations import company_columns as shared
from api.imports.registrations import producer_columns as columns
from api.imports.registrations.companies import Company, companies, doubt_provinces
from api.imports.registrations.entry import Entry, fields_stated, most_stated
from api.imports.registrations.products import check_product, products_of
from api.imports.units import province_name
from streams.domain.events.registrations import Paper
from streams.domain.fairs.state import Fair
from streams.domain.naming import without_marks
from streams.domain.vocabulary import NATURAL_PERSONS

_PLAIN: Mapping[str, Column[Any]] = {
    "address": shared.ADDRESS,
    "contact": shared.CONTACT,
    "contact_phone": shared.PHONE,
    "places": shared.PLACES,
    "hours": shared.HOURS,
    "cold_chain": columns.COLD_CHAIN,
    "booth": columns.BOOTH,
    "standing_yes": columns.STANDING_YES,
    "longest_payment_days": columns.PAYMENT_DAYS,
    "first_timer": columns.FIRST_TIMER,
    "remote": columns.REMOTE,
}
"""Fields of the form that a cell states as it is."""

_COMPLETED = ("booth", "cold_chain", "hours", "kind", "papers", "places", "standing_yes", "zones")
_COMPLETED_OF_PRODUCTS = ("monthly_volume", "price", "product_set", "season", "star")
_EVERYWHERE = frozenset({"toan quoc", "ca nuoc", "moi noi", "all", "everywhere"})


def producers_of(rows: Sequence[Row], fair: Fair, today: date) -> list[Entry]:
    """Return the producers of a list; rows that cannot be taken say so."""
    for row in rows:
        check_product(row)
        zones = row.get(columns.ZONES) or ()
        doubt_provinces(row, columns.ZONES, [z for z in zones if not _is_everywhere(z)])
    good = [row for row in rows if not row.faults]
    return [
        _entry(company, fair)
        for company in companies(good, columns.NAME, on=fair.first_day, today=today)
    ]


def _entry(company: Company, fair: Fair) -> Entry:
    rows = company.rows
    fields = fields_stated(rows, _PLAIN)
    if papers := _papers(rows):
        fields["papers"] = papers
    if (zones := _zones(rows)) is not None:
        fields["zones"] = zones
    if company.tax_code:
        fields["tax_code"] = company.tax_code
    kind = _kind(company)
    if kind != "unknown":
        fields["kind"] = kind
    products = products_of(rows)
    stated = frozenset(fields)
    of_products = frozenset().union(*(product.stated for product in products))
    fields.setdefault("kind", "unknown")
    fields.setdefault("places", fair.details.settings.producer_places)
    return Entry(
        form=RegistrationForm(
            side="producer",
            name=company.name,
            place=company.place,
            products=tuple(product.product for product in products),
            **fields,
        ),
        rows=rows,
        stated=stated | {"name"},
        names=company.names,
        parts_stated={product.key: product.stated for product in products},
        notes=notes_of(rows, shared.NOTES),
        defaults=tuple(
            [name for name in _COMPLETED if name not in stated]
            + [name for name in _COMPLETED_OF_PRODUCTS if name not in of_products]
        ),
    )


def is_natural(entry: Entry) -> bool:
    """Whether the entry's name is that of a natural person."""
    return entry.form.side == "producer" and entry.form.kind in NATURAL_PERSONS


def notes_of(rows: Iterable[Row], about: Sequence[Column[str]]) -> tuple[str, ...]:
    """Return the remarks of rows, one text per row that says something new, in a fixed order."""
    texts = set()
    for row in rows:
        parts = [text for column in about if (text := row.get(column))]
        if parts:
            texts.add("\n".join(parts))
    return tuple(sorted(texts))


def _kind(company: Company) -> str:
    """Return the stated kind, or the one that the name itself tells."""
    if not any(row.get(columns.KIND) for row in company.rows):
        return kind_in_name(company.name)
    kind = most_stated(company.rows, columns.KIND) or "unknown"
    for row in company.rows:
        if row.get(columns.KIND) not in (None, kind):
            row.doubt(columns.KIND, "kinds_differ", kind=kind)
    return kind


def _papers(rows: Sequence[Row]) -> tuple[Paper, ...]:
    """Return every paper that any row states; of two of one kind the one that lasts longer."""
    found: dict[str, Paper] = {}
    has = rows[0].understood.places
    about_one = [column for column in columns.PAPER_COLUMNS if column in has]
    if not about_one and columns.PAPER_LIST not in has:
        return ()
    for row in rows:
        listed = [row.get(column) for column in about_one]
        for paper in (*(row.get(columns.PAPER_LIST) or ()), *listed):
            if paper is not None:
                known = found.setdefault(paper.code, paper)
                found[paper.code] = max(known, paper, key=_lasts)
    return tuple(found[code] for code in sorted(found))


def _lasts(paper: Paper) -> tuple[date, str]:
    return paper.expires_on or date.min, paper.number


def _zones(rows: Iterable[Row]) -> tuple[str, ...] | None:
    """Return the provinces delivered to; empty for everywhere, None where nothing is stated."""
    stated = [zones for row in rows if (zones := row.get(columns.ZONES)) is not None]
    if not stated:
        return None
    names = {zone for zones in stated for zone in zones}
    if any(map(_is_everywhere, names)):
        return ()
    return tuple(sorted({province_name(name) for name in names}))


def _is_everywhere(zone: str) -> bool:
    return without_marks(zone) in _EVERYWHERE
