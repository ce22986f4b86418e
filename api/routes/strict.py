"""Reading what a program sends: strictly, because a typing error in a field would be a lost fact.

Everything is refused that a record cannot hold or would silently leave out: unknown fields, whole
numbers beyond 64 bits, the sign U+0000, half a surrogate pair, days of no calendar in use.
"""

from collections.abc import Awaitable, Callable, Hashable
from datetime import date
from functools import cache
from typing import Any, Generic, NoReturn, TypeVar, cast

import msgspec
from fastapi.params import Depends as Dependency
from msgspec import inspect as kinds
from starlette.requests import Request

from api.problems import Fault, Unreadable
from streams.domain.days import YEARS
from streams.domain.errors import DomainError, Malformed

T = TypeVar("T")

LARGEST_INT = 2**63 - 1


class UnsupportedMedia(DomainError):
    """The body is of another kind than this address takes."""

    status = 415


async def document_of(request: Request) -> Any:
    """Return the JSON document of a request's body; an absent one is empty.

    Raises
    ------
    Unreadable
        For a broken document.
    UnsupportedMedia
        For a body that is no JSON.
    """
    content = await request.body()
    if not content.strip():
        return {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMedia(
            "not_json", "{media} is not taken here. Send application/json.", media=media or "?"
        )
    return read_json(content)


def read_json(content: bytes) -> Any:
    """Return a JSON document as plain values.

    Raises
    ------
    Unreadable
        When it is none.
    """
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable("$", str(error)) from None


def as_form(document: Any, form: type[T]) -> T:
    """Return a document as the form it fills in.

    Raises
    ------
    Unreadable
        With the place of the first fault.
    """
    try:
        _check(document, _shape_of(cast("Hashable", form)), "$")
        return msgspec.convert(document, form)
    except msgspec.ValidationError as error:
        fault, _, place = str(error).partition(" - at ")
        raise _unreadable(place.strip("`") or "$", fault) from None
    except RecursionError as error:
        raise _unreadable("$", str(error)) from None


class Reader(Generic[T]):
    """Reads the body of a request as the form it fills in."""

    def __init__(self, form: type[T]) -> None:
        self.form = form

    async def __call__(self, request: Request) -> T:
        """Read the body.

        Raises
        ------
        Unreadable
            For a body that is not as it should be, with the place of the first fault.
        UnsupportedMedia
            For a body that is no JSON.
        """
        return as_form(await document_of(request), self.form)


def reads(form: type[T]) -> Dependency:
    """Return the dependency of a route whose body fills in a form and is no act."""
    reader: Callable[..., Awaitable[T]] = Reader(form)
    return Dependency(reader)


def check_year(moment: date) -> None:
    """Check that a day or moment lies in a year that a fair can know.

    Raises
    ------
    Malformed
        When it does not.
    """
    if moment.year not in YEARS:
        raise Malformed(
            "year_out_of_range",
            "{moment} lies in no possible year. Correct it.",
            moment=moment.isoformat(),
        )


@cache
def _shape_of(form: Hashable) -> kinds.Type:
    """Return the shape of a form; working it out takes longer than all the rest of a request."""
    return kinds.type_info(form)


def _check(value: Any, kind: kinds.Type, place: str) -> None:
    match value:
        case str():
            _check_text(value, kind, place)
        case int() if abs(value) > LARGEST_INT:
            _refuse(place, "A number beyond 64 bits")
        case list():
            item = _part(kind, (kinds.VarTupleType, kinds.ListType))
            for index, one in enumerate(value):
                _check(one, item.item_type if item else kinds.AnyType(), f"{place}[{index}]")
        case dict():
            _check_object(value, kind, place)


def _check_object(value: dict[str, Any], kind: kinds.Type, place: str) -> None:
    shape = _part(kind, (kinds.DataclassType, kinds.StructType))
    fields = {field.encode_name: field.type for field in shape.fields} if shape else None
    for name, one in value.items():
        _check_text(name, kinds.StrType(), place)
        if fields is not None and name not in fields:
            _refuse(f"{place}.{name}", "Unknown field")
        _check(one, fields[name] if fields else kinds.AnyType(), f"{place}.{name}")


def _check_text(text: str, kind: kinds.Type, place: str) -> None:
    if "\0" in text:
        _refuse(place, "The sign U+0000")
    if _part(kind, (kinds.DateType, kinds.DateTimeType)):
        year = text[:4]
        if year.isdecimal() and int(year) not in YEARS:
            _refuse(place, f"A year outside {YEARS.start} to {YEARS.stop - 1}")


def _part(kind: kinds.Type, wanted: tuple[type[kinds.Type], ...]) -> Any:
    """Return the first alternative of a kind that is one of those wanted, or None."""
    alternatives = kind.types if isinstance(kind, kinds.UnionType) else (kind,)
    for one in alternatives:
        bare = one.type if isinstance(one, kinds.Metadata) else one
        if isinstance(bare, wanted):
            return bare
    return None


async def check_address(request: Request) -> None:
    """Check that an address holds no sign that no database takes.

    Raises
    ------
    Malformed
        For the sign U+0000.
    """
    if "\0" in request.url.path or "%00" in request.url.query or "\0" in request.url.query:
        raise Malformed("broken_text", "A text holds signs that cannot be written. Type it anew.")


def _refuse(place: str, fault: str) -> NoReturn:
    raise _unreadable(place, fault)


def _unreadable(place: str, fault: str) -> Unreadable:
    return Unreadable([Fault(place=place, message=fault)])
