"""The canonical hash: it sees every fact, and nothing but facts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from streams.runtime.rebuild import Rebuilt
from streams.store import tables
from streams.store.canonical import FACT_TABLES, canonical_hash, first_difference
from streams.store.engine import open_sqlite, writing
from tests.builders import Office, open_office
from tests.golden.history import log_of, play, troubled

NAMES = sorted(table.name for table in FACT_TABLES)
COLUMNS = [
    (table.name, column.name)
    for table in FACT_TABLES
    for column in table.columns
    if column.info != tables.PLACE
]
PLACES = [
    (table.name, column.name)
    for table in FACT_TABLES
    for column in table.columns
    if column.info == tables.PLACE
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder whose store has rows in every fact table."""
    path = tmp_path_factory.mktemp("folder")
    with open_office(path) as office:
        play(office)
        office.log.append(troubled(log_of(office))[-60:])
        office.projection.catch_up()
    return path


@pytest.fixture
def office(folder: Path, tmp_path: Path) -> Iterator[Office]:
    """An open copy of that folder."""
    shutil.copytree(folder, tmp_path / "copy")
    with Office(tmp_path / "copy") as opened:
        yield opened


@pytest.fixture(scope="module")
def pair(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sa.Engine, ...]]:
    """Two engines on two copies of the store."""
    (store,) = (folder / "stores").glob("*.db")
    copies = [tmp_path_factory.mktemp("copies") / name for name in ("left.db", "right.db")]
    for copy in copies:
        shutil.copy(store, copy)
    engines = tuple(open_sqlite(copy, "derived") for copy in copies)
    yield engines
    for engine in engines:
        engine.dispose()


def changed(column: sa.Column[Any], value: object) -> object:
    """Return another value of the same type."""
    if isinstance(column.type, sa.Boolean):
        return not value
    if isinstance(column.type, sa.LargeBinary):
        return b"changed"
    if isinstance(value, int) or (value is None and isinstance(column.type, sa.BigInteger)):
        return (value or 0) + 1_000
    return f"{value or ''}x"


def difference(engines: tuple[sa.Engine, ...]) -> tuple[bool, str | None]:
    """Return whether the hashes of two stores are equal, and what is said of the difference."""
    with engines[0].connect() as left, engines[1].connect() as right:
        return canonical_hash(left) == canonical_hash(right), first_difference(left, right)


def first_row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    """Return the first row of a table in the order of its key."""
    found = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).first()
    assert found is not None, f"{table.name} has no rows to change"
    return dict(found._mapping)


