"""The view a decision reads through, which records the decision's basis.

A decision never writes its basis by hand: whatever it reads or changes through the view is named
with the version it saw. Searches (`active_pairs`, `act`) are no conditions; a rule that uses one
must also change an aggregate that every rival act changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from streams.domain.event import Basis
from streams.domain.state import State

S = TypeVar("S", bound=State)
LetterStatus = Literal["open", "repaired", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneAct:
    """An act that took effect, as needed to take it back.

    `changes` are the aggregates it changed with their versions before.
    """

    event: str
    ordinal: int
    type: str
    subject: str
    actor: str
    recorded_at: datetime
    changes: dict[str, int]


class Source(Protocol):
    """Where a view reads: the store within one key, at one moment."""

    def aggregate(self, state: type[S], name: str, /) -> tuple[int, S | None]:
        """Return version and state; (0, None) for a name never changed."""

    def version(self, name: str) -> int:
        """Return the version alone; 0 for a name never changed."""

    def ahead(self, names: Iterable[str]) -> None:
        """Load many aggregates in one go; what was loaded is what will be read."""

    def active_pairs(self, registration: str) -> Sequence[tuple[str, str]]:
        """Return the pairs (producer, seat) of a registration that hold places."""

    def act(self, event: str) -> DoneAct | None:
        """Return an applied act by its event id."""

    def letter(self, ordinal: int) -> LetterStatus | None:
        """Return what became of a dead letter; None for a record that is none."""

    def relied_since(self, ordinal: int) -> frozenset[str]:
        """Return the names that applied events of people after an ordinal have read."""


@dataclass(slots=True)
class View:
    """A source plus the record of what was read and what is to be changed."""

    source: Source
    reads: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)

    def read(self, state: type[S], aggregate_id: str) -> S | None:
        """Return a state that the decision relies on and leaves as it is."""
        name = state.name_of(aggregate_id)
        version, value = self.source.aggregate(state, name)
        if name not in self.changes:
            self.reads[name] = version
        return value

    def rely(self, name: str) -> None:
        """Rely on an aggregate by its full name, without looking into it."""
        if name not in self.changes:
            self.reads[name] = self.source.version(name)

    def change(self, state: type[S], aggregate_id: str) -> S | None:
        """Return a state that the decision relies on and changes."""
        name = state.name_of(aggregate_id)
        version, value = self.source.aggregate(state, name)
        self.reads.pop(name, None)
        self.changes[name] = version
        return value

    def change_name(self, name: str) -> int:
        """Mark an aggregate as changed by its full name; return its version."""
        version = self.source.version(name)
        self.reads.pop(name, None)
        self.changes[name] = version
        return version

    def ahead(self, names: Iterable[str]) -> None:
        """Load many aggregates in one go; no condition until they are read."""
        self.source.ahead(names)

    def active_pairs(self, registration: str) -> Sequence[tuple[str, str]]:
        """Search the pairs of a registration that hold places; no condition."""
        return self.source.active_pairs(registration)

    def act(self, event: str) -> DoneAct | None:
        """Look up an applied act; it is a fact and cannot change."""
        return self.source.act(event)

    def letter(self, ordinal: int) -> LetterStatus | None:
        """Look up a dead letter; that it is one is a fact and cannot change."""
        return self.source.letter(ordinal)

    def relied_since(self, ordinal: int) -> frozenset[str]:
        """Look up what people have relied on since an act; the projector looks again."""
        return self.source.relied_since(ordinal)

    def line(self) -> "View":
        """Return a view for one entry of a batch, with a basis of its own."""
        return View(self.source)

    @property
    def basis(self) -> Basis:
        """What the decision relied on, sorted by name."""
        return Basis(
            reads=dict(sorted(self.reads.items())), changes=dict(sorted(self.changes.items()))
        )
