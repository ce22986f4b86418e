"""Kinds of values on the command line: days, moments, and JSON files of a known shape."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import click
import msgspec

from api.words import tr
from streams.domain.days import read_day, read_moment

T = TypeVar("T")


class Day(click.ParamType):
    """A day of the world, ISO."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or fail with what it should look like."""
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except ValueError:
            self.fail(tr("{value} is no day. Write it as 2020-12-18.", value=value), param, ctx)


class Moment(click.ParamType):
    """A moment: ISO with a zone, or local time in Asia/Ho_Chi_Minh."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a moment, or fail with what it should look like."""
        if isinstance(value, datetime):
            return value
        try:
            return read_moment(str(value))
        except ValueError:
            self.fail(
                tr("{value} is no moment. Write it as 2020-12-18T16:00.", value=value), param, ctx
            )


class Form(click.ParamType, Generic[T]):
    """A JSON file that fills in a form; `-` reads standard input.

    Parameters
    ----------
    form : type
        A frozen dataclass; unknown fields and wrong types are refused with their place.
    """

    name = "file"

    def __init__(self, form: type[T]) -> None:
        self._form = form

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """Read the form, or fail with its first fault."""
        if isinstance(value, self._form):
            return value
        try:
            text = click.get_binary_stream("stdin").read() if value == "-" else _content(value)
        except OSError as error:
            self.fail(
                tr("{path} cannot be read: {reason}.", path=value, reason=error.strerror),
                param,
                ctx,
            )
        try:
            return msgspec.json.decode(text, type=self._form)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self.fail(
                tr("{path} is not as expected: {reason}.", path=value, reason=error), param, ctx
            )


def _content(path: str) -> bytes:
    return Path(path).read_bytes()


DAY = Day()
MOMENT = Moment()