def key_of(table: sa.Table, row: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that name one row."""
    return [column == row[column.name] for column in table.primary_key.columns]


def named(table: sa.Table, row: dict[str, Any]) -> str:
    """Return how a row is named in a difference."""
    return " ".join(str(row[column.name]) for column in table.primary_key.columns)


def test_fact_tables_are_all_tables_but_the_caches() -> None:
    caches = {table.name for table in tables.metadata.sorted_tables} - set(NAMES)
    assert caches == {"match_prices", "parts", "positions"}


def test_equal_stores_have_equal_hashes_and_no_difference(pair: tuple[sa.Engine, ...]) -> None:
    assert difference(pair) == (True, None)


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_changed_value_changes_the_hash_and_is_named(
    pair: tuple[sa.Engine, ...], name: str, column: str
) -> None:
    table = tables.metadata.tables[name]
    with pair[0].connect() as connection:
        row = first_row(connection, table)
        connection.rollback()
    with writing(pair[0]).begin() as connection:
        value = changed(table.c[column], row[column])
        connection.execute(table.update().where(*key_of(table, row)).values({column: value}))
    equal, words = difference(pair)
    with writing(pair[0]).begin() as connection:
        where = key_of(table, row | {column: value})
        connection.execute(table.update().where(*where).values({column: row[column]}))
    assert not equal
    assert words is not None
    assert words.startswith(f"{name}: ")
    if not table.c[column].primary_key:
        assert words == f"{name}: {named(table, row)} differs in {column}"


@pytest.mark.parametrize(("name", "column"), PLACES)
def test_place_in_one_log_is_no_part_of_the_hash(
    pair: tuple[sa.Engine, ...], name: str, column: str
) -> None:
    table = tables.metadata.tables[name]
    with pair[0].connect() as connection:
        before = first_row(connection, table)[column]
        connection.rollback()
    with writing(pair[0]).begin() as connection:
        connection.execute(table.update().values({column: changed(table.c[column], before)}))
    assert difference(pair) == (True, None)


@pytest.mark.parametrize("name", ["match_prices", "parts", "positions"])
def test_cache_is_no_part_of_the_hash(pair: tuple[sa.Engine, ...], name: str) -> None:
    with writing(pair[0]).begin() as connection:
        connection.execute(tables.metadata.tables[name].delete())
    assert difference(pair) == (True, None)


@pytest.mark.parametrize("name", NAMES)
def test_missing_last_row_is_named(pair: tuple[sa.Engine, ...], name: str) -> None:
    table = tables.metadata.tables[name]
    with pair[0].connect() as connection:
        keys = table.primary_key.columns
        row = connection.execute(sa.select(table).order_by(*(key.desc() for key in keys))).first()
        assert row is not None
        values = dict(row._mapping)
        connection.rollback()
    with writing(pair[0]).begin() as connection:
        connection.execute(table.delete().where(*key_of(table, values)))
    found = difference(pair)
    with writing(pair[0]).begin() as connection:
        connection.execute(table.insert(), values)
    assert found == (False, f"{name}: {named(table, values)} is only in one store")


def test_missing_first_row_is_named(pair: tuple[sa.Engine, ...]) -> None:
    table = tables.aggregates
    with pair[0].connect() as connection:
        row = first_row(connection, table)
        connection.rollback()
    with writing(pair[0]).begin() as connection:
        connection.execute(table.delete().where(*key_of(table, row)))
    found = difference(pair)
    with writing(pair[0]).begin() as connection:
        connection.execute(table.insert(), row)
    assert found == (False, f"aggregates: {named(table, row)} is only in one store")


def tampered(office: Office, name: str, column: str) -> Rebuilt:
    """Change one value in the store in use and rebuild."""
    table = tables.metadata.tables[name]
    with office.reading() as connection:
        row = first_row(connection, table)
        connection.rollback()
    with office.caching() as connection:
        value = changed(table.c[column], row[column])
        connection.execute(table.update().where(*key_of(table, row)).values({column: value}))
    return office.rebuild()


@pytest.mark.parametrize("name", NAMES)
def test_rebuild_finds_a_changed_row_in_any_table(office: Office, name: str) -> None:
    table = tables.metadata.tables[name]
    free = [c for c in table.columns if c.info != tables.PLACE and not c.primary_key]
    column = (free or list(table.primary_key.columns))[-1].name
    found = tampered(office, name, column)
    assert not found.equal
    assert (found.difference or "").startswith(f"{name}: ")
    assert office.rebuild().equal


def test_rebuild_finds_a_row_too_many(office: Office) -> None:
    with office.caching() as connection:
        row = first_row(connection, tables.match_pairs)
        connection.execute(tables.match_pairs.insert(), row | {"key": "zz"})
    assert office.rebuild().difference == "match_pairs: zz p5 d2.1 is only in one store"


def test_hash_is_the_same_through_a_raw_copy_of_the_file(
    pair: tuple[sa.Engine, ...], tmp_path: Path
) -> None:
    """Nothing of the file's own order or free pages is in it."""
    path = Path(pair[1].url.database or "")
    with pair[1].connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'packed.db'}'")
    packed = open_sqlite(tmp_path / "packed.db", "derived")
    assert path.read_bytes() != (tmp_path / "packed.db").read_bytes()
    assert difference((packed, pair[1])) == (True, None)
    packed.dispose()
