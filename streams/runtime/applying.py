"""The Guard's own thread: takes in what a consumer delivers, applies it in batches, acknowledges.

While a batch is being applied the next one gathers, so batches grow with the load and a lone record
waits for nothing. What was not delivered, for whatever reason, is found and read from the log.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import sqlalchemy as sa

from streams.domain.errors import DomainError
from streams.log.port import LogUnavailable, Stored
from streams.runtime.guard import Guard

_log = logging.getLogger(__name__)
_MOST_WAITING = 20_000
_AT_A_TIME = 1_000
_LOOK_EVERY = 2.0
_LOOK_SOON = 0.1
_UNSETTLED_SECONDS = 10.0
"""After partitions were taken or given, for which more may be on the log than is delivered."""
_KEEPS_SECONDS = 30.0
"""For which a worker goes on with what was revoked, if nothing is assigned; then it ends."""
_REST = 0.2

Acknowledge = Callable[[], None]


class NothingAssigned(Exception):
    """The transport gave up partitions and hangs; a worker that is started anew is given some."""


class Applying:
    """One worker's partitions, applied by a thread of their own.

    Parameters
    ----------
    guard : Guard
        Used by this thread alone.
    on_failure : callable
        Is told why the thread ended by itself; the worker should end too.

    Attributes
    ----------
    owned : frozenset of int
        The partitions of this worker, once it looked where they stand.
    went_round_at : float
        When the thread last had nothing to do, finished something, or found that the store does
        not answer yet, on the monotonic clock.
    """

    def __init__(self, guard: Guard, on_failure: Callable[[Exception], None]) -> None:
        self._guard = guard
        self._on_failure = on_failure
        self._waking = threading.Condition()
        self._delivered: deque[tuple[Stored, Acknowledge]] = deque()
        self._assigned: frozenset[int] | None = None
        self._other: sa.Engine | None = None
        self._stopping = False
        self._look_at = self._unsettled_until = 0.0
        self._keeps_until = float("inf")
        self.owned: frozenset[int] = frozenset()
        self.went_round_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def start(self) -> None:
        """Begin to apply."""
        self._thread.start()

    def stop(self, patience: float = 5.0) -> None:
        """Finish the batch under way and end; what was not acknowledged is delivered again."""
        with self._waking:
            self._stopping = True
            self._waking.notify()
        self._thread.join(patience)

    @property
    def going_on(self) -> bool:
        """Whether this worker is not to stop."""
        return not self._stopping

    def may_try_again(self) -> bool:
        """Tell whether to try again after the store failed; who waits for it does not hang."""
        self.went_round_at = time.monotonic()
        return self.going_on

    @property
    def is_full(self) -> bool:
        """Whether no more should be delivered for now."""
        return len(self._delivered) >= _MOST_WAITING

    def deliver(self, record: Stored, acknowledge: Acknowledge) -> None:
        """Take in a record; `acknowledge` is called from this thread once it has its effect."""
        with self._waking:
            self._delivered.append((record, acknowledge))
            self._waking.notify()

    def assign(self, partitions: Iterable[int]) -> None:
        """Own exactly these partitions from now on; what was delivered of others is dropped."""
        with self._waking:
            self._assigned = frozenset(partitions)
            self._unsettle()

    def revoke(self) -> None:
        """Go on with what is owned until something is assigned, reading it from the log.

        While workers agree on who gets what nothing is delivered to any of them. Whoever is given a
        partition and begins is not disturbed: of two that apply it the position lets one through.
        Where nothing is assigned for half a minute, the worker is to end.
        """
        with self._waking:
            self._keeps_until = time.monotonic() + _KEEPS_SECONDS
            self._unsettle()

    def _unsettle(self) -> None:
        self._unsettled_until = time.monotonic() + _UNSETTLED_SECONDS
        self._look_at = 0.0
        self._waking.notify()

    def fill(self, engine: sa.Engine) -> None:
        """Apply to another store from now on, which may stand elsewhere on the log."""
        with self._waking:
            self._other = engine
            self._waking.notify()

    def _run(self) -> None:
        try:
            while self._wait():
                self._work()
                self.went_round_at = time.monotonic()
        except Exception as error:
            if self.going_on:
                _log.exception("the guard ends")
                self._on_failure(error)
        finally:
            self._guard.close()

    def _wait(self) -> bool:
        """Wait for something to do; False when it is time to stop."""
        with self._waking:
            while not (self._stopping or self._delivered or self._is_told):
                left = self._look_at - time.monotonic()
                if left <= 0:
                    break
                self._waking.wait(left)
            return not self._stopping

    @property
    def _is_told(self) -> bool:
        """Whether there is something new to apply from, or to."""
        return self._assigned is not None or self._other is not None

    def _work(self) -> None:
        if not self._take_over():
            return
        batch = self._next_batch()
        for partition, part in groupby(batch, key=lambda one: one[0].position.partition):
            if partition in self.owned:
                self._apply(list(part))
        now = time.monotonic()
        if now >= self._keeps_until:
            raise NothingAssigned(f"nothing was assigned for {_KEEPS_SECONDS:.0f} s")
        if now >= self._look_at and (not batch or now < self._unsettled_until):
            self._look()

    def _take_over(self) -> bool:
        """Look where partitions stand that are new, or in a new store; False while nobody says."""
        with self._waking:
            assigned, self._assigned = self._assigned, None
            other, self._other = self._other, None
        if other is not None:
            self._guard.fill(other)
            assigned = self.owned if assigned is None else assigned
        if assigned is None:
            return True
        self._keeps_until = float("inf")
        kept = self.owned & assigned if other is None else frozenset()
        self.owned = kept
        try:
            self._guard.assigned(sorted(assigned), kept)
        except LogUnavailable as outage:
            _log.warning("the log does not answer, tried again: %s", outage)
            with self._waking:
                if self._assigned is None:
                    self._assigned = assigned
                self._waking.wait_for(lambda: self._stopping, _REST)
            return False
        self.owned = assigned
        _log.info("owns %d partitions", len(assigned))
        self._look_at = 0.0
        return True

    def _next_batch(self) -> list[tuple[Stored, Acknowledge]]:
        """Take what waits, partition by partition, each in its order."""
        with self._waking:
            number = min(len(self._delivered), _AT_A_TIME)
            batch = [self._delivered.popleft() for _ in range(number)]
        return sorted(batch, key=lambda one: one[0].position)

    def _apply(self, part: Sequence[tuple[Stored, Acknowledge]]) -> None:
        try:
            self._guard.take([record for record, _ in part])
        except LogUnavailable:
            _log.warning("records are missing and the log does not answer; they are read later")
            return
        for _, acknowledge in part:
            acknowledge()

    def _look(self) -> None:
        """Apply what the log has and nobody delivered."""
        try:
            self._guard.catch_up(self.owned)
        except DomainError as outage:
            _log.warning("the log does not answer, tried again: %s", outage)
        now = time.monotonic()
        self._look_at = now + (_LOOK_SOON if now < self._unsettled_until else _LOOK_EVERY)
