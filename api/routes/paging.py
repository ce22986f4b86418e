"""Lists in stretches: a cursor names the last line that was read, so new lines disturb nobody."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated, Generic, TypeVar

import msgspec
from fastapi import Query

from streams.domain.errors import Malformed

T = TypeVar("T")
U = TypeVar("U")
P = TypeVar("P", bound=tuple[str | int | date, ...])
"""Where a line stands in the order of its list."""

Cursor = Annotated[
    str | None, Query(max_length=2_000, description="`next` of the stretch before this one.")
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many lines at most.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A stretch of a list; `next` is the cursor of the one that follows, null at the end."""

    items: tuple[T, ...]
    next: str | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """Return the same stretch with every line changed."""
        return Page(items=tuple(change(item) for item in self.items), next=self.next)


def place_of(cursor: str | None, shape: type[P]) -> P | None:
    """Return the place that a cursor names, or None for the beginning.

    Raises
    ------
    Malformed
        When no list of this kind has made it.
    """
    if cursor is None:
        return None
    try:
        written = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(written, type=shape)
    except (ValueError, msgspec.DecodeError, RecursionError):
        raise Malformed(
            "bad_cursor", "This cursor belongs to no list. Begin again without one."
        ) from None


def cursor_of(place: tuple[str | int, ...]) -> str:
    """Return the cursor that names a place."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def stretch(rows: Iterable[T], limit: int, place: Callable[[T], tuple[str | int, ...]]) -> Page[T]:
    """Return the first rows as a page; one row more than the limit tells that there are more."""
    found = tuple(islice(rows, limit + 1))
    items = found[:limit]
    return Page(items=items, next=cursor_of(place(items[-1])) if len(found) > limit else None)


def after(rows: Iterable[T], place: Callable[[T], P], cursor: P | None) -> Iterable[T]:
    """Return the rows behind a cursor; they are in the order of their places."""
    return rows if cursor is None else (row for row in rows if place(row) > cursor)
