"""What a reader answers, and how it says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from api.imports.reading import Cell

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell: a code of the table of sentences, and what fills its blanks."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read(Generic[T_co]):
    """A value, with the doubt that a person should look at; the row is good all the same."""

    value: T_co | None
    doubt: Fault | None = None


class Unreadable(Exception):
    """The cell cannot be meant; the row is refused until it is repaired."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.fault = Fault(code=code, params=params)


Reader = Callable[[Cell, date], Read[T_co]]
"""Reads a cell that is not empty; the day is today, for days that must have come."""
