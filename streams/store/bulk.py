"""Changing many rows of a table at once, by the means each database is fastest with.

SQLite runs one prepared statement per row. PostgreSQL, which a statement costs more than a row,
takes new rows by COPY and the others as one JSON document (measured per row in batches of 80:
19 µs of the client's processor for a statement each, 6 µs by COPY, 4 µs as JSON).
"""

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa

from streams.store.prepared import Parameters, Prepared, driver_cursor, is_pipelined

Rows = Sequence[Parameters]
_MANY = 8
_encode = msgspec.json.Encoder().encode


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Insert rows that name every column of a table."""
    if _is_many(connection, rows):
        columns = [column.name for column in table.columns]
        arranged = itemgetter(*columns)
        with driver_cursor(connection) as cursor, cursor.copy(_copying(table)) as copy:
            for row in rows:
                copy.write_row(arranged(row))
    elif rows:
        _insert(table).run(connection, rows)


def delete_rows(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Delete the rows of a table that agree with one of `rows` in all columns these name."""
    if _is_many(connection, rows):
        _run_as_json(connection, _deleting(table, tuple(rows[0])), rows)
    elif rows:
        marked = [{f"of_{name}": value for name, value in row.items()} for row in rows]
        _delete(table, tuple(rows[0])).run(connection, marked)


def update_rows(connection: sa.Connection, table: sa.Table, by: Sequence[str], rows: Rows) -> None:
    """Change rows of a table: `by` are the columns that say which one, the others say what to."""
    names = tuple(rows[0]) if rows else ()
    if _is_many(connection, rows):
        _run_as_json(connection, _updating(table, tuple(by), names), rows)
    elif rows:
        marked = [
            {f"of_{name}" if name in by else name: value for name, value in row.items()}
            for row in rows
        ]
        _update(table, tuple(by), names).run(connection, marked)


def _is_many(connection: sa.Connection, rows: Rows) -> bool:
    if len(rows) < _MANY or connection.dialect.name != "postgresql":
        return False
    return not is_pipelined(connection)


def _run_as_json(connection: sa.Connection, statement: str, rows: Rows) -> None:
    """Run a statement on all rows; planned each time, since a table grows while it is filled."""
    with driver_cursor(connection) as cursor:
        cursor.execute(statement, [_encode(rows).decode()], prepare=False)


@cache
def _insert(table: sa.Table) -> Prepared:
    return Prepared(table.insert())


@cache
def _delete(table: sa.Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(table.delete().where(*_is_the_one(table, names)))


@cache
def _update(table: sa.Table, by: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names if name not in by}
    return Prepared(table.update().where(*_is_the_one(table, by)).values(values))


def _is_the_one(table: sa.Table, names: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"of_{name}") for name in names]


@cache
def _copying(table: sa.Table) -> str:
    return f"COPY {table.name} ({', '.join(map(_quoted, table.columns.keys()))}) FROM STDIN"


@cache
def _deleting(table: sa.Table, names: tuple[str, ...]) -> str:
    given = _given(table, names)
    return f"DELETE FROM {table.name} t USING {given} WHERE {_agreeing(names)}"  # noqa: S608 -- names of our own columns


@cache
def _updating(table: sa.Table, by: tuple[str, ...], names: tuple[str, ...]) -> str:
    changed = [_quoted(name) for name in names if name not in by]
    values = ", ".join(f"{name} = g.{name}" for name in changed)
    return f"UPDATE {table.name} t SET {values} FROM {_given(table, names)} WHERE {_agreeing(by)}"  # noqa: S608


def _given(table: sa.Table, names: Sequence[str]) -> str:
    columns = (f"{_quoted(name)} {_type(table.c[name])}" for name in names)
    return f"json_to_recordset(%s) AS g({', '.join(columns)})"


def _agreeing(names: Sequence[str]) -> str:
    return " AND ".join(f"t.{_quoted(name)} = g.{_quoted(name)}" for name in names)


def _type(column: sa.Column[object]) -> str:
    if isinstance(column.type, sa.Text):
        return 'text COLLATE "C"'
    return "boolean" if isinstance(column.type, sa.Boolean) else "bigint"


def _quoted(name: str) -> str:
    return f'"{name}"'
