"""A lane: one batch of commands at a time, decided, appended, waited for, answered.

Callers that come at the same moment are served as one batch by one of them: one look at the store,
one flush of the log, one transaction of the projector. Those that would get in each other's way are
served one after the other.
"""

import random
import threading
import time
from collections.abc import Sequence

import sqlalchemy as sa

from streams.domain.errors import DomainError, Unavailable, Unreachable
from streams.domain.view import Source
from streams.log.codec import FutureVersion
from streams.log.port import EventLog, LogUnavailable, Position
from streams.runtime.combining import CombiningQueue
from streams.runtime.pending import Pending, not_applied, not_recorded
from streams.runtime.port import NotAppliedYet, Progress
from streams.store.outage import reached
from streams.store.private.keeper import Keeper

PATIENCE = 2.0
"""Seconds after which a command that keeps losing, or cannot be appended, is given back."""
_LONGEST_WAIT = 0.02


class Lane:
    """Serves the commands of some keys, batch after batch.

    Attributes
    ----------
    serving : Lock
        Held while a batch is being served.
    """

    def __init__(self, number: int, log: EventLog, progress: Progress, keeper: Keeper) -> None:
        self._number = number
        self._log = log
        self._progress = progress
        self._keeper = keeper
        self._queue = CombiningQueue(self._try_once)
        self.serving = threading.Lock()

    def serve(self, mine: Sequence[Pending]) -> None:
        """Get an answer for each, or give up when time is up or the attempts are used."""
        deadline = time.monotonic() + PATIENCE
        waiting = list(mine)
        while waiting:
            self._queue.serve(waiting)
            still = [pending for pending in waiting if pending.is_open]
            if len(still) == len(waiting):
                if time.monotonic() > deadline:
                    break
                time.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - spreads rivals
            waiting = still

    def _try_once(self, batch: Sequence[Pending]) -> None:
        with self.serving:
            self._decide(batch)
            chosen = _not_in_each_others_way(batch)
            if chosen:
                self._append_and_apply(chosen)

    def _decide(self, batch: Sequence[Pending]) -> None:
        """Decide against one moment of the store; what was done before is answered from it."""
        sources: dict[str, Source] = {}
        try:
            with reached():
                connection = self._progress.reader(self._number)
                with connection.begin():
                    for pending in batch:
                        key = pending.command.key
                        if key not in sources:
                            sources[key] = self._progress.source(connection, key)
                        _decide_one(pending, connection, sources[key])
        except Unavailable as outage:
            _answer_all([pending for pending in batch if pending.is_open], outage)

    def _append_and_apply(self, batch: Sequence[Pending]) -> None:
        ids = [pending.event.id for pending in batch if pending.event]
        records = [record for pending in batch for record in pending.records]
        rows = [(pending.request.key, pending.request.rows) for pending in batch]
        try:
            self._keeper.write_many(rows, batch[0].request.act.time)
        except (Unreachable, sa.exc.DBAPIError):
            _answer_all(batch, not_recorded())
            return
        with self._progress.expecting(ids) as outcomes:
            try:
                positions = self._log.append(records)
            except LogUnavailable:
                _answer_all(batch, not_recorded())
                return
            try:
                with reached():
                    self._progress.apply_until(positions)
            except (FutureVersion, NotAppliedYet, Unreachable, sa.exc.DBAPIError) as error:
                _answer_appended(batch, positions, error)
                return
        for pending in batch:
            pending.take(outcomes[pending.event.id] if pending.event else None)


def _decide_one(pending: Pending, connection: sa.Connection, source: Source) -> None:
    """Look back and decide; what goes wrong is an answer to its own caller and to nobody else."""
    try:
        with reached():
            pending.look_back(connection)
            if pending.answer is None and not pending.decided:
                pending.decide(source)
    except DomainError as refusal:
        if connection.invalidated:  # the moment is gone, for everybody who is decided on it
            raise
        pending.answer = refusal
    except Exception as accident:
        pending.accident = accident


def _not_in_each_others_way(batch: Sequence[Pending]) -> list[Pending]:
    """Return the decided ones of which none relies on what another one changes.

    The others are decided again on the new state, without having been on the log.
    """
    ready = [p for p in batch if p.answer is None and p.accident is None and p.event is not None]
    if len(ready) < 2:
        return ready
    chosen: list[Pending] = []
    relied_on: set[str] = set()
    changed: set[str] = set()
    ids: set[str] = set()
    for pending in ready:
        relies, changes = pending.names()
        event_id = pending.request.event_id(pending.attempt)
        if event_id in ids or relies & changed or changes & relied_on:
            continue
        chosen.append(pending)
        ids.add(event_id)
        relied_on |= relies
        changed |= changes
    return chosen


def _answer_all(batch: Sequence[Pending], answer: Unavailable) -> None:
    for pending in batch:
        pending.answer = answer


def _answer_appended(
    batch: Sequence[Pending], positions: Sequence[Position], error: Exception
) -> None:
    """Tell each that it is recorded, and where; the positions are in the order of the batch."""
    left = iter(positions)
    for pending in batch:
        last = [next(left) for _ in pending.records][-1]
        pending.answer = not_applied(error, pending.request, last)
