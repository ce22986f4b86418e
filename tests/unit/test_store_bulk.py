"""Changing few rows and many: the same rows on every database, to the last sign."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from streams.store.bulk import delete_rows, insert_rows, update_rows
from streams.store.engine import writing
from streams.store.rows.projection import Row
from streams.store.tables import aggregates, dead_letters
from tests.builders.stores import empty_store

pytestmark = pytest.mark.usefixtures("each_store")

TEXTS = (
    "",
    "Hội chợ “OCOP” — đợt 2",
    'a "quoted" one',
    "back\\slash \\n \\N",
    "tab\tline\nreturn\r",
    "%s %(name)s :name {x}",
    "😀 \u2028 \x7f",
    None,
)
COUNTS = pytest.mark.parametrize("count", [1, 2, 7, 8, 60])


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = empty_store(tmp_path / "store.db")
    with writing(engine).begin() as connection:
        yield connection
    engine.dispose()


def row_of(number: int) -> Row:
    return {
        "key": f"fair-{number % 3}",
        "name": f"thing/{number:03}",
        "noun": TEXTS[number % 7] or "",
        "version": 2**63 - 1 - number,
        "ordinal": -(2**63) + number,
        "state": TEXTS[number % 8],
        "before": None,
    }


def rows_in(connection: sa.Connection, table: sa.Table = aggregates) -> list[Row]:
    query = sa.select(table).order_by(*reversed(table.primary_key.columns.values()))
    return [dict(row) for row in connection.execute(query).mappings()]


@COUNTS
def test_inserted_rows_are_read_as_they_were_given(connection: sa.Connection, count: int) -> None:
    rows = [row_of(number) for number in range(count)]

    insert_rows(connection, aggregates, rows)

    assert rows_in(connection) == rows


@COUNTS
def test_an_update_changes_the_rows_it_names_and_no_other(
    connection: sa.Connection, count: int
) -> None:
    rows = [row_of(number) for number in range(70)]
    insert_rows(connection, aggregates, rows)
    changes = [
        {"key": row["key"], "name": row["name"], "state": row["before"], "before": row["state"]}
        for row in rows[:count]
    ]

    update_rows(connection, aggregates, ["key", "name"], changes)

    assert rows_in(connection) == [
        *({**row, "state": row["before"], "before": row["state"]} for row in rows[:count]),
        *rows[count:],
    ]


@COUNTS
def test_a_deletion_takes_the_rows_it_names_and_no_other(
    connection: sa.Connection, count: int
) -> None:
    rows = [row_of(number) for number in range(70)]
    insert_rows(connection, aggregates, rows)

    delete_rows(
        connection, aggregates, [{"key": r["key"], "name": r["name"]} for r in rows[:count]]
    )

    assert rows_in(connection) == rows[count:]


@COUNTS
def test_bytes_are_kept_as_they_are(connection: sa.Connection, count: int) -> None:
    rows = [
        {"key": "org", "ordinal": n, "code": "bad", "detail": "", "value": bytes(range(n, n + 90))}
        for n in range(count)
    ]

    insert_rows(connection, dead_letters, rows)

    assert rows_in(connection, dead_letters) == rows


@pytest.mark.parametrize("count", [2, 60])
def test_a_row_that_is_there_already_is_refused(connection: sa.Connection, count: int) -> None:
    insert_rows(connection, aggregates, [row_of(count - 1)])

    with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
        insert_rows(connection, aggregates, [row_of(number) for number in range(count)])

    assert rows_in(connection) == [row_of(count - 1)]


def test_nothing_changes_nothing(connection: sa.Connection) -> None:
    insert_rows(connection, aggregates, [])
    update_rows(connection, aggregates, ["key", "name"], [])
    delete_rows(connection, aggregates, [])

    assert rows_in(connection) == []
