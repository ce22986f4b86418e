"""Star classes: 1 to 5, and the extra class "potential five"."""

import re
from dataclasses import dataclass
from datetime import date

from api.imports.reading import Cell, shown
from api.imports.spelling import spelled
from api.imports.values.read import Fault, Read, Unreadable

_POTENTIAL = frozenset({"tiem nang 5", "tiem nang 5 sao", "potential 5", "potential five"})
_STARS = re.compile(r"([1-5])(?:\.0)?(?:\s*(?:sao|stars?|\*))?")
_NOT_RATED = frozenset({"", "0", "chua xep hang", "chua", "khong", "not rated", "none"})
_GLYPHS = re.compile(r"[★⭐*]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """A star class; a potential five has four stars today."""

    star: int
    potential_five: bool = False


def star(cell: Cell, _: date) -> Read[Star]:
    """Read a star class; points of the rating are none."""
    text = shown(cell)
    if _GLYPHS.fullmatch(text):
        return Read(Star(star=len(text)))
    if spelled(text) in _POTENTIAL:
        return Read(Star(star=4, potential_five=True))
    if spelled(text) in _NOT_RATED:
        return Read(None, Fault(code="star_empty"))
    found = _STARS.fullmatch(text.lower())
    if found is None:
        raise Unreadable("bad_star", value=text)
    return Read(Star(star=int(found[1])))
