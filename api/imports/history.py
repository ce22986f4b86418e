"""What people changed of something that a list speaks of, told from its facts on the log.

A list never overwrites what was changed by hand: an old file imported again would undo the work of
the desk. It may still add to it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from streams.domain.event import Fact
from streams.domain.handlers import EVOLVE
from streams.domain.state import Change, State
from streams.log.codec import decode
from streams.runtime.installation import Installation
from streams.store.queries.recorded import Step, steps_of

S = TypeVar("S", bound=State)
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What somebody last did to one field: who, when, from what, to what.

    Attributes
    ----------
    ordinal : int
        The record that says so.
    before, after : object
        None where nothing was said.
    """

    actor: str
    at: datetime
    ordinal: int
    before: object
    after: object


def touched_by_hand(
    office: Installation,
    key: str,
    state: type[S],
    ids: Collection[str],
    *,
    fields: Callable[[S], Fields],
) -> dict[str, frozenset[str]]:
    """Return the fields of each thing that people set or changed since a list last did.

    Parameters
    ----------
    state : type of State
        What the things are.
    fields : callable
        Turns a state into what a list may say of it, under flat names.
    """
    found = touches_by_hand(office, key, state, ids, fields=fields)
    return {wanted: frozenset(touches) for wanted, touches in found.items()}


def touches_by_hand(
    office: Installation,
    key: str,
    state: type[S],
    ids: Collection[str],
    *,
    fields: Callable[[S], Fields],
) -> dict[str, dict[str, Touch]]:
    """Return who last set or changed which fields of each thing, and how; see `touched_by_hand`."""
    types = {fact.type for fact, folds in EVOLVE if folds is state and issubclass(fact, Fact)}
    names = {state.name_of(wanted): wanted for wanted in ids}
    with office.reading() as connection:
        steps = steps_of(connection, key, names.keys(), types)
    return {
        names[name]: _touches(
            (step, fields(folded)) for step, folded in _folded(office, name, state, taken)
        )
        for name, taken in steps.items()
        if any(step.by_hand for step in taken)
    }


def _folded(
    office: Installation, name: str, state: type[S], steps: Iterable[Step]
) -> Iterator[tuple[Step, S]]:
    """Yield each step with the state after it."""
    folded: State | None = None
    for step in steps:
        (record,) = office.log.read(step.position, 1)
        event = decode(record.value, record.key)
        evolve = EVOLVE[type(event.fact), state]
        folded = evolve(folded, event.fact, Change(event=event, name=name))
        yield step, cast("S", folded)


def _touches(states: Iterable[tuple[Step, Fields]]) -> dict[str, Touch]:
    before: Fields = {}
    touches: dict[str, Touch] = {}
    for step, after in states:
        for name in before.keys() | after.keys():
            was, now = before.get(name), after.get(name)
            if was == now:
                continue
            if step.by_hand:
                touches[name] = Touch(
                    actor=step.actor,
                    at=step.recorded_at,
                    ordinal=step.ordinal,
                    before=was,
                    after=now,
                )
            else:
                touches.pop(name, None)
        before = after
    return touches
