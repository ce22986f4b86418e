"""The next store of a cluster: built beside the one in use, compared, pointed to, with a way back.

Workers go on filling the store in use meanwhile, and notice by themselves that the pointer was
moved. Both stores say where they stand on the log, so whoever takes one up goes on from there.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from streams.domain.errors import Conflict
from streams.log.counted import Tell
from streams.log.port import EventLog, Position
from streams.runtime.rebuild import Rebuilt, compare
from streams.store.engine import writing
from streams.store.filling import in_bulk
from streams.store.pointer import Pointed, Pointer, version_of
from streams.store.projector import Projector
from streams.store.queries.judged import next_offsets

_AT_A_TIME = 2_000
_ROUNDS = 20
"""Looks at the end of a log that grows while a store is brought up to it; workers do the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did.

    `compared` is absent where the stores are of two versions, whose tables differ.
    """

    store: str
    compared: Rebuilt | None


def upgrade(log: EventLog, pointer: Pointer, tell: Tell = lambda *_: None) -> Upgraded:
    """Build the next store and use it; the one in use so far is kept.

    One that differs from what the log says is kept as suspect, without a way back.

    Raises
    ------
    Conflict
        When somebody else builds a store, or moves the pointer meanwhile.
    """
    with pointer.building():
        pointed = _pointed(pointer)
        with _next_store(log, pointer, pointed, tell) as built:
            _use(log, pointer, pointed, built)
    return Upgraded(store=built.name, compared=built.compared)


def check(log: EventLog, pointer: Pointer, tell: Tell = lambda *_: None) -> Rebuilt:
    """Build the store in use anew and compare; the new one is used if they differ.

    Raises
    ------
    OtherVersion
        When the store in use is of another version than this program.
    Conflict
        When somebody else builds a store, or moves the pointer meanwhile.
    """
    with pointer.building():
        pointed = _pointed(pointer)
        pointer.check(pointed.store)
        with _next_store(log, pointer, pointed, tell) as built:
            if built.compared is None:
                raise LookupError("two stores of one version are compared")
            if not built.compared.equal:
                _use(log, pointer, pointed, built)
        if built.compared.equal:
            pointer.drop(built.name)
    return built.compared


def go_back(pointer: Pointer) -> str:
    """Use the store that was in use before, and return its name; workers bring it up to the log.

    Raises
    ------
    Conflict
        When there is none, or it belongs to another version of the program.
    """
    with pointer.building():
        pointed = pointer.read()
        if pointed is None or pointed.before is None:
            raise Conflict(
                "no_way_back",
                "No other store is kept to go back to. Run ketnoi upgrade to build one.",
            )
        if version_of(pointed.before) != pointer.version:
            raise Conflict(
                "other_way_back",
                "The store to go back to, {store}, is of another version than this program. Run "
                "ketnoi upgrade --back with the program that it was used with.",
                store=pointed.before,
            )
        back = Pointed(store=pointed.before, before=pointed.store, suspect=pointed.suspect)
        pointer.point(back, instead_of=pointed.store)
    return back.store


def drop_old(pointer: Pointer) -> list[str]:
    """Delete every store but the one in use; return their names."""
    with pointer.building():
        pointed = pointer.read()
        used = pointed.store if pointed else None
        old = [name for name in pointer.stores() if name != used]
        if pointed is not None:
            pointer.point(Pointed(store=pointed.store), instead_of=pointed.store)
        for name in old:
            pointer.drop(name)
    return old


def apply_until(
    log: EventLog, engine: sa.Engine, offsets: Mapping[int, int], tell: Tell = lambda *_: None
) -> None:
    """Apply each partition of a log up to an offset, or to its end if that comes before."""
    total = sum(offsets.values())
    with closing(Projector(writing(engine))) as projector:
        done = sum(projector.stand(partition).next_offset for partition in offsets)
        for partition, end in sorted(offsets.items()):
            while (offset := projector.stand(partition).next_offset) < end:
                records = log.read(Position(partition, offset), min(_AT_A_TIME, end - offset))
                if not records:
                    break
                projector.apply(records)
                done += len(records)
                tell(done, total)


def _pointed(pointer: Pointer) -> Pointed:
    """Return what the pointer says; where there is no store an empty one is made."""
    return pointer.read() or Pointed(store=pointer.in_use())


@dataclass(frozen=True, slots=True)
class _Built:
    """A store that nobody uses yet."""

    name: str
    engine: sa.Engine
    compared: Rebuilt | None


@contextmanager
def _next_store(log: EventLog, pointer: Pointer, pointed: Pointed, tell: Tell) -> Iterator[_Built]:
    """Build a store and compare it with the one in use, if both are of one version.

    What an interrupted build has left is deleted first. If anything goes wrong nothing is left.
    """
    _drop_unfinished(pointer, pointed)
    name = pointer.next_name()
    engine = pointer.open_bare(name)
    try:
        compared = None
        if version_of(pointed.store) == pointer.version:
            compared = _built_and_compared(log, pointer, pointed.store, engine, tell)
        else:
            with in_bulk(engine):
                apply_until(log, engine, log.ends(), tell)
        yield _Built(name, engine, compared)
    except BaseException:
        engine.dispose()
        pointer.drop(name)
        raise
    finally:
        engine.dispose()


def _built_and_compared(
    log: EventLog, pointer: Pointer, used: str, engine: sa.Engine, tell: Tell
) -> Rebuilt:
    """Build a store up to where the one in use stands, and compare both there.

    The hash and the positions of the one in use are read in one snapshot; it goes on meanwhile.
    """
    before = pointer.open(used)
    try:
        begun = time.perf_counter()
        with before.connect() as old:
            offsets = next_offsets(old)
        with in_bulk(engine):
            apply_until(log, engine, offsets, tell)
        seconds = time.perf_counter() - begun
        with before.connect() as old:
            apply_until(log, engine, next_offsets(old))
            with engine.connect() as new:
                return compare(old, new, seconds)
    finally:
        before.dispose()


def _use(log: EventLog, pointer: Pointer, pointed: Pointed, built: _Built) -> None:
    """Bring a store up to the log and point to it."""
    for _ in range(_ROUNDS):
        ends = log.ends()
        with built.engine.connect() as connection:
            if next_offsets(connection) == {p: end for p, end in ends.items() if end}:
                break
        apply_until(log, built.engine, ends)
    if built.compared is not None and not built.compared.equal:
        now = Pointed(store=built.name, suspect=pointed.store)
    else:
        now = Pointed(store=built.name, before=pointed.store, suspect=pointed.suspect)
    pointer.point(now, instead_of=pointed.store)


def _drop_unfinished(pointer: Pointer, pointed: Pointed) -> None:
    """Delete what no pointer names: builds that were interrupted, and stores before the last."""
    for name in pointer.stores():
        if name not in {pointed.store, pointed.before, pointed.suspect}:
            pointer.drop(name)
