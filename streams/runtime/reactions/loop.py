"""The loop that runs reactions beside the stream: coalesced, one at a time, driven by state."""

import logging
import threading
import time
from collections.abc import Sequence

import sqlalchemy as sa

from streams.runtime.port import Shape
from streams.runtime.reactions.erasure import Eraser, sweep
from streams.runtime.reactions.matcher import Matcher
from streams.runtime.reactions.sender import Sender
from streams.runtime.reactions.timers import Timers
from streams.store.projected import Projected
from streams.store.queries.fairs import all_fairs

_log = logging.getLogger(__name__)
_TICK = 10.0
_AFTER_FAILURE = 1.0
_LARGE = 2_000
_LARGE_EVERY = 10.0
_ROUNDS = 1_000


class Reactions:
    """Matcher, sender, timers and eraser of one installation.

    `wake` is cheap and may be called by anybody; the work is done by the loop's thread, or by
    whoever calls `settle`.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.matcher = Matcher(shape)
        self._sender = Sender(shape)
        self._timers = Timers(shape)
        self._eraser = Eraser(shape)
        self._working = threading.Lock()
        self._waking = threading.Condition()
        self._due: set[str] = set()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._matched_at: dict[str, float] = {}

    def wake(self, done: Sequence[Projected]) -> None:
        """Note that events of these keys were applied."""
        keys = {projected.key for projected in done if projected.outcome == "applied"}
        if keys:
            with self._waking:
                self._due |= keys
                self._waking.notify()

    def start(self) -> None:
        """Begin to work in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="reactions", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the reaction under way."""
        with self._waking:
            self._stopped = True
            self._waking.notify()
        if self._thread is not None:
            self._thread.join()

    def settle(self) -> None:
        """Work here and now until nothing is due."""
        with self._working:
            self._due |= self._all_fairs()
            for _ in range(_ROUNDS):
                if not self._work(patient=False):
                    return
        raise RuntimeError("the reactions keep finding work; each should leave less than it found")

    def _run(self) -> None:
        """Work until stopped; a failure is logged and tried again, it never ends the loop."""
        with self._working:
            self._due |= self._all_fairs()
            sweep(self._shape)
        while self._is_wanted():
            try:
                with self._working:
                    busy = self._work(patient=True)
            except (sa.exc.SQLAlchemyError, OSError, RuntimeError, ValueError, ArithmeticError):
                _log.exception("a reaction failed and is tried again")
                busy = False
                time.sleep(_AFTER_FAILURE)
            with self._waking:
                if not (self._stopped or busy or self._due):
                    self._waking.wait(_TICK)

    def _is_wanted(self) -> bool:
        with self._waking:
            return not self._stopped

    def _work(self, *, patient: bool) -> bool:
        """Do one round; tell whether anything happened. `patient` spares large fairs."""
        with self._waking:
            due, self._due = self._due, set()
        happened = self._timers.run() | self._eraser.run()
        for fair in sorted(due):
            if patient and self._must_wait(fair):
                with self._waking:
                    self._due.add(fair)
                continue
            happened |= self.matcher.run(fair)
            self._matched_at[fair] = time.monotonic()
        for fair in sorted(due or self._all_fairs()):
            happened |= self._sender.run(fair)
        return happened

    def _must_wait(self, fair: str) -> bool:
        """Whether a large fair was matched a moment ago."""
        instance = self.matcher.instance(fair)
        size = len(instance.producers) + len(instance.seats)
        since = time.monotonic() - self._matched_at.get(fair, -_LARGE_EVERY)
        return size > _LARGE and since < _LARGE_EVERY

    def _all_fairs(self) -> set[str]:
        with self._shape.reading() as connection:
            return {fair.id for fair in all_fairs(connection)}
