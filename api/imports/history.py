"""What people changed of something that a list speaks of, told from its facts on the log.

A list never overwrites what was changed by hand: an old file imported again would undo the work of
the desk. It may still add to it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from streams.domain.event import Fact
from streams.domain.handlers import EVOLVE
from streams.domain.state import Change, State
from streams.log.codec import decode
from streams.runtime.embedded import Embedded
from streams.store.queries.recorded import Step, steps_of

S = TypeVar("S", bound=State)
Fields = Mapping[str, object]


def touched_by_hand(
    office: Embedded,
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
    types = {fact.type for fact, folds in EVOLVE if folds is state and issubclass(fact, Fact)}
    names = {state.name_of(wanted): wanted for wanted in ids}
    with office.reading() as connection:
        steps = steps_of(connection, key, names.keys(), types)
    return {
        names[name]: _touched(
            (by_hand, fields(folded)) for by_hand, folded in _folded(office, name, state, taken)
        )
        for name, taken in steps.items()
        if any(step.by_hand for step in taken)
    }


def _folded(
    office: Embedded, name: str, state: type[S], steps: Iterable[Step]
) -> Iterator[tuple[bool, S]]:
    """Yield the state after each step, with whether people took it."""
    folded: State | None = None
    for step in steps:
        (record,) = office.log.read(step.position, 1)
        event = decode(record.value, record.key)
        evolve = EVOLVE[type(event.fact), state]
        folded = evolve(folded, event.fact, Change(event=event, name=name))
        yield step.by_hand, cast("S", folded)


def _touched(states: Iterable[tuple[bool, Fields]]) -> frozenset[str]:
    before: Fields = {}
    touched: set[str] = set()
    for by_hand, after in states:
        changed = {
            name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
        }
        touched = touched | changed if by_hand else touched - changed
        before = after
    return frozenset(touched)
