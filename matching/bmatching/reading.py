"""Reading untrusted rows: ids, capacities and pairs as somebody typed them, faults with places.

Every function returns what could be read together with its faults, so that one pass finds them
all. A faulty score or capacity is replaced by a harmless one: the problem is refused anyway, and
the later checks in :mod:`matching.bmatching.checks` should still see the row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeGuard, cast

import numpy as np

from matching.bmatching.columns import IndexArray, IntArray, PairColumns, Rows
from matching.bmatching.faults import (
    MAX_CAPACITY,
    MAX_SCORE,
    MIN_SCORE,
    Fault,
    kind_of,
    shown,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One side of a problem, in the order of the input.

    Attributes
    ----------
    ids
        Unique strings.
    capacity
        int64, shape (ids,): places.
    """

    ids: Sequence[str]
    capacity: IntArray

    def index(self) -> dict[str, int]:
        """Return the index of every id."""
        return {key: k for k, key in enumerate(self.ids)}

    def arranged(self) -> tuple["Side", IndexArray | None]:
        """Return the side with its ids sorted, and the new index of every old one.

        The second is None when the ids are already in order and nothing changes.
        """
        if all(a < b for a, b in pairwise(self.ids)):
            return self, None
        order = np.array(sorted(range(len(self.ids)), key=self.ids.__getitem__), dtype=np.int64)
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        ids = [self.ids[k] for k in order.tolist()]
        return Side(ids=ids, capacity=self.capacity[order]), rank


def ids_are_sound(ids: Sequence[str]) -> bool:
    """Tell at once, without places, whether ids are unique and can be written to a file."""
    return len(set(ids)) == len(ids) and _is_text("".join(ids))


def read_side(entries: Iterable[tuple[str, object, object]]) -> tuple[Side, list[Fault]]:
    """Read (place, id, capacity) entries; those without an id of their own are left out."""
    faults: list[Fault] = []
    first: dict[str, str] = {}
    capacities: list[int] = []
    for place, key, capacity in entries:
        wrong = capacity_faults(place, capacity)
        if not isinstance(key, str):
            faults.append(Fault.at(f"{place}.id", "not_an_id", found=kind_of(key)))
        elif key in first:
            faults.append(Fault.at(f"{place}.id", "id_doubled", id=shown(key), first=first[key]))
        else:
            if not _is_text(key):
                faults.append(Fault.at(f"{place}.id", "not_text"))
            first[key] = place
            capacities.append(MAX_CAPACITY if wrong else cast("int", capacity))
        faults += wrong
    return Side(ids=list(first), capacity=np.array(capacities, dtype=np.int64)), faults


def read_pairs(
    name: str,
    rows: Iterable[object],
    producers: Mapping[str, int] | None,
    distributors: Mapping[str, int] | None,
) -> tuple[Rows, list[Fault]]:
    """Read (producer id, distributor id, score) rows into columns.

    Parameters
    ----------
    name
        ``pairs`` or ``fixed``, as it stands in places.
    producers, distributors
        Index by id; None when that side could not be read at all, and then its ids are not
        looked up: one cause should not be reported once per pair.

    Returns
    -------
    Rows
        The rows whose two ids are known, whatever their score.
    list of Fault
        In the order of the rows.
    """
    faults: list[Fault] = []
    kept: list[tuple[int, int, int]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows):
        if not isinstance(row, (list, tuple)) or len(row) != 3:
            faults.append(Fault.at(f"{name}[{number}]", "not_a_pair", found=kind_of(row)))
            continue
        left, right = _position(row[0], producers), _position(row[1], distributors)
        sound = _is_score(row[2])
        if left is None or right is None or not sound:
            ends = (("producer", producers), ("distributor", distributors))
            for k, (side, index) in enumerate(ends):
                faults += _id_faults(f"{name}[{number}][{k}]", row[k], side, index)
            faults += [] if sound else [score_fault(f"{name}[{number}][2]", row[2])]
        if left is not None and right is not None:
            kept.append((left, right, row[2] if sound else MIN_SCORE))
            numbers.append(number)
    columns = PairColumns.of(kept)
    return Rows(name=name, columns=columns, number=np.array(numbers, dtype=np.int64)), faults


def capacity_faults(place: str, capacity: object) -> list[Fault]:
    """Return what is wrong with the capacity of the participant at a place, at most one fault."""
    place = f"{place}.capacity"
    if not _is_integer(capacity):
        return [Fault.at(place, "not_an_integer", field="capacity", found=kind_of(capacity))]
    if capacity < 0:
        return [Fault.at(place, "capacity_negative", capacity=shown(capacity))]
    if capacity > MAX_CAPACITY:
        size = shown(capacity)
        return [Fault.at(place, "capacity_too_large", capacity=size, maximum=MAX_CAPACITY)]
    return []


def number_faults(place: str, field: str, number: object, most: int) -> list[Fault]:
    """Return what is wrong with a whole number from 0 on, at most one fault."""
    place = f"{place}.{field}"
    if not _is_integer(number):
        return [Fault.at(place, "not_an_integer", field=field, found=kind_of(number))]
    if not 0 <= number <= most:
        given = shown(number)
        return [
            Fault.at(place, "number_outside", field=field, number=given, minimum=0, maximum=most)
        ]
    return []


def row_faults(place: str, row: object) -> list[Fault]:
    """Return what is wrong with a (partner id, score) row."""
    if not isinstance(row, list) or len(row) != 2:
        return [Fault.at(place, "not_a_partner", found=kind_of(row))]
    key, score = row
    faults = list(_id_faults(f"{place}[0]", key, "", None))
    return faults + ([] if _is_score(score) else [score_fault(f"{place}[1]", score)])


def id_fault(place: str, key: object) -> list[Fault]:
    """Return what is wrong with an id, at most one fault."""
    if not isinstance(key, str):
        return [Fault.at(place, "not_an_id", found=kind_of(key))]
    return [] if _is_text(key) else [Fault.at(place, "not_text")]


def score_fault(place: str, score: object) -> Fault:
    """Say what is wrong with a score that is not one."""
    if not _is_integer(score):
        return Fault.at(place, "not_an_integer", field="score", found=kind_of(score))
    return Fault.at(
        place, "score_outside", score=shown(score), minimum=MIN_SCORE, maximum=MAX_SCORE
    )


def _position(key: object, index: Mapping[str, int] | None) -> int | None:
    return index.get(key) if index is not None and isinstance(key, str) else None


def _id_faults(
    place: str, key: object, side: str, index: Mapping[str, int] | None
) -> Iterator[Fault]:
    if not isinstance(key, str):
        yield Fault.at(place, "not_an_id", found=kind_of(key))
    elif index is not None and key not in index:
        yield Fault.at(place, "id_unknown", side=side, id=shown(key))


def _is_score(score: object) -> bool:
    return _is_integer(score) and MIN_SCORE <= score <= MAX_SCORE


def _is_integer(value: object) -> TypeGuard[int]:
    # JSON's true is an int to Python; numpy's integers are none, and callers hold those too.
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _is_text(key: str) -> bool:
    try:
        key.encode()
    except UnicodeEncodeError:  # half a surrogate pair, as JSON's "\ud800" yields
        return False
    return True
