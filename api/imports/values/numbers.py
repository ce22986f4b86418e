"""Numbers as people write them in Vietnam: 1.054 · 1,5 · 526 triệu · 2 tấn."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.imports.reading import Cell, shown
from api.imports.values.read import Fault, Read, Reader, Unreadable
from streams.domain.events.registrations import PriceRange
from streams.domain.naming import without_marks

_MOST = 10**15
"""No value of the field is larger, and the store keeps 64 bits."""
_NUMBER = re.compile(r"([-+]?)((?:\d[\d., ]*)?\d)\s*([^\d]*)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+")
_MULTIPLES = {
    "nghin": 1_000,
    "ngan": 1_000,
    "k": 1_000,
    "trieu": 1_000_000,
    "tr": 1_000_000,
    "million": 1_000_000,
    "ty": 1_000_000_000,
    "ti": 1_000_000_000,
    "billion": 1_000_000_000,
}
_CURRENCY = frozenset({"dong", "d", "vnd", "vn"})
_WEIGHTS = {"tan": 1_000, "ton": 1_000, "tons": 1_000, "tonnes": 1_000, "ta": 100, "yen": 10}
_LONGEST_UNIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """An amount with its unit; weights come in kilograms, an empty unit was not stated."""

    amount: int
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The value of a paper in đồng, or that it is to be agreed."""

    vnd: int | None = None
    to_be_agreed: bool = False


def whole(least: int = 0, most: int = _MOST) -> Reader[int]:
    """Return a reader of whole numbers within bounds."""

    def read(cell: Cell, _: date) -> Read[int]:
        number, words, doubt = _parts(cell)
        if words and words != ["%"]:
            raise Unreadable("bad_number", number=shown(cell))
        return Read(_bounded(number, cell, least, most), doubt)

    return read


def money(factor: int = 1) -> Reader[int]:
    """Return a reader of amounts in đồng; `factor` is what a number without a unit counts in."""

    def read(cell: Cell, _: date) -> Read[int]:
        number, words, doubt = _parts(cell)
        return Read(_bounded(number * _multiple(words, cell, factor), cell, 0, _MOST), doubt)

    return read


def worth(factor: int) -> Reader[Worth]:
    """Return a reader of a paper's value, which may be left to be agreed."""
    amount = money(factor)

    def read(cell: Cell, today: date) -> Read[Worth]:
        if isinstance(cell, str) and without_marks(cell) in _TO_BE_AGREED:
            return Read(Worth(to_be_agreed=True))
        found = amount(cell, today)
        return Read(Worth(vnd=found.value), found.doubt)

    return read


_TO_BE_AGREED = frozenset(
    {"thoa thuan sau", "theo thoa thuan", "thoa thuan", "to be agreed", "tba", "chua xac dinh"}
)


def volume(cell: Cell, _: date) -> Read[Volume]:
    """Read an amount per month with its unit, if it states one."""
    number, words, doubt = _parts(cell)
    unit = " ".join(words)
    factor = _WEIGHTS.get(without_marks(unit))
    if factor:
        return Read(Volume(amount=_bounded(number * factor, cell, 0, _MOST), unit="kg"), doubt)
    if len(unit) > _LONGEST_UNIT:
        raise Unreadable("bad_number", number=shown(cell))
    return Read(Volume(amount=_bounded(number, cell, 0, _MOST), unit=unit), doubt)


def price_range(cell: Cell, today: date) -> Read[PriceRange]:
    """Read one price, or a range as 20.000-25.000, in đồng."""
    amount = money()
    low, dash, high = shown(cell).replace("–", "-").partition("-")
    if not dash:
        found = amount(cell, today)
        return Read(PriceRange(low=found.value, high=found.value), found.doubt)
    ends = amount(low.strip(), today), amount(high.strip(), today)
    price = PriceRange(low=ends[0].value, high=ends[1].value)
    if (price.low or 0) > (price.high or 0):
        raise Unreadable("upside_down", low=price.low, high=price.high)
    return Read(price, ends[0].doubt or ends[1].doubt)


def _parts(cell: Cell) -> tuple[Decimal, list[str], Fault | None]:
    """Return number, words after it, and a doubt about how the number is to be read."""
    if isinstance(cell, int | float):
        return Decimal(repr(cell)), [], None
    found = _NUMBER.fullmatch(cell.replace("\u00a0", " ")) if isinstance(cell, str) else None
    if found is None or len(found[2]) > 24:
        raise Unreadable("bad_number", number=shown(cell))
    number, doubtful = _number(found[2], cell)
    doubt = Fault(code="number_read", params={"number": shown(cell), "read": number})
    signed = -number if found[1] == "-" else number
    words = found[3].lower().partition("/")[0].split()
    return signed, words, doubt if doubtful else None


def _number(text: str, cell: Cell) -> tuple[Decimal, bool]:
    """Read digits with separators: a full stop parts thousands, a comma is the decimal sign.

    A single comma before three digits is read the English way, as thousands, and doubted.
    """
    bare = text.replace(" ", "")
    if bare.isdigit():
        if " " in text and not _THOUSANDS.fullmatch(text):
            raise Unreadable("bad_number", number=shown(cell))
        return Decimal(bare), False
    marks = {sign for sign in bare if sign in ".,"}
    if len(marks) == 2:
        decimal = max(marks, key=bare.rindex)
        head, _, tail = bare.rpartition(decimal)
        if decimal not in head and _THOUSANDS.fullmatch(head):
            return Decimal(f"{re.sub('[.,]', '', head)}.{tail}"), False
    elif _THOUSANDS.fullmatch(bare):
        return Decimal(re.sub("[.,]", "", bare)), bare.count(",") == 1
    elif len(re.findall("[.,]", bare)) == 1:
        return Decimal(bare.replace(",", ".")), False
    raise Unreadable("bad_number", number=shown(cell))


def _multiple(words: list[str], cell: Cell, factor: int) -> int:
    """Return what the words after an amount multiply it by."""
    plain = [without_marks(word).strip(".") for word in words]
    multiples = [_MULTIPLES[word] for word in plain if word in _MULTIPLES]
    rest = [word for word in plain if word not in _MULTIPLES]
    if len(multiples) > 1 or any(word not in _CURRENCY for word in rest):
        raise Unreadable("bad_number", number=shown(cell))
    if multiples:
        return multiples[0]
    return 1 if rest else factor


def _bounded(number: Decimal, cell: Cell, least: int, most: int) -> int:
    if number != number.to_integral_value():
        raise Unreadable("not_whole", number=shown(cell))
    if not least <= number <= most:
        raise Unreadable("out_of_range", number=shown(cell), least=least, most=most)
    return int(number)
