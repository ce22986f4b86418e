"""What can be wrong with a problem: one value per fault, its place, and its sentence in English.

The codes and parameters are the contract: the doors translate them, logs and tests compare them.
The sentences here are the English of developers and of the command line. Nothing is raised here;
:mod:`matching.bmatching.errors` carries faults to whoever asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

MIN_SCORE = 1
MAX_SCORE = 10_000
#: Beyond 2**53 - 1 a whole number no longer survives every JSON reader (RFC 8259, section 6).
MAX_CAPACITY = 2**53 - 1

#: Longer ids and numbers are cut in messages.
SHOWN_CHARACTERS = 60

_OF_PROBLEMS: Mapping[str, str] = {
    "not_utf8": "byte {offset} is not UTF-8; save the document as UTF-8",
    "not_json": "not JSON at line {line}, column {column}: {reason}",
    "too_deep": "nested too deeply to be read; the format needs three levels",
    "not_an_object": "must be an object (found: {found})",
    "not_a_list": "must be a list (found: {found})",
    "not_a_pair": "must be [producer id, distributor id, score] (found: {found})",
    "field_missing": "the field {field} is missing",
    "not_an_id": "an id must be a string (found: {found})",
    "not_text": "the id holds half a surrogate pair, which no file can store; write it anew",
    "not_an_integer": "{field} must be an integer (found: {found})",
    "id_unknown": "{side} {id} is not listed among the {side}s",
    "id_doubled": "id {id} already stands at {first}; ids are unique within a side",
    "capacity_negative": "capacity {capacity} is negative; 0 keeps a participant without meetings",
    "capacity_too_large": "capacity {capacity} is larger than {maximum}",
    "score_outside": (
        "score {score} is outside {minimum}..{maximum}; scale it, or leave an impossible pair out"
    ),
    "pair_doubled": "pair {producer}, {distributor} already stands at {first}; a pair meets once",
    "pair_fixed": (
        "pair {producer}, {distributor} also stands at {first}; "
        "a fixed pair is not among the candidates"
    ),
    "fixed_beyond_capacity": "{side} {id} has {fixed} fixed pairs and capacity {capacity}",
    "index_outside": "{side} index {index} is not below {count} or negative",
}
OF_EVENTS: Mapping[str, str] = {
    "not_a_partner": "must be [partner id, score] (found: {found})",
    "op_unknown": "the operation {op} is unknown; it is one of {known}",
    "side_unknown": "the side {side} is unknown; it is producer or distributor",
    "number_outside": "{field} {number} is outside {minimum}..{maximum}",
    "not_present": "{side} {id} is not present",
    "already_present": "{side} {id} is present already; a profile replaces what it said",
    "partner_doubled": "{side} {id} is listed twice; a pair meets once",
    "below_confirmed": "{side} {id} has {fixed} confirmed pairs; capacity {capacity} is below them",
    "confirmed": "pair {producer}, {distributor} is confirmed; unconfirm it first",
    "already_confirmed": "pair {producer}, {distributor} is confirmed already",
    "not_confirmed": "pair {producer}, {distributor} is not confirmed",
    "no_candidate": "pair {producer}, {distributor} is no candidate now",
    "no_free_place": "{side} {id} has no place free beside {fixed} confirmed pairs",
}
"""What only events say, besides."""
MESSAGES: Mapping[str, str] = {**_OF_PROBLEMS, **OF_EVENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a problem.

    Attributes
    ----------
    place
        Where it stands, as a path into the input: ``producers[3].capacity``, ``pairs[17][2]``,
        or ``document`` for the whole.
    code
        Stable key into :data:`MESSAGES`.
    params
        What the sentence names; ids and numbers only, so that it can be translated.

    Examples
    --------
    >>> print(Fault.at("pairs[17][2]", "score_outside", score=10001, minimum=1, maximum=10000))
    pairs[17][2]: score 10001 is outside 1..10000; scale it, or leave an impossible pair out
    """

    place: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def at(cls, place: str, code: str, **params: str | int) -> Self:
        """Build a fault from its place, its code and what its sentence names."""
        return cls(place=place, code=code, params=params)

    @property
    def template(self) -> str:
        """The sentence in English with its blanks, for translation."""
        return MESSAGES[self.code]

    @property
    def message(self) -> str:
        """The sentence in English, without its place."""
        return self.template.format_map(self.params)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def shown(value: object) -> str:
    """Cut a value from outside to what fits into a sentence and into any file."""
    text = str(value).encode(errors="backslashreplace").decode()
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def kind_of(value: object) -> str:
    """Name what was found, in the words of JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list() | tuple():
            return f"list of {len(value)}"
        case dict():
            return "object"
        case _:
            return f"number {shown(value)}"
