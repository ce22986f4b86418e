"""Which store of a PostgreSQL database is in use: one row that names a schema, and the way back.

Stores are schemas named by their version and a number, `store_v1_0002`. Nothing but the row says
which of them readers open and workers fill; it is moved in one transaction, by whoever holds the
lock of those who build stores.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.errors import Conflict, Unavailable
from streams.store.engine import alone, open_postgres, writing
from streams.store.tables import metadata as tables_of_a_store

_SCHEMA = "stores"
_NAME = re.compile(r"store_v(\d+)_(\d{4,})")
_MAKING = 7_201_846_554
_BUILDING = 7_201_846_555
"""The advisory locks under which the pointer is made, and under which a store is built."""

_metadata = sa.MetaData(schema=_SCHEMA)
_pointer = sa.Table(
    "pointer",
    _metadata,
    sa.Column("one", sa.Boolean, primary_key=True),
    sa.Column("store", sa.Text, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("suspect", sa.Text),
)


class OtherVersion(Unavailable):
    """The store in use belongs to another version of the program than this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """What the pointer says.

    Attributes
    ----------
    store : str
        The store in use.
    before : str
        The one that was in use before, to which the pointer can be moved back.
    suspect : str
        One that differed from what the log says, kept for a look.
    """

    store: str
    before: str | None = None
    suspect: str | None = None


class Pointer:
    """The pointer of one database, for programs of one version; made if absent.

    Parameters
    ----------
    database : str
        `postgresql://user:password@host:port/database`.
    version : int
        The version of the stores that this program reads and fills.
    """

    def __init__(self, database: str, version: int) -> None:
        self._database = database
        self.version = version
        self._engine = open_postgres(database, _SCHEMA, "full")
        with alone(self._engine, _MAKING), writing(self._engine).begin() as connection:
            _metadata.create_all(connection)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    def read(self) -> Pointed | None:
        """Return what the pointer says, None where there is no store at all."""
        with self._engine.connect() as connection:
            return _read(connection)

    def in_use(self) -> str:
        """Return the name of the store in use; where there is none an empty one is made.

        Raises
        ------
        OtherVersion
            When it belongs to another version of the program.
        """
        with alone(self._engine, _MAKING):
            pointed = self.read()
            if pointed is None:
                name = self.next_name()
                self.open(name).dispose()
                self.point(Pointed(store=name), instead_of=None)
                return name
        return self.check(pointed.store)

    def check(self, name: str) -> str:
        """Return the name of a store of this version.

        Raises
        ------
        OtherVersion
            When it belongs to another one.
        """
        version = version_of(name)
        if version > self.version:
            raise OtherVersion(
                "store_is_newer",
                "This program is too old for the store in use, {store}. Start the newer program, "
                "or go back with ketnoi upgrade --back.",
                store=name,
            )
        if version < self.version:
            raise OtherVersion(
                "store_is_older",
                "This program is too new for the store in use, {store}. Run ketnoi upgrade, then "
                "start it everywhere.",
                store=name,
            )
        return name

    def open(self, name: str) -> sa.Engine:
        """Return an engine on a store; its tables are made if absent."""
        engine = open_postgres(self._database, name, "derived")
        with writing(engine).begin() as connection:
            tables_of_a_store.create_all(connection)
        return engine

    def open_bare(self, name: str) -> sa.Engine:
        """Return an engine on a store, whose tables are left to the caller."""
        return open_postgres(self._database, name, "derived")

    def point(self, to: Pointed, *, instead_of: str | None) -> None:
        """Move the pointer, in one transaction; who is reading the old store may finish.

        Raises
        ------
        Conflict
            When it did not stand where it was thought to.
        """
        row = {"store": to.store, "before": to.before, "suspect": to.suspect}
        with writing(self._engine).begin() as connection:
            if instead_of is None:
                connection.execute(_pointer.insert(), {"one": True, **row})
                return
            moved = connection.execute(
                _pointer.update().where(_pointer.c.store == instead_of).values(**row)
            )
            if moved.rowcount != 1:
                raise Conflict(
                    "pointer_moved",
                    "Somebody else has moved the pointer to another store meanwhile. Look which "
                    "one is used, and begin anew.",
                )

    def stores(self) -> list[str]:
        """Return the names of all stores, the oldest first."""
        names = sa.inspect(self._engine).get_schema_names()
        return sorted(filter(_NAME.fullmatch, names), key=_number)

    def next_name(self) -> str:
        """Return a name that no store has."""
        number = max(map(_number, self.stores()), default=0) + 1
        return f"store_v{self.version}_{number:04d}"

    def drop(self, name: str) -> None:
        """Delete a store."""
        with writing(self._engine).begin() as connection:
            connection.execute(sa.schema.DropSchema(name, cascade=True, if_exists=True))

    @contextmanager
    def building(self) -> Iterator[None]:
        """Let nobody else build, move or drop stores while the block runs.

        Raises
        ------
        Conflict
            When somebody does already.
        """
        with self._engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_BUILDING))):
                raise Conflict(
                    "being_built",
                    "Another process is building a store. Wait until it is done.",
                )
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_BUILDING)))


def pointed_at(connection: sa.Connection) -> Pointed | None:
    """Return what the pointer of a database says; None where there is no pointer, or no store."""
    there = sa.inspect(connection).has_table(_pointer.name, schema=_SCHEMA)
    return _read(connection) if there else None


def _read(connection: sa.Connection) -> Pointed | None:
    query = sa.select(_pointer.c.store, _pointer.c.before, _pointer.c.suspect)
    row = connection.execute(query).first()
    return Pointed(store=row.store, before=row.before, suspect=row.suspect) if row else None


def version_of(name: str) -> int:
    """Return the version that a store's name carries."""
    matched = _NAME.fullmatch(name)
    return int(matched[1]) if matched else 0


def _number(name: str) -> int:
    matched = _NAME.fullmatch(name)
    return int(matched[2]) if matched else 0
