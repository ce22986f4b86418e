"""What was typed into a form of repeated fields, and reading numbers and days out of it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from streams.domain.days import read_day
from streams.domain.errors import Malformed

_MOST_FIELDS = 20_000
"""A producer with hundreds of products has some thousand fields."""


async def form_of(request: Request) -> AsyncIterator[FormData]:
    """Give the fields of a form, repeated ones in their order; its files are closed afterwards."""
    async with request.form(max_fields=_MOST_FIELDS) as form:
        yield form


Typed = Annotated[FormData, Depends(form_of)]


def text_of(typed: FormData, name: str) -> str:
    """Return a field as text; a field that is absent, or a file, is empty."""
    value = typed.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts_of(typed: FormData, name: str) -> list[str]:
    """Return a repeated field, one text per line of the form."""
    return [value.strip() for value in typed.getlist(name) if isinstance(value, str)]


def whole_of(text: str) -> int | None:
    """Read a whole number as people write it: 1.054; empty is None.

    Raises
    ------
    Malformed
        For anything else.
    """
    digits = text.strip().replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 15:
        raise Malformed(
            "not_whole", "{number} is no whole number. Give a whole number.", number=text
        )
    return int(digits)


def day_of(text: str) -> date | None:
    """Read a day as a date field sends it; empty is None.

    Raises
    ------
    Malformed
        For anything else.
    """
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        raise Malformed(
            "bad_date", "{date} is no date. Write it as 18/12/2020 or 2020-12-18.", date=text
        ) from None
