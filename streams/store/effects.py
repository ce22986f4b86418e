"""What an event does to the aggregates: the next states and their rows, or why it cannot.

Everything here is pure; the projector writes it down. A fact that cannot be folded, because its
basis names what it may not change or its content fits no column, becomes a dead letter.
"""

from dataclasses import dataclass, field

import sqlalchemy as sa

from streams.domain.effectiveness import Verdict
from streams.domain.event import Entry, Event, Fact
from streams.domain.events.acts import ActTakenBack
from streams.domain.events.suggestions import MatchEntry, PairPinned, SentEntry
from streams.domain.handlers import EVOLVE, STATES
from streams.domain.state import Change, State
from streams.store import tables
from streams.store.fitting import check_name, check_number, check_row
from streams.store.rows import PROJECTIONS
from streams.store.rows.projection import Row, as_text
from streams.store.workspace import Name, Workspace


class CannotApply(Exception):
    """The event is readable and its basis is current, but it cannot be folded."""


@dataclass(slots=True)
class Effects:
    """The next states of an event, with their rows, and what becomes of match pairs.

    `pairs` maps (producer, seat) to score and parts as text, or to None where the pair leaves.
    """

    key: str
    states: dict[Name, State | None] = field(default_factory=dict)
    rows: dict[Name, list[tuple[sa.Table, Row]]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[int, str] | None] = field(default_factory=dict)


def effects_of(event: Event, verdict: Verdict, workspace: Workspace) -> Effects:
    """Fold an effective event.

    Raises
    ------
    CannotApply
        When it cannot be folded; nothing has changed then.
    """
    effects = Effects(event.key)
    try:
        if isinstance(event.fact, ActTakenBack):
            for name in verdict.changes:
                if name.partition("/")[0] not in STATES:
                    raise LookupError(name)
                full = (event.key, name)
                effects.states[full] = workspace.before(full)
        else:
            _fold(event, verdict, workspace, effects)
        for full, state in effects.states.items():
            check_name(full[1])
            effects.rows[full] = _rows(full, state)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise CannotApply(f"{type(error).__name__}: {error}") from error
    return effects


def _fold(event: Event, verdict: Verdict, workspace: Workspace, effects: Effects) -> None:
    def fold(fact: Fact | Entry, name: str) -> None:
        full = (event.key, name)
        old = effects.states[full] if full in effects.states else workspace.state(full)
        evolve = EVOLVE[type(fact), STATES[name.partition("/")[0]]]
        effects.states[full] = evolve(old, fact, Change(event=event, name=name))

    for name in event.basis.changes:
        fold(event.fact, name)
    for line in verdict.lines:
        for name in line.changes:
            fold(line, name)
    for line in verdict.lines:
        if isinstance(line, MatchEntry):
            _check_pair(line)
            pair = (line.score, as_text(line.parts)) if line.enters else None
            effects.pairs[line.producer, line.seat] = pair
        elif isinstance(line, SentEntry):
            effects.pairs[line.producer, line.seat] = None
    if isinstance(event.fact, PairPinned):
        producer, _, seat = event.subject.partition("/")[2].partition("~")
        effects.pairs[producer, seat] = None


def _check_pair(line: MatchEntry) -> None:
    check_number(line.score, tables.match_pairs.name)
    check_name(f"{line.producer}~{line.seat}")


def _rows(name: Name, state: State | None) -> list[tuple[sa.Table, Row]]:
    noun, _, aggregate_id = name[1].partition("/")
    projection = PROJECTIONS.get(noun)
    if projection is None or state is None:
        return []
    rows = list(projection.rows(name[0], aggregate_id, state))
    for table, row in rows:
        check_row(table, row)
    return rows
