"""A column's value among many, as one parameter: a list in JSON, unpacked by the database."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

_encode = msgspec.json.Encoder().encode


class Among(sa.ColumnElement[bool]):
    """Whether a text column has one of the values of a list, for `Prepared` statements.

    Parameters
    ----------
    column : Column
        What is compared.
    parameter : str
        The name of the parameter; its value is made by `listed`.
    """

    type = sa.Boolean()
    inherit_cache = False

    def __init__(self, column: sa.Column[str], parameter: str) -> None:
        self.column = column
        self.listed: sa.BindParameter[Any] = sa.bindparam(parameter, type_=sa.JSON())


def listed(values: Iterable[str]) -> str:
    """Return values as the parameter has them."""
    return _encode(list(values)).decode()


@compiles(Among)
def _among(element: Among, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    values = compiler.process(element.listed, **kw)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY (ARRAY(SELECT json_array_elements_text({values})))"
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 -- a parameter's place
