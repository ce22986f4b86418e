"""The products of one company: one per name, with what the latest row says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.imports.columns import Row
from api.imports.goods import USUAL_SETS, set_of_product
from api.imports.registrations import producer_columns as columns
from api.imports.registrations.entry import best_spelling
from streams.domain.events.registrations import PriceRange, Product
from streams.domain.naming import normal_name
from streams.domain.vocabulary import product_group

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProduct:
    """A product, and which of its fields the list states."""

    key: str
    product: Product
    stated: frozenset[str]


def check_product(row: Row) -> None:
    """Refuse a row whose product cannot be placed or priced; doubt what was guessed."""
    if row.understood.has(columns.STAR) and not row.get(columns.STAR):
        star = row.line.cell(row.understood.places[columns.STAR])
        if star == "":
            row.doubt(columns.STAR, "star_empty")
    low, high = row.get(columns.PRICE_LOW), row.get(columns.PRICE_HIGH)
    if low is not None and high is not None and low > high:
        row.refuse(columns.PRICE_HIGH, "upside_down", low=low, high=high)
    name, group = row.get(columns.PRODUCT) or "", row.get(columns.GROUP)
    stated = row.get(columns.PRODUCT_SET)
    if stated is not None:
        if group is not None and product_group(stated) != group:
            row.doubt(columns.GROUP, "group_differs", set=stated, group=_ROMAN[group])
    elif set_of_product(name, group) is None:
        if group is None:
            row.refuse(columns.PRODUCT, "product_set_unclear", value=name)
        else:
            usual = USUAL_SETS[group]
            row.doubt(columns.PRODUCT, "product_set_guessed", value=name, set=usual)


def products_of(rows: Iterable[Row]) -> list[ListedProduct]:
    """Return the products of one company's rows, in their order."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(normal_name(row.get(columns.PRODUCT) or ""), []).append(row)
    return [_product(key, same) for key, same in by_name.items()]


def _product(key: str, rows: Sequence[Row]) -> ListedProduct:
    """Return one product; of several rows the latest year counts, then the higher star."""
    if len(rows) > 1:
        rows = sorted(rows, key=_recency, reverse=True)
        _doubt_others(rows)
    fields: dict[str, Any] = {}
    for row in rows:
        for name, value in _fields(row).items():
            fields.setdefault(name, value)
    stated = frozenset(fields)
    if "product_set" not in fields:
        fields["product_set"] = _guessed_set(rows[0])
    names = [row.get(columns.PRODUCT) or "" for row in rows]
    return ListedProduct(
        key=key, product=Product(name=best_spelling(names), **fields), stated=stated
    )


def _fields(row: Row) -> dict[str, Any]:
    """Return what one row states of its product."""
    found: dict[str, Any] = {}
    if star := row.get(columns.STAR):
        found |= {"star": star.star, "potential_five": star.potential_five}
    if volume := row.get(columns.VOLUME):
        unit = volume.unit or row.get(columns.UNIT) or "kg"
        found |= {"monthly_volume": volume.amount, "volume_unit": unit}
    if order := row.get(columns.SMALLEST_ORDER):
        found["smallest_order"] = order.amount
    price = row.get(columns.PRICE)
    low, high = row.get(columns.PRICE_LOW), row.get(columns.PRICE_HIGH)
    if low is not None or high is not None:
        price = PriceRange(low=low, high=high)
    plain = {
        "price": price,
        "product_set": row.get(columns.PRODUCT_SET),
        "year": row.get(columns.YEAR),
        "recognised_on": row.get(columns.RECOGNISED_ON),
        "decision": row.get(columns.DECISION),
        "season": row.get(columns.SEASON),
        "chilled": row.get(columns.CHILLED),
    }
    return found | {name: value for name, value in plain.items() if value is not None}


def _guessed_set(row: Row) -> int:
    name, group = row.get(columns.PRODUCT) or "", row.get(columns.GROUP)
    return set_of_product(name, group) or USUAL_SETS[group or 1]


def _recency(row: Row) -> tuple[bool, int, int, bool, str]:
    """Order rows of one product: rated ones first, then by year, star and the rest of the row."""
    star, recognised = row.get(columns.STAR), row.get(columns.RECOGNISED_ON)
    year = row.get(columns.YEAR) or (recognised.year if recognised else 0)
    return (
        star is not None,
        year,
        star.star if star else 0,
        star is not None and star.potential_five,
        str(row.line.cells),
    )


def _doubt_others(rows: Sequence[Row]) -> None:
    taken, *others = rows
    star, year = taken.get(columns.STAR), taken.get(columns.YEAR)
    for row in others:
        if (row.get(columns.STAR), row.get(columns.YEAR)) != (star, year):
            row.doubt(
                columns.PRODUCT,
                "product_twice",
                value=row.get(columns.PRODUCT),
                year=year or "–",
                star=star.star if star else "–",
            )
