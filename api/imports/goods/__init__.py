"""Which product sets the goods of a list belong to, by the words that name them.

The table `goods.csv` beside this module maps words to the 26 sets of decision 148/QĐ-TTg. It serves
two questions: to which set a product belongs whose list states a group at best, and which sets a
distributor wants that speaks of fruit or fish sauce. Words count with their tones; where a longer
phrase of the table begins, it is meant. What is not in the table is not guessed at.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from streams.domain.naming import normal_name
from streams.domain.vocabulary import product_group

USUAL_SETS: Mapping[int, int] = {1: 4, 2: 17, 3: 20, 4: 21, 5: 24, 6: 26}
"""The set of a group in which goods stand that belong to no other of its sets."""

GENERIC_SETS = tuple(range(1, 14))
"""What a distributor wants who does not say: all food, group I."""

_PHRASES = re.compile(r"[;\n]")
_STAR = re.compile(r"([1-5])[\s-]*(?:star|sao)")
_DRY = frozenset(normal_name("sấy khô").split())
_DRIED: Mapping[int, int] = {1: 7, 2: 8}
_FILLERS = frozenset(
    [
        "and",
        "or",
        "of",
        "the",
        "with",
        "for",
        "from",
        "in",
        "all",
        "other",
        "such",
        "as",
        "và",
        "các",
        "loại",
        "khác",
        "của",
        "có",
        "hoặc",
        "trên",
        "above",
        "star",
        "sao",
        "goods",
        "good",
        "produce",
        "products",
        "product",
        "items",
        "item",
        "stamp",
        "traceability",
        "geographical",
        "indication",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The meaning of one word: its sets, and whether it says less than any word beside it."""

    sets: tuple[int, ...]
    generic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedGoods:
    """What a distributor's words ask for; `unknown` are parts that name nothing known."""

    sets: frozenset[int] = frozenset()
    lowest_star: int | None = None
    unknown: tuple[str, ...] = ()


def set_of_product(name: str, group: int | None) -> int | None:
    """Return the set that a product's name tells, within its group where that is stated.

    The first word of the table decides, because Vietnamese names begin with what a thing is; dried
    fruit and meat are no longer fresh ones.
    """
    return _set_of_product(normal_name(name), group)


@lru_cache(maxsize=50_000)
def _set_of_product(normal: str, group: int | None) -> int | None:
    for goods in _found(normal):
        for product_set in () if goods.generic else goods.sets:
            if group is None or product_group(product_set) == group:
                dried = _DRIED.get(product_set) if _DRY & set(normal.split()) else None
                return dried or product_set
    return None


def wanted_goods(text: str) -> WantedGoods:
    """Return what the words of a demand ask for.

    Semicolons part phrases. In a phrase a generic word counts only where nothing more exact stands.
    """
    sets: set[int] = set()
    unknown: list[str] = []
    stars = [int(star) for star in _STAR.findall(text.lower())]
    for phrase in _PHRASES.split(text):
        heading, colon, rest = phrase.partition(":")
        found, strange = _read_parts(rest if colon else heading)
        if colon:
            named, unnamed = _read_parts(heading)
            # What stands before a colon may be a title: it need not be known where goods follow.
            strange = strange if found else unnamed + strange
            found = named + found
        unknown.extend(strange)
        exact = [goods for goods in found if not goods.generic]
        sets.update(*(goods.sets for goods in exact or found))
    return WantedGoods(
        sets=frozenset(sets), lowest_star=min(stars, default=None), unknown=tuple(unknown)
    )


def _read_parts(text: str) -> tuple[list[Goods], list[str]]:
    """Return the goods that parts between commas name, and the parts that name none."""
    found: list[Goods] = []
    unknown: list[str] = []
    for part in text.split(","):
        here = list(_found(normal_name(part)))
        found.extend(here)
        if not here and _says_something(part):
            unknown.append(" ".join(part.split()))
    return found, unknown


def _found(normal: str) -> Iterator[Goods]:
    """Yield the words of the table in a text, the longest at each place, none inside another."""
    table, longest = _table()
    words = normal.split()
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            goods = _goods(table, words[at : at + length])
            if goods is not None:
                yield goods
                at += length - 1
                break
        at += 1


def _goods(table: Mapping[str, Goods], words: list[str]) -> Goods | None:
    """Look a phrase up, in the singular where it is an English plural."""
    phrase = " ".join(words)
    for ending, instead in (("", ""), ("s", ""), ("es", ""), ("ies", "y")):
        if phrase.endswith(ending):
            goods = table.get(phrase.removesuffix(ending) + instead)
            if goods is not None:
                return goods
    return None


@cache
def _table() -> tuple[Mapping[str, Goods], int]:
    """Return the table by normal word, and how many words its longest phrase has."""
    found: dict[str, Goods] = {}
    path = resources.files("api.imports.goods") / "goods.csv"
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        sets = tuple(int(number) for number in row["sets"].split())
        goods = Goods(sets=sets, generic=bool(row["generic"]))
        for word in row["words"].split("|"):
            if found.setdefault(normal_name(word), goods) != goods:
                raise ValueError(f"{word!r} stands twice in goods.csv")
    return found, max(len(word.split()) for word in found)


def _says_something(part: str) -> bool:
    """Whether a part holds more than filler words and numbers."""
    words = normal_name(part).split()
    return any(word not in _FILLERS and not word.isdigit() for word in words)
