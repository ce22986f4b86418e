"""One company as a list states it, gathered from all of its rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from api.forms.registration import RegistrationForm
from api.imports.columns import Column, Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a list says of one company.

    Attributes
    ----------
    form : RegistrationForm
        The entry as it would be recorded if nothing were on record, defaults filled in.
    stated : frozenset of str
        Fields of the form that the list itself states.
    parts_stated : mapping
        For each product (by normal name) or seat (by normal name of its buyer) the fields stated.
    notes : tuple of str
        Remarks, sources and evidence: kept closed.
    defaults : tuple of str
        Fields filled in because the list does not state them.
    names : tuple of str
        The spellings of its name.
    """

    form: RegistrationForm
    rows: tuple[Row, ...]
    stated: frozenset[str]
    names: tuple[str, ...]
    parts_stated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()


def most_stated(rows: Sequence[Row], column: Column[T]) -> T | None:
    """Return the value that most rows state; order does not decide between equals."""
    if len(rows) == 1:
        return rows[0].get(column)
    counted = Counter(value for row in rows if (value := row.get(column)) is not None)
    return commonest(counted)


def commonest(counted: Mapping[T, int]) -> T | None:
    """Return the value counted most often; of equals the one that is written first."""
    if len(counted) < 2:
        return next(iter(counted), None)
    return min(counted, key=lambda value: (-counted[value], str(value)))


def fields_stated(rows: Sequence[Row], columns: Mapping[str, Column[Any]]) -> dict[str, Any]:
    """Return the fields that a company's rows state, by the columns the list has."""
    has = rows[0].understood.places
    return {
        name: value
        for name, column in columns.items()
        if column in has and (value := most_stated(rows, column)) is not None
    }


def best_spelling(names: Sequence[str]) -> str:
    """Return the spelling to show: not all capitals if possible, then the commonest."""
    if len(names) == 1:
        return names[0]
    counted = Counter(names)
    return min(counted, key=lambda name: (name.isupper(), -counted[name], name))
