"""Provinces under their many spellings, each under one name."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from api.imports.units.tables import rows
from streams.domain.naming import normal_place, without_marks

_ALIASES: Mapping[str, str] = {
    "hcm": "Hồ Chí Minh",
    "tphcm": "Hồ Chí Minh",
    "tp hcm": "Hồ Chí Minh",
    "sai gon": "Hồ Chí Minh",
    "ho chi minh city": "Hồ Chí Minh",
    "hn": "Hà Nội",
    "brvt": "Bà Rịa - Vũng Tàu",
    "ba ria vung tau": "Bà Rịa - Vũng Tàu",
    "vung tau": "Bà Rịa - Vũng Tàu",
    "tt hue": "Thừa Thiên Huế",
}
_NEW_TONES = (
    ("oà", "òa"),
    ("oá", "óa"),
    ("oả", "ỏa"),
    ("oã", "õa"),
    ("oạ", "ọa"),
    ("uỷ", "ủy"),
    ("uý", "úy"),
)
"""Where the two spellings of a tone mark differ in names of provinces: Hoà Bình, Hòa Bình."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province; `old` and `new` say on which list its name stands."""

    name: str
    old: bool
    new: bool


def province_of(written: str) -> Province | None:
    """Return the province that a text names, or None.

    Kind, case, tone-mark position and missing marks do not count, because no two provinces differ
    in nothing else; anything further is not guessed at.
    """
    return _by_spelling().get(_bare(written))


def province_name(written: str) -> str:
    """Return the one name of a province, or the text as written where none is known."""
    known = province_of(written)
    return known.name if known else written


@cache
def _by_spelling() -> Mapping[str, Province]:
    old = {_one_name(row["name"]) for row in rows("provinces_old_63")}
    new = {_one_name(row["name"]) for row in rows("provinces_new_34")}
    provinces = {
        name: Province(name=name, old=name in old, new=name in new) for name in sorted(old | new)
    }
    found = {_bare(name): province for name, province in provinces.items()}
    return found | {_bare(alias): provinces[name] for alias, name in _ALIASES.items()}


@lru_cache(maxsize=10_000)
def _bare(text: str) -> str:
    return without_marks(normal_place(text)).replace(" ", "")


def _one_name(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    for newer, older in _NEW_TONES:
        composed = composed.replace(newer, older)
    return composed
