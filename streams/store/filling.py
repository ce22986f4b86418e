"""Filling a new store from the whole log, as fast as its database can."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from streams.store.collecting import uninterrupted
from streams.store.engine import writing
from streams.store.tables import metadata


@contextmanager
def in_bulk(engine: sa.Engine) -> Iterator[None]:
    """Make the tables of a store, and let the block fill them.

    Indexes that only readers need are made at the end, which is faster than keeping them.
    """
    later = [index for table in metadata.sorted_tables for index in table.indexes]
    with writing(engine).begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table))
        for index in later:
            if index.unique:
                connection.execute(CreateIndex(index))
    with uninterrupted():
        yield
    with writing(engine).begin() as connection:
        for index in later:
            if not index.unique:
                connection.execute(CreateIndex(index))
