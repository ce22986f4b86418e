"""Which rows of a list speak of one company: tax code, else name and province."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.imports.columns import Column, Row
from api.imports.registrations import company_columns as columns
from api.imports.registrations.entry import best_spelling, commonest, most_stated
from api.imports.units import Resolved, province_of, resolve
from streams.domain.events.registrations import Place
from streams.domain.naming import normal_name, normal_place

_PLACE_COLUMNS = {
    "province": columns.PROVINCE,
    "district": columns.DISTRICT,
    "commune": columns.COMMUNE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Rows of one company, by row, with what they say of it as such."""

    rows: tuple[Row, ...]
    name: str
    names: tuple[str, ...]
    place: Place
    tax_code: str


@dataclass(frozen=True, slots=True)
class _Placed:
    row: Row
    name: str
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        return normal_name(self.name), normal_place(self.place.province)


def companies(rows: Iterable[Row], name: Column[str], *, on: date, today: date) -> list[Company]:
    """Group rows by company, in the order of the file.

    A row without a tax code belongs to the company of its name and province that states one, if
    there is only one.
    """
    placed = [_placed(row, name, on, today) for row in rows]
    codes: dict[tuple[str, str], set[str]] = {}
    keys = [one.key for one in placed]
    for one, key in zip(placed, keys, strict=True):
        if code := one.row.get(columns.TAX_CODE):
            codes.setdefault(key, set()).add(code)
    groups: dict[object, list[_Placed]] = {}
    for one, key in zip(placed, keys, strict=True):
        known = codes.get(key, set())
        code = one.row.get(columns.TAX_CODE) or (next(iter(known)) if len(known) == 1 else None)
        groups.setdefault(code or key, []).append(one)
    return [_company(group) for group in groups.values()]


def doubt_provinces(row: Row, column: Column[Any], names: Iterable[str]) -> None:
    """Doubt provinces of a cell that are not known; they are kept as written."""
    for name in names:
        if name and province_of(name) is None:
            row.doubt(column, "unknown_province", value=name)


def _placed(row: Row, name: Column[str], on: date, today: date) -> _Placed:
    found = resolve(
        row.get(columns.PROVINCE) or "",
        row.get(columns.DISTRICT) or "",
        row.get(columns.COMMUNE) or "",
        on=on,
        today=today,
    )
    _doubt_place(row, found)
    return _Placed(row, row.get(name) or "", found.place)


def _doubt_place(row: Row, found: Resolved) -> None:
    for part, doubt in found.doubts:
        row.doubts.append(row.blame(_PLACE_COLUMNS[part], doubt))
    if not found.place.province and row.understood.has(columns.PROVINCE):
        row.doubt(columns.PROVINCE, "province_missing")


def _company(group: Sequence[_Placed]) -> Company:
    names = [one.name for one in group]
    rows = tuple(one.row for one in group)
    if len(group) > 1 and len({one.key[0] for one in group}) > 1:
        rows[0].doubt(columns.TAX_CODE, "tax_code_shared")
    return Company(
        rows=rows,
        name=best_spelling(names),
        names=tuple(sorted(set(names))),
        place=_place(group),
        tax_code=most_stated(rows, columns.TAX_CODE) or "",
    )


def _place(group: Sequence[_Placed]) -> Place:
    """Return the place that says most, then the one most rows state."""
    places = [one.place for one in group]
    if len(places) == 1 or len(set(places)) == 1:
        return places[0]

    def says(place: Place) -> int:
        return sum(map(bool, (place.province, place.district, place.commune)))

    most = max(map(says, places))
    chosen = commonest(Counter(place for place in places if says(place) == most)) or places[0]
    for one in group:
        if not _within(one.place, chosen):
            one.row.doubt(columns.DISTRICT, "places_differ")
    return chosen


def _within(place: Place, chosen: Place) -> bool:
    return all(
        not part or part == other
        for part, other in (
            (place.province, chosen.province),
            (place.district, chosen.district),
            (place.commune, chosen.commune),
        )
    )
