"""Statements compiled once and handed to the driver, for the few that run with every command.

SQLAlchemy's bookkeeping per call was measured at three quarters of the cost of reading one row
(45 µs against 12 µs on SQLite) and half of that of writing one in bulk (6 µs against 3.6 µs).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from psycopg.pq import PipelineStatus
from sqlalchemy.sql.dml import UpdateBase

from streams.store.outage import let_go_if_gone

Parameters = Mapping[str, Any]


class Prepared:
    """One statement, compiled at its first run on each kind of database.

    Parameters
    ----------
    statement : Select or UpdateBase
        Without expanding parameters.
    """

    def __init__(self, statement: sa.Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Callable[[Parameters], Any]]] = {}

    def rows(self, connection: sa.Connection, parameters: Parameters) -> list[Any]:
        """Run a select and return the driver's plain rows, without conversions of columns."""
        sql, arranged = self._for(connection)
        with driver_cursor(connection) as cursor:
            cursor.execute(sql, arranged(parameters))
            return list(cursor.fetchall())

    def run(self, connection: sa.Connection, batch: Sequence[Parameters]) -> int:
        """Run a change for each set of parameters; return how many rows were touched.

        All of them must name the same columns.
        """
        sql, arranged = self._for(connection)
        with driver_cursor(connection) as cursor:
            if len(batch) == 1:
                cursor.execute(sql, arranged(batch[0]))
            else:
                cursor.executemany(sql, [arranged(row) for row in batch])
            return int(cursor.rowcount)

    def _for(self, connection: sa.Connection) -> tuple[str, Callable[[Parameters], Any]]:
        name = connection.dialect.name
        known = self._compiled.get(name)
        if known is None:
            compiled: Any = self._statement.compile(dialect=connection.dialect)
            known = self._compiled[name] = (compiled.string, _arranged(compiled.positiontup))
        return known


@contextmanager
def driver_cursor(connection: sa.Connection) -> Iterator[Any]:
    """Give a cursor of the driver itself; what it raises becomes what SQLAlchemy would raise."""
    cursor = connection.connection.cursor()
    try:
        with _raised_as_usual(connection):
            yield cursor
    finally:
        with suppress(connection.dialect.loaded_dbapi.Error):  # its connection may have been let go
            cursor.close()


@contextmanager
def pipelined(connection: sa.Connection, is_worth_it: bool) -> Iterator[None]:
    """Send changes while the block runs without waiting for what becomes of each, on PostgreSQL.

    How many rows a change has touched is not told meanwhile, nothing can be asked, and what fails
    is raised at the end.
    """
    if connection.dialect.name != "postgresql" or not is_worth_it:
        yield
        return
    driver: Any = connection.connection.driver_connection
    with _raised_as_usual(connection), driver.pipeline():
        yield


def is_pipelined(connection: sa.Connection) -> bool:
    """Whether a connection is within `pipelined`, where nothing can be copied."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.pgconn.pipeline_status != PipelineStatus.OFF)


@contextmanager
def _raised_as_usual(connection: sa.Connection) -> Iterator[None]:
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.IntegrityError as error:
        raise sa.exc.IntegrityError("", None, error) from error
    except driver.DataError as error:
        raise sa.exc.DataError("", None, error) from error
    except driver.Error as error:
        let_go_if_gone(connection, error)
        raise sa.exc.OperationalError("", None, error) from error


def _arranged(names: Sequence[str] | None) -> Callable[[Parameters], Any]:
    """Return what puts parameters into the driver's shape: a tuple in order, or a mapping."""
    if names is None:
        return dict
    if len(names) == 1:
        (name,) = names
        return lambda parameters: (parameters[name],)
    return itemgetter(*names)
