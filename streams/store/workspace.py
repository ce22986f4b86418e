"""What a batch of events looks at and changes, held in memory until it is written.

Versions, states and the last ordinal of each key are loaded in one query per batch and kept between
batches, since one process writes a partition; whoever fails throws the workspace away.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from streams.domain.handlers import STATES
from streams.domain.state import State
from streams.store import tables
from streams.store.among import Among, listed
from streams.store.prepared import Prepared

Name = tuple[str, str]
"""Key and aggregate name."""

_KEPT = 100_000
_FEW = {"sqlite": 12, "postgresql": 1}
BEFORE_TIME = "1970-01-01T00:00:00.000000Z"
"""When a record was recorded that tells no time, and has none before it that does."""
_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: Mapping[str, msgspec.json.Decoder[State]] = {
    noun: msgspec.json.Decoder(state) for noun, state in STATES.items()
}
_aggregates = tables.aggregates
_COLUMNS = (
    _aggregates.c.name,
    _aggregates.c.version,
    _aggregates.c.ordinal,
    _aggregates.c.state,
    _aggregates.c.before,
)
_BY_NAME = Prepared(
    sa.select(*_COLUMNS).where(
        _aggregates.c.key == sa.bindparam("key"), _aggregates.c.name == sa.bindparam("name")
    )
)
_BY_NAMES = Prepared(
    sa.select(*_COLUMNS).where(
        _aggregates.c.key == sa.bindparam("key"), Among(_aggregates.c.name, "names")
    )
)
_LAST_OF_KEY = Prepared(
    sa.select(tables.events.c.ordinal, tables.events.c.recorded_at).where(
        tables.events.c.key == sa.bindparam("key"),
        tables.events.c.ordinal
        == sa.select(sa.func.max(tables.events.c.ordinal))
        .where(tables.events.c.key == sa.bindparam("key"))
        .scalar_subquery(),
    )
)


class Aggregate(msgspec.Struct, frozen=True, gc=False):
    """One aggregate as stored; texts are decoded only when somebody looks."""

    version: int = 0
    ordinal: int = 0
    text: str | None = None
    before: str | None = None


def decode_state(name: str, text: str | None) -> State | None:
    """Read a state as stored under its aggregate's name."""
    return None if text is None else _decoders[name.partition("/")[0]].decode(text)


def encode_state(state: State | None) -> str | None:
    """Return a state as it is stored."""
    return None if state is None else _encoder.encode(state).decode()


class Workspace:
    """Aggregates by key and name, with those changed since the last write.

    Attributes
    ----------
    changed : dict
        Aggregates to write.
    new : set
        Those of them that no table knows yet.
    """

    def __init__(self) -> None:
        self._known: dict[Name, Aggregate] = {}
        self._states: dict[Name, State | None] = {}
        self._last: dict[str, tuple[int, str]] = {}
        self.changed: dict[Name, Aggregate] = {}
        self.new: set[Name] = set()

    def load(self, connection: sa.Connection, wanted: Iterable[Name]) -> None:
        """Load what is not known yet; a name that is not stored is known as version 0."""
        if len(self._known) > _KEPT:
            self._known.clear()
            self._states.clear()
        missing: dict[str, set[str]] = {}
        for key, name in wanted:
            if (key, name) not in self._known:
                missing.setdefault(key, set()).add(name)
        for key, names in missing.items():
            found = {
                (key, name): Aggregate(version, ordinal, state, before)
                for name, version, ordinal, state, before in _stored(connection, key, names)
            }
            for name in names:
                self._known[key, name] = found.get((key, name)) or Aggregate()

    def load_keys(self, connection: sa.Connection, keys: Iterable[str]) -> None:
        """Load the last ordinal and recorded moment of keys not known yet."""
        for key in keys:
            if key not in self._last:
                rows = _LAST_OF_KEY.rows(connection, {"key": key})
                self._last[key] = tuple(rows[0]) if rows else (0, BEFORE_TIME)

    def next_ordinal(self, key: str, time: str | None) -> tuple[int, str]:
        """Return the ordinal and recorded moment of the next record of a key.

        `recorded_at` never goes back: it is the record's time, or that of the one before.
        """
        ordinal, before = self._last[key]
        self._last[key] = (ordinal + 1, max(time or before, before))
        return self._last[key]

    def version(self, name: Name) -> int:
        """Return the version of a loaded aggregate."""
        return self._known[name].version

    def versions_of(self, key: str) -> Callable[[str], int]:
        """Return a function that gives the version of a key's loaded aggregates by name."""
        known = self._known
        return lambda name: known[key, name].version

    def state(self, name: Name) -> State | None:
        """Return the state of a loaded aggregate."""
        if name not in self._states:
            self._states[name] = decode_state(name[1], self._known[name].text)
        return self._states[name]

    def before(self, name: Name) -> State | None:
        """Return what a loaded aggregate was before its last change."""
        return decode_state(name[1], self._known[name].before)

    def change(self, name: Name, state: State | None, ordinal: int) -> int:
        """Give an aggregate its next state; return its new version."""
        old = self._known[name]
        changed = Aggregate(old.version + 1, ordinal, encode_state(state), old.text)
        self._known[name] = self.changed[name] = changed
        self._states[name] = state
        if old.version == 0:
            self.new.add(name)
        return changed.version

    def written(self) -> None:
        """Note that everything changed was written."""
        self.changed = {}
        self.new = set()


def _stored(connection: sa.Connection, key: str, names: Collection[str]) -> list[Any]:
    """Return the rows of aggregates; few are asked one by one where a query costs no journey."""
    if len(names) <= _FEW[connection.dialect.name]:
        one_by_one = (_BY_NAME.rows(connection, {"key": key, "name": name}) for name in names)
        return [row for rows in one_by_one for row in rows]
    return _BY_NAMES.rows(connection, {"key": key, "names": listed(names)})
