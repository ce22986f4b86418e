"""Where decisions read: the store within one key, at one moment."""

import json
from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.domain.state import State, registration_of
from streams.domain.suggestions.state import HOLDING
from streams.domain.view import DoneAct, LetterStatus
from streams.store import tables
from streams.store.among import Among, listed
from streams.store.prepared import Prepared
from streams.store.queries.letters import letter_status
from streams.store.reliance import relied_since
from streams.store.workspace import Workspace, decode_state

S = TypeVar("S", bound=State)

_aggregates = tables.aggregates
_suggestions = tables.suggestions
_ONE = Prepared(
    sa.select(_aggregates.c.version, _aggregates.c.state).where(
        _aggregates.c.key == sa.bindparam("key"), _aggregates.c.name == sa.bindparam("name")
    )
)
_MANY = Prepared(
    sa.select(_aggregates.c.name, _aggregates.c.version, _aggregates.c.state).where(
        _aggregates.c.key == sa.bindparam("key"), Among(_aggregates.c.name, "names")
    )
)
_HELD_PAIRS = sa.select(_suggestions.c.producer, _suggestions.c.seat).where(
    _suggestions.c.key == sa.bindparam("key"),
    _suggestions.c.status.in_(sorted(HOLDING)),
    sa.or_(
        _suggestions.c.producer == sa.bindparam("registration"),
        _suggestions.c.distributor == sa.bindparam("registration"),
    ),
)
_ACT = sa.select(tables.events).where(tables.events.c.id == sa.bindparam("id"))


class WorkspaceSource:
    """Reads through what the projector holds in memory, and leaves there what it had to load.

    For the process that projects: nobody else writes its store, so memory and store are one moment.
    Searches go to the store.
    """

    def __init__(self, connection: sa.Connection, key: str, workspace: Workspace) -> None:
        self._connection = connection
        self._key = key
        self._workspace = workspace
        self._searches = StoreSource(connection, key)
        self.active_pairs = self._searches.active_pairs
        self.act = self._searches.act
        self.letter = self._searches.letter
        self.relied_since = self._searches.relied_since

    def aggregate(self, _: type[S], name: str, /) -> tuple[int, S | None]:
        """Return version and state; (0, None) for a name never changed."""
        full = (self._key, name)
        self._workspace.load(self._connection, [full])
        state = self._workspace.state(full)
        return self._workspace.version(full), cast("S | None", state)

    def version(self, name: str) -> int:
        """Return the version alone."""
        full = (self._key, name)
        self._workspace.load(self._connection, [full])
        return self._workspace.version(full)

    def ahead(self, names: Iterable[str]) -> None:
        """Load many aggregates in one query."""
        self._workspace.load(self._connection, [(self._key, name) for name in names])


class StoreSource:
    """Reads of decisions taken at one moment; what was read once is not asked again."""

    def __init__(self, connection: sa.Connection, key: str) -> None:
        self._connection = connection
        self._key = key
        self._read: dict[str, tuple[int, str | None]] = {}
        self._states: dict[str, State | None] = {}

    def aggregate(self, _: type[S], name: str, /) -> tuple[int, S | None]:
        """Return version and state; (0, None) for a name never changed."""
        version, text = self._load(name)
        if name not in self._states:
            self._states[name] = decode_state(name, text)
        return version, cast("S | None", self._states[name])

    def version(self, name: str) -> int:
        """Return the version alone."""
        return self._load(name)[0]

    def ahead(self, names: Iterable[str]) -> None:
        """Load many aggregates in one query."""
        missing = sorted(set(names) - self._read.keys())
        self._read.update(dict.fromkeys(missing, (0, None)))
        rows = _MANY.rows(self._connection, {"key": self._key, "names": listed(missing)})
        self._read.update({name: (version, state) for name, version, state in rows})

    def active_pairs(self, registration: str) -> Sequence[tuple[str, str]]:
        """Return the pairs of a registration that hold places."""
        rows = self._connection.execute(
            _HELD_PAIRS, {"key": self._key, "registration": registration_of(registration)}
        )
        return [(row.producer, row.seat) for row in rows]

    def act(self, event: str) -> DoneAct | None:
        """Return an applied act of this key by its event id."""
        row = self._connection.execute(_ACT, {"id": event}).one_or_none()
        if row is None or row.key != self._key or row.outcome != "applied" or not row.changes:
            return None
        return DoneAct(
            event=row.id,
            ordinal=row.ordinal,
            type=row.type,
            subject=row.subject,
            actor=row.actor,
            recorded_at=moment_of(row.recorded_at),
            changes=json.loads(row.changes),
        )

    def letter(self, ordinal: int) -> LetterStatus | None:
        """Return what became of a dead letter of this key; None for a record that is none."""
        return letter_status(self._connection, self._key, ordinal)

    def relied_since(self, ordinal: int) -> frozenset[str]:
        """Return the names that applied acts of people after an ordinal have read."""
        return relied_since(self._connection, self._key, ordinal)

    def _load(self, name: str) -> tuple[int, str | None]:
        known = self._read.get(name)
        if known is None:
            rows = _ONE.rows(self._connection, {"key": self._key, "name": name})
            known = self._read[name] = tuple(rows[0]) if rows else (0, None)
        return known
