"""When two spellings name the same company or place: case, tone-mark position, abbreviations.

What is equal here is the same without asking; what is merely similar is for people to decide.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
"""Marks that make another letter of the alphabet: a ă â, o ô ơ; in its order."""
_PUNCTUATION = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d{10}(?:-?\d{3})?")
_ABBREVIATIONS = {
    "htx": "hợp tác xã",
    "cp": "cổ phần",
    "cty": "công ty",
    "tnhh": "trách nhiệm hữu hạn",
    "mtv": "một thành viên",
    "&": "và",
}
_UNIT_PREFIXES = (
    "tỉnh ",
    "thành phố ",
    "tp ",
    "quận ",
    "huyện ",
    "thị xã ",
    "thị trấn ",
    "phường ",
    "xã ",
    "đặc khu ",
)


def normal_name(name: str) -> str:
    """Return what all spellings of one name share.

    Case, white space, punctuation and the position of tone marks do not count; common
    abbreviations are written out. Tones and vowels count: *Sơn* and *Son* are two names.

    Examples
    --------
    >>> normal_name("HTX Lạc Thủy") == normal_name("Hợp tác xã  Lạc Thuỷ")
    True
    >>> normal_name("Công ty CP Hoà Bình") == normal_name("CÔNG TY CỔ PHẦN HÒA BÌNH")
    True
    """
    return _normal_name(name)


@lru_cache(maxsize=65_536)
def _normal_name(name: str) -> str:
    lowered = unicodedata.normalize("NFC", name).casefold().replace("&", " & ")
    kept = [word if word == "&" else _PUNCTUATION.sub(" ", word) for word in lowered.split()]
    words = " ".join(kept).split()
    written_out = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    return " ".join(_tone_last(word) for word in written_out.split())


def normal_place(name: str) -> str:
    """Return what all spellings of one administrative unit share, without its kind.

    Examples
    --------
    >>> normal_place("Thành phố Hà Nội") == normal_place("hà nội")
    True
    """
    return _normal_place(name)


@lru_cache(maxsize=65_536)
def _normal_place(name: str) -> str:
    text = " ".join(_PUNCTUATION.sub(" ", unicodedata.normalize("NFC", name).casefold()).split())
    for prefix in _UNIT_PREFIXES:
        if text.startswith(prefix) and len(text) > len(prefix):
            text = text.removeprefix(prefix)
            break
    return " ".join(_tone_last(word) for word in text.split())


def without_marks(text: str) -> str:
    """Return a text as people type it in a hurry: lower case, no marks, đ as d.

    Examples
    --------
    >>> without_marks("Đường Thốt Nốt")
    'duong thot not'
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def alphabetical(text: str) -> tuple[tuple[str, ...], str]:
    """Return what a name is sorted by: a ă â b c d đ e ê …; tone marks decide last.

    Examples
    --------
    >>> sorted(["Đắk Lắk", "Điện Biên", "Bình Định", "Gia Lai", "Bắc Kạn"], key=alphabetical)
    ['Bắc Kạn', 'Bình Định', 'Đắk Lắk', 'Điện Biên', 'Gia Lai']
    """
    letters: list[str] = []
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign in _LETTERS and letters:
            letters[-1] += _LETTERS[sign]
        elif not unicodedata.combining(sign):
            letters.append("d1" if sign == "đ" else sign)
    return tuple(letters), text


def normal_tax_code(code: str) -> str | None:
    """Return a tax code as ten digits, or thirteen with a hyphen for a branch; None for others.

    Examples
    --------
    >>> normal_tax_code(" 0101234567 "), normal_tax_code("0101234567001"), normal_tax_code("12")
    ('0101234567', '0101234567-001', None)
    """
    digits = "".join(code.split())
    if not _DIGITS.fullmatch(digits):
        return None
    bare = digits.replace("-", "")
    return bare if len(bare) == 10 else f"{bare[:10]}-{bare[10:]}"


_LONGEST_IDENTITY = 300
"""Signs; a longer one is told by its digest, since names of aggregates are bounded."""


def company_identity(name: str, province: str, tax_code: str | None) -> str:
    """Return what makes a company the same one within a fair: tax code, else name and province."""
    code = normal_tax_code(tax_code) if tax_code else None
    if code:
        return f"tax:{code}"
    identity = f"name:{normal_name(name)}|{normal_place(province)}"
    if len(identity) > _LONGEST_IDENTITY:
        return f"long:{sha256(identity.encode()).hexdigest()}"
    return identity


@lru_cache(maxsize=65_536)
def _tone_last(word: str) -> str:
    """Move the tone mark to the end of the word, so that *thủy* and *thuỷ* are one."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(sign for sign in decomposed if sign in _TONES)
    return "".join(sign for sign in decomposed if sign not in _TONES) + tones
