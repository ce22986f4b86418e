"""From the words of a list to a place, with doubts about what is not known.

A place keeps the unit as of its own day. What is not known is kept as written and doubted; nothing
is put in its stead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from api.imports.units.provinces import Province, province_of
from api.imports.units.tables import districts, hanoi_communes, hanoi_successors, hanoi_wards
from api.imports.values.read import Fault
from streams.domain.events.registrations import Place
from streams.domain.naming import normal_place

NEW_UNITS_ON = date(2025, 7, 1)
"""63 provinces became 34, the districts ended, and Hà Nội got 126 communes and wards."""

Field = Literal["province", "district", "commune"]
_HANOI = "Hà Nội"
_KINDS = ("quận ", "huyện ", "thị xã ", "thị trấn ", "thành phố ", "phường ", "xã ", "đặc khu ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A place, and what should be looked at: which part, and why."""

    place: Place
    doubts: tuple[tuple[Field, Fault], ...] = ()


def resolve(province: str, district: str, commune: str, *, on: date, today: date) -> Resolved:
    """Return the place that three texts name; empty texts are unknown.

    A known unit gets its one spelling, so that all rows of one place say the same.

    Parameters
    ----------
    on : date
        The day of the fact: the names belong to the units of that day.
    today : date
        Since the units changed, moved communes are worth a look.
    """
    return _resolve(province, district, commune, on, today)


@lru_cache(maxsize=50_000)
def _resolve(province: str, district: str, commune: str, on: date, today: date) -> Resolved:
    known = province_of(province) if province else None
    district = _district_name(known, district)
    scheme = _scheme(known, district, on)
    place = Place(
        scheme=scheme,
        province=known.name if known else province,
        district=district,
        commune=_commune_name(known, district, commune),
    )
    doubts: list[tuple[Field, Fault]] = []
    if province and known is None:
        doubts.append(("province", Fault(code="unknown_province", params={"value": province})))
    if known and district:
        doubts.extend(_district_doubts(known, district))
    if known and known.name == _HANOI and commune:
        doubts.extend(_commune_doubts(district, commune, today))
    return Resolved(place=place, doubts=tuple(doubts))


def _scheme(known: Province | None, district: str, on: date) -> Literal["63", "34"]:
    if known and not known.old:
        return "34"
    if district or on < NEW_UNITS_ON or (known and not known.new):
        return "63"
    return "34"


def _district_name(province: Province | None, district: str) -> str:
    """Return the one spelling of a known district; one of another kind stays as written."""
    if province is None or not district:
        return district
    listed = districts().get(normal_place(province.name), {})
    full_name = listed.get(normal_place(district))
    return full_name if full_name and _same_kind(district, full_name) else district


def _commune_name(province: Province | None, district: str, commune: str) -> str:
    """Return the one spelling of a known commune of Hà Nội."""
    if province is None or province.name != _HANOI or not commune:
        return commune
    name = normal_place(commune)
    old = hanoi_wards().get(normal_place(district), {})
    full_name = old.get(name) if district else hanoi_communes().get(name)
    return full_name if full_name and _same_kind(commune, full_name) else commune


def _district_doubts(province: Province, district: str) -> Iterator[tuple[Field, Fault]]:
    """Doubt a district that is not there, or is of another kind than written."""
    listed = districts().get(normal_place(province.name))
    if listed is None:
        return
    full_name = listed.get(normal_place(district))
    if full_name is None:
        params = {"value": district, "province": province.name}
        yield "district", Fault(code="unknown_district", params=params)
    elif not _same_kind(district, full_name):
        params = {"value": district, "name": full_name, "province": province.name}
        yield "district", Fault(code="district_kind", params=params)


def _commune_doubts(district: str, commune: str, today: date) -> Iterator[tuple[Field, Fault]]:
    """Doubt a commune of Hà Nội that is not there, or was renamed, joined or divided."""
    name = normal_place(commune)
    old = hanoi_wards().get(normal_place(district), {}) if district else _any_district()
    new = hanoi_communes()
    if name not in old:
        if district or name not in new:
            params = {"value": commune, "district": district or _HANOI}
            yield "commune", Fault(code="unknown_commune", params=params)
        return
    successors = hanoi_successors().get((normal_place(district), name), ())
    if today < NEW_UNITS_ON or (len(successors) == 1 and normal_place(successors[0]) == name):
        return
    if district or name not in new:
        now = ", ".join(successors)
        code = "moved_commune" if now else "joined_commune"
        yield "commune", Fault(code=code, params={"value": commune, "now": now})


def _any_district() -> dict[str, str]:
    return {name: full for listed in hanoi_wards().values() for name, full in listed.items()}


def _same_kind(written: str, full_name: str) -> bool:
    """Whether a written unit names no kind, or the same one: Huyện, Quận, Thị xã, Xã."""
    bare = normalize("NFC", written).casefold().replace("tp.", "thành phố ")
    kind = next((kind for kind in _KINDS if bare.startswith(kind)), None)
    return kind is None or full_name.casefold().startswith(kind)
