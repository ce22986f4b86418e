"""The fields of an entry and their values in words, as they stand in a sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.product_sets import product_set_words
from api.words.vocabulary import word
from streams.domain.events.registrations import Paper, Place, PriceRange, Terms, Window

FIELDS: Mapping[str, str] = {
    "address": "address",
    "booth": "booth",
    "booth_with": "whom the booth is shared with",
    "buyer": "buyer",
    "buyer_phone": "the buyer's telephone",
    "chilled": "chilled goods",
    "cold_chain": "cold chain",
    "contact": "person to call",
    "contact_phone": "telephone of the person to call",
    "criteria": "criteria",
    "decision": "decision",
    "deliver_to": "place of delivery",
    "first_timer": "first time at the fair",
    "hours": "hours free for meetings",
    "kind": "kind",
    "longest_payment_days": "longest payment days",
    "lowest_star": "lowest star class",
    "monthly_volume": "monthly volume",
    "must_haves": "must-haves",
    "name": "name",
    "phone": "telephone",
    "place": "place",
    "places": "places for meetings",
    "potential_five": "potential five stars",
    "preferences": "preferences",
    "price": "price",
    "product_set": "product set",
    "product_sets": "wanted product sets",
    "recognised_on": "day of recognition",
    "regions": "wished provinces",
    "remote": "remote area",
    "season": "season",
    "smallest_order": "smallest order",
    "standing_yes": "standing yes",
    "star": "star class",
    "tax_code": "tax code",
    "terms": "terms",
    "volume_unit": "unit",
    "year": "year",
    "zones": "delivery area",
}
_OF_CODES = frozenset({"booth", "kind", "must_haves", "preferences"})
_OF_SETS = frozenset({"product_set", "product_sets"})
_PLAIN_NUMBERS = frozenset({"year", "season"})


def field_words(name: str) -> str:
    """Return the words of a field named flat: `places`, `products/mật ong/star`, `papers/haccp`."""
    part, _, rest = name.partition("/")
    if part == "papers":
        return word(rest)
    if part == "products" and "/" not in rest:
        return tr("product")
    return tr(FIELDS[name.rpartition("/")[2]])


def said_words(name: str, value: object) -> str:
    """Return a field with its value: `cold chain yes`; but a star class as it is: `4 stars`."""
    words = value_words(name, value)
    return words if name.endswith("/star") and value else f"{field_words(name)} {words}"


def value_words(name: str, value: object) -> str:
    """Return what a field says; `none` where it says nothing."""
    say = _SAY.get(type(value))
    return (say(name.rpartition("/")[2], value) if say else "") or tr("none")


def _of_mark(_: str, value: bool) -> str:
    return tr("yes") if value else tr("no")


def _of_number(field: str, value: int) -> str:
    if field in {"star", "lowest_star"}:
        return tr("{n} stars", n=value)
    if field in _OF_SETS:
        return product_set_words(value)
    return str(value) if field in _PLAIN_NUMBERS else shown_number(value)


def _of_text(field: str, value: str) -> str:
    return word(value) if field in _OF_CODES else value


def _of_several(field: str, value: tuple[object, ...]) -> str:
    return ", ".join(value_words(field, one) for one in value)


def _of_place(_: str, value: Place) -> str:
    return ", ".join(one for one in (value.commune, value.district, value.province) if one)


def _of_range(_: str, value: PriceRange) -> str:
    ends = ("…" if one is None else shown_number(one) for one in (value.low, value.high))
    return "–".join(ends)


def _of_paper(_: str, value: Paper) -> str:
    number = [value.number] if value.number else []
    until = [tr("valid until {day}", day=shown_day(value.expires_on))] if value.expires_on else []
    return ", ".join([*number, *until]) or tr("yes")


def _of_terms(_: str, value: Terms) -> str:
    stated = (value.discount_percent, value.payment_days, value.listing_fee)
    return " · ".join("–" if one is None else shown_number(one) for one in stated)


_SAY: Mapping[type, Callable[[str, Any], str]] = {
    bool: _of_mark,
    int: _of_number,
    str: _of_text,
    tuple: _of_several,
    date: lambda _, value: shown_day(value),
    Place: _of_place,
    PriceRange: _of_range,
    Paper: _of_paper,
    Terms: _of_terms,
    Window: lambda _, value: f"{value.start}–{value.end}",
}
