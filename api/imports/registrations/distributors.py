"""From rows to distributors: each company once, with one seat per buyer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.forms.registration import RegistrationForm, SeatForm
from api.imports.columns import Column, Row
from api.imports.goods import GENERIC_SETS, wanted_goods
from api.imports.registrations import company_columns as shared
from api.imports.registrations import distributor_columns as columns
from api.imports.registrations.companies import Company, companies, doubt_provinces
from api.imports.registrations.entry import Entry, fields_stated, most_stated
from api.imports.registrations.producers import notes_of
from api.imports.units import province_name
from streams.domain.events.registrations import Terms
from streams.domain.fairs.state import Fair
from streams.domain.naming import normal_name

_COMPANY: Mapping[str, Column[Any]] = {
    "kind": columns.KIND,
    "address": shared.ADDRESS,
    "contact": shared.CONTACT,
}
_SEAT: Mapping[str, Column[Any]] = {
    "buyer": columns.BUYER,
    "places": shared.PLACES,
    "hours": shared.HOURS,
    "must_haves": columns.MUST_HAVES,
    "preferences": columns.PREFERENCES,
    "cold_chain": columns.COLD_CHAIN,
    "price": columns.PRICE,
}
_TERMS: Mapping[str, Column[int]] = {
    "discount_percent": columns.DISCOUNT,
    "payment_days": columns.PAYMENT_DAYS,
    "listing_fee": columns.LISTING_FEE,
}
_COMPLETED = ("kind", "terms")
_COMPLETED_OF_SEATS = ("hours", "lowest_star", "must_haves", "places", "product_sets")


def distributors_of(rows: Sequence[Row], fair: Fair, today: date) -> list[Entry]:
    """Return the distributors of a list."""
    for row in rows:
        doubt_provinces(row, columns.REGIONS, row.get(columns.REGIONS) or ())
        doubt_provinces(row, columns.DELIVER_TO, [row.get(columns.DELIVER_TO) or ""])
    return [
        _entry(company, fair)
        for company in companies(rows, columns.NAME, on=fair.first_day, today=today)
    ]


def _entry(company: Company, fair: Fair) -> Entry:
    rows = company.rows
    fields = fields_stated(rows, _COMPANY)
    if fields.get("kind") == "unknown":
        del fields["kind"]
    if company.tax_code:
        fields["tax_code"] = company.tax_code
    phone = most_stated(rows, shared.PHONE)
    if phone is not None and not any(row.get(columns.BUYER) for row in rows):
        # A telephone number beside a buyer is the buyer's own.
        fields["contact_phone"] = phone
    if terms := fields_stated(rows, _TERMS):
        fields["terms"] = Terms(**terms)
    seats = _seats(rows, fair)
    stated = frozenset(fields)
    of_seats = frozenset().union(*(fields for _, fields in seats.values()))
    fields.setdefault("kind", "unknown")
    return Entry(
        form=RegistrationForm(
            side="distributor",
            name=company.name,
            place=company.place,
            seats=tuple(seat for seat, _ in seats.values()),
            **fields,
        ),
        rows=rows,
        stated=stated | {"name"},
        names=company.names,
        parts_stated={key: fields for key, (_, fields) in seats.items()},
        notes=notes_of(rows, (columns.EVIDENCE, *shared.NOTES)),
        defaults=tuple(
            [name for name in _COMPLETED if name not in stated]
            + [name for name in _COMPLETED_OF_SEATS if name not in of_seats]
        ),
    )


def _seats(rows: Sequence[Row], fair: Fair) -> dict[str, tuple[SeatForm, frozenset[str]]]:
    """Return one seat per buyer by normal name, each with the fields its rows state.

    Rows that name no buyer speak for all: the first buyer by name takes them.
    """
    buyers = sorted({normal_name(buyer) for row in rows if (buyer := row.get(columns.BUYER))})
    first = buyers[0] if buyers else ""
    by_buyer: dict[str, list[Row]] = {buyer: [] for buyer in buyers or [""]}
    for row in rows:
        by_buyer[normal_name(row.get(columns.BUYER) or "") or first].append(row)
    taken: set[int] = set()
    seats: dict[str, tuple[SeatForm, frozenset[str]]] = {}
    for buyer, theirs in by_buyer.items():
        fields = _seat_fields(theirs, taken)
        stated = frozenset(fields)
        if "product_sets" not in fields:
            fields["product_sets"] = tuple(s for s in GENERIC_SETS if s not in taken)
        taken.update(fields["product_sets"])
        days = (fair.last_day - fair.first_day).days + 1
        places = min(fair.details.settings.seat_places_per_day * days, shared.MOST_PLACES)
        fields.setdefault("places", places)
        seats[buyer] = SeatForm(**fields), stated
    return seats


def _seat_fields(rows: Sequence[Row], taken: set[int]) -> dict[str, Any]:
    fields = fields_stated(rows, _SEAT)
    if "buyer" in fields and (phone := most_stated(rows, shared.PHONE)) is not None:
        fields["buyer_phone"] = phone
    sets, stars = _wanted(rows)
    for product_set in sorted(sets & taken):
        rows[0].doubt(columns.PRODUCT_SETS, "set_in_two_seats", set=product_set)
    if sets - taken:
        fields["product_sets"] = tuple(sorted(sets - taken))
    if stars:
        fields["lowest_star"] = min(stars)
    if (deliver_to := most_stated(rows, columns.DELIVER_TO)) is not None:
        fields["deliver_to"] = province_name(deliver_to)
    if (regions := most_stated(rows, columns.REGIONS)) is not None:
        fields["regions"] = tuple(sorted({province_name(region) for region in regions}))
    if (volume := most_stated(rows, columns.VOLUME)) is not None:
        fields |= {"monthly_volume": volume.amount, "volume_unit": volume.unit or "kg"}
    return fields


def _wanted(rows: Sequence[Row]) -> tuple[set[int], list[int]]:
    """Return the sets that rows ask for by number or in words, and the stars they demand."""
    sets: set[int] = set()
    stars: list[int] = []
    for row in rows:
        sets.update(row.get(columns.PRODUCT_SETS) or ())
        if lowest := row.get(columns.LOWEST_STAR):
            stars.append(lowest.star)
        if text := row.get(columns.WANTED):
            wanted = wanted_goods(text)
            sets.update(wanted.sets)
            if wanted.lowest_star:
                stars.append(wanted.lowest_star)
            for unknown in wanted.unknown:
                row.doubt(columns.WANTED, "unknown_wanted", value=unknown)
    return sets, stars
