"""Caches: what can be computed again, written without an event and left out of the hash."""

from collections.abc import Mapping
from typing import Protocol, cast

import sqlalchemy as sa

from streams.store.bulk import delete_rows, insert_rows
from streams.store.prepared import Parameters
from streams.store.tables import match_prices


class Priced(Protocol):
    """Prices by node, as a solution proves its match with."""

    @property
    def producer_prices(self) -> Mapping[str, int]:
        """Price by producer."""

    @property
    def distributor_prices(self) -> Mapping[str, int]:
        """Price by seat."""


def write_prices(connection: sa.Connection, key: str, through: int, priced: Priced) -> None:
    """Replace the prices of a fair's match."""
    delete_rows(connection, match_prices, [{"key": key}])
    rows: list[Parameters] = [
        {"key": key, "side": side, "node": node, "price": price, "through": through}
        for side, prices in (
            ("producer", priced.producer_prices),
            ("distributor", priced.distributor_prices),
        )
        for node, price in prices.items()
    ]
    insert_rows(connection, match_prices, rows)


def read_prices(connection: sa.Connection, key: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (price, through) by (side, node); empty where they must be computed again."""
    query = sa.select(match_prices).where(match_prices.c.key == key)
    return {(row.side, row.node): (row.price, row.through) for row in connection.execute(query)}


def prices_through(connection: sa.Connection, key: str) -> int | None:
    """Return the ordinal that the prices of a fair's match belong to; None without prices."""
    query = sa.select(match_prices.c.through).where(match_prices.c.key == key).limit(1)
    return cast("int | None", connection.scalar(query))
