"""The counting rule as SQL, generated from the table of conditions in `streams.domain.counting`."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from streams.domain.counting import (
    CONDITIONS,
    Between,
    ByThen,
    InScope,
    IsFalse,
    IsTrue,
    NotByThen,
    OneOf,
    Test,
)

Column = sa.ColumnElement[Any]


def reason_expression(columns: Mapping[str, Column], scope: Sequence[str], as_of: str) -> Column:
    """Return an expression that is the reason against a paper, or NULL if it counts.

    Parameters
    ----------
    columns : mapping
        An expression per column that the conditions name.
    scope : sequence of str
        The fairs that are reported on.
    as_of : str
        The effective day, ISO.
    """
    failing: list[tuple[Column, Column]] = [
        (
            sa.not_(sa.and_(*(_sql(test, columns, scope, as_of) for test in condition.tests))),
            sa.literal_column(f"'{condition.reason}'"),
        )
        for condition in CONDITIONS
    ]
    return sa.case(*failing, else_=sa.null())


def _sql(test: Test, columns: Mapping[str, Column], scope: Sequence[str], as_of: str) -> Column:
    """Return a test as SQL that is true or false, never unknown."""
    column = columns[test.column]
    match test:
        case OneOf(values=values):
            return column.in_(sorted(values))
        case InScope():
            return column.in_(sorted(scope))
        case IsTrue():
            return column.is_(sa.true())
        case IsFalse():
            return column.is_(sa.false())
        case ByThen():
            return sa.and_(column.is_not(None), column <= as_of)
        case NotByThen():
            return sa.or_(column.is_(None), column > as_of)
        case Between(first=first, last=last):
            return sa.and_(column.is_not(None), column.between(columns[first], columns[last]))
