"""How headers and code words are compared: without case, marks, punctuation and extra spaces.

Names of companies and places are compared by `streams.domain.naming`, where tones count.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from streams.domain.naming import without_marks

T = TypeVar("T")
_NO_WORD = re.compile(r"[^0-9a-z]+")


def spelled(text: str) -> str:
    """Return what all spellings of a header or a code word share.

    Examples
    --------
    >>> spelled("  Tỉnh/Thành phố (*)"), spelled("product_kind")
    ('tinh thanh pho', 'product kind')
    """
    return _NO_WORD.sub(" ", without_marks(unicodedata.normalize("NFC", text))).strip()


def lookup(table: Mapping[T, Iterable[str]]) -> dict[str, T]:
    """Turn a table of meanings and their spellings into one of spellings and their meaning.

    Raises
    ------
    ValueError
        For a spelling that stands for two meanings.
    """
    found: dict[str, T] = {}
    for meaning, spellings in table.items():
        for spelling in spellings:
            if found.setdefault(spelled(spelling), meaning) != meaning:
                raise ValueError(
                    f"{spelling!r} stands for {found[spelled(spelling)]} and {meaning}"
                )
    return found
