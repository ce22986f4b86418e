"""Companies that are likely the same and were not merged: typing errors, missing words and marks.

A proposal costs a look, so it may be wrong at times; a merge may not. Only names that share all
words but one, or all that say something, are compared, so a list of thousands takes no time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from api.imports.report import Together
from streams.domain.naming import normal_name, normal_place, without_marks

_SHORT = (
    ("trach nhiem huu han", "tnhh"),
    ("mot thanh vien", "mtv"),
    ("hop tac xa", "htx"),
    ("co phan", "cp"),
    ("cong ty", "cty"),
)
_LEGAL = frozenset({"htx", "cty", "tnhh", "mtv", "cp", "dntn"})
_SAYING_LITTLE = frozenset(
    [
        "va",
        "dich",
        "vu",
        "san",
        "xuat",
        "kinh",
        "doanh",
        "thuong",
        "mai",
        "nong",
        "nghiep",
        "lam",
        "nghiep",
        "nong",
        "lam",
        "tong",
        "hop",
        "phat",
        "trien",
        "dau",
        "tu",
        "che",
        "bien",
        "tieu",
        "thu",
        "san",
        "pham",
        "xuat",
        "nhap",
        "khau",
        "xnk",
        "sx",
        "tm",
        "dv",
        "chi",
        "nhanh",
        "xa",
    ]
)
_MOST_ALIKE = 20
"""A key that more names share is a common phrase and tells nothing."""
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name that may be another one's misspelling; `rows` is empty for what is on record."""

    name: str
    province: str
    rows: tuple[int, ...]
    natural: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    named: Named
    province: str
    words: tuple[str, ...]

    @property
    def core(self) -> tuple[str, ...]:
        """The words that tell one company from another."""
        left = tuple(w for w in self.words if w not in _LEGAL and w not in _SAYING_LITTLE)
        return left if len(left) > 1 else ()

    @property
    def legal(self) -> frozenset[str]:
        """The words of its legal form."""
        return _LEGAL & set(self.words)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if any(sign.isdigit() for sign in word))


def likely_same(names: Iterable[Named]) -> tuple[Together, ...]:
    """Return pairs that a person should look at, in the order of the list."""
    all_words = [_words(named) for named in names]
    by_key: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for index, words in enumerate(all_words):
        for key in _keys(words):
            by_key.setdefault(key, []).append(index)
    pairs = {
        (first, second)
        for alike in by_key.values()
        if 1 < len(alike) <= _MOST_ALIKE
        for first, second in _pairs(alike)
        if _may_be_same(all_words[first], all_words[second])
    }
    return tuple(
        _together(all_words[first].named, all_words[second].named)
        for first, second in sorted(pairs)
    )


def _words(named: Named) -> _Words:
    text = " ".join(without_marks(normal_name(named.name)).split())
    for long, short in _SHORT:
        text = text.replace(long, short)
    return _Words(named, normal_place(named.province), tuple(text.split()))


def _keys(words: _Words) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what misspellings of a name share: its own words, all but one, those that say much."""
    own = tuple(word for word in words.words if word not in _LEGAL)
    if len(words.core) < len(own):
        yield "core", words.core
    yield "words", own
    if len(own) > 2:
        for left_out, word in enumerate(own):
            if word.isalpha():
                yield "words", own[:left_out] + own[left_out + 1 :]


def _pairs(alike: Sequence[int]) -> Iterator[tuple[int, int]]:
    for position, first in enumerate(alike):
        for second in alike[position + 1 :]:
            if first != second:
                yield first, second


def _may_be_same(one: _Words, other: _Words) -> bool:
    if not one.named.rows and not other.named.rows:
        return False
    if one.province and other.province and one.province != other.province:
        return False
    if one.numbers != other.numbers or len(one.words) < 2 or len(other.words) < 2:
        return False
    if one.core and one.core == other.core and one.legal == other.legal:
        return True
    mine = [word for word in one.words if word not in other.words]
    theirs = [word for word in other.words if word not in one.words]
    if not mine or not theirs:
        return not (set(mine + theirs) - _LEGAL - _SAYING_LITTLE) or one.words == other.words
    return SequenceMatcher(None, " ".join(mine), " ".join(theirs)).ratio() >= _LIKENESS


def _together(one: Named, other: Named) -> Together:
    natural = one.natural or other.natural
    return Together(
        code="likely_same",
        names=() if natural else (one.name, other.name),
        rows=(*one.rows, *other.rows),
    )
