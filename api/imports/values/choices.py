"""Cells that name one of a few things, in any of the spellings of a table."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from api.imports.reading import Cell, shown
from api.imports.spelling import lookup, spelled
from api.imports.values.read import Fault, Read, Reader, Unreadable

T = TypeVar("T")

_YES_NO: Mapping[bool, tuple[str, ...]] = {
    True: ("x", "xx", "có", "yes", "y", "true", "1", "đúng", "rồi", "đã ký", "signed"),
    False: ("không", "no", "n", "false", "0", "chưa", "chưa ký"),
}
_TICKS = frozenset("✓✔☑✗☒")
_yes_no = lookup(_YES_NO)


def choice(table: Mapping[T, Iterable[str]], code: str) -> Reader[T]:
    """Return a reader of code words; an unknown one refuses the row with this code."""
    known = lookup(table)

    def read(cell: Cell, _: date) -> Read[T]:
        meaning = known.get(spelled(shown(cell)))
        if meaning is None:
            raise Unreadable(code, value=shown(cell))
        return Read(meaning)

    return read


def choice_or(table: Mapping[T, Iterable[str]], code: str, otherwise: T) -> Reader[T]:
    """Return a reader of code words; an unknown one is read as `otherwise`, with a doubt."""
    strict = choice(table, code)

    def read(cell: Cell, today: date) -> Read[T]:
        try:
            return strict(cell, today)
        except Unreadable as unknown:
            return Read(otherwise, Fault(code=code, params=unknown.fault.params))

    return read


def yes_no(cell: Cell, _: date) -> Read[bool]:
    """Read a tick, or yes and no in words."""
    text = shown(cell)
    if text in _TICKS:
        return Read(text not in "✗☒")
    meaning = _yes_no.get(spelled(text))
    if meaning is None:
        raise Unreadable("bad_mark", value=text)
    return Read(meaning)
