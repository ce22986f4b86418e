"""The loop that runs reactions beside the stream: coalesced, one at a time, driven by state.

Each piece of work stands alone: what fails is logged, rests, and is tried again, and nothing else
waits for it. What is due is forgotten only when it was done.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from streams.domain.errors import Unavailable
from streams.domain.event import ORG_KEY
from streams.domain.events.suggestions import MatchingUpdated
from streams.pairing.pace import seconds_between
from streams.runtime.port import Shape
from streams.runtime.reactions.erasure import Eraser, sweep
from streams.runtime.reactions.matcher import Matcher
from streams.runtime.reactions.sender import Sender
from streams.runtime.reactions.timers import Timers
from streams.runtime.trace import tracing
from streams.store.projected import Projected
from streams.store.queries.fairs import all_fairs

_log = logging.getLogger(__name__)
_TICK = 10.0
_LONGEST_BREATH = 0.25
_FIRST_REST, _LONGEST_REST = 1.0, 60.0
_LONGEST_REST_IN_AN_OUTAGE = 4.0
_MOST_DOUBLED = 10
_SWEEP_EVERY = 3_600.0
_ROUNDS = 1_000

# Work that belongs to no fair; no fair can have a name with a space.
_LOOKING, _TIMERS, _ERASURE, _SWEEPING = "all fairs", "the timers", "the erasure", "the sweeping"
_KINDS = {_LOOKING: "looking", _TIMERS: "timers", _ERASURE: "erasure", _SWEEPING: "sweeping"}


@dataclass(frozen=True, slots=True)
class Due:
    """Since when a piece of work is due, on the monotonic clock, and the trace it follows."""

    since: float
    trace: str | None = None


class ReactionFailed(Exception):
    """A reaction failed; whatever was recorded stands, and the reaction is tried again later."""


class Reactions:
    """Matcher, sender, timers and eraser of one installation, or of what one worker owns of it.

    `wake` is cheap and may be called by anybody; the work is done by the loop's thread, or by
    whoever calls `settle`.

    Attributes
    ----------
    failed : dict of name to Exception
        What failed the last time it was tried.
    measured : callable
        Is told which kind of work took how many seconds; whoever measures sets it.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.matcher = Matcher(shape)
        self.failed: dict[str, Exception] = {}
        self.measured: Callable[[str, float], None] = lambda _kind, _seconds: None
        self._sender = Sender(shape)
        self._timers = Timers(shape)
        self._eraser = Eraser(shape)
        self._working = threading.Lock()
        self._waking = threading.Condition()
        self._due: dict[str, Due] = {}
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._look_at_all = 0.0
        self._sweep_at = 0.0
        self._breathes_until = 0.0
        self._rests_until: dict[str, float] = {}
        self._failures: Counter[str] = Counter()

    def wake(self, done: Sequence[Projected]) -> None:
        """Note that events of these keys were applied."""
        asking = {one.key: _trace_of(one) for one in done if _asks_for_work(one)}
        keys = [key for key in asking if self._shape.owns(key)]
        if keys:
            with self._waking:
                for key in keys:
                    self._note_due([_ERASURE if key == ORG_KEY else key], asking[key])
                self._waking.notify()

    def waiting(self) -> list[float]:
        """Return for how many seconds each piece of work has been due that nobody does yet."""
        now = time.monotonic()
        with self._waking:
            return [now - due.since for due in self._due.values()]

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
        """Work here and now until nothing is due.

        Raises
        ------
        ReactionFailed
            When a reaction failed, after all others have done their work.
        """
        with self._working:
            failed: dict[str, Exception] = {}
            for number in count():
                due = sorted(self._everything() - failed.keys())
                again = [name for name in due if self._do(name)]
                failed |= {name: self.failed[name] for name in again if name in self.failed}
                if failed.keys() >= set(again):
                    break
                if number == _ROUNDS:
                    raise RuntimeError("the reactions keep finding work; each should leave less")
        for name, error in failed.items():
            raise ReactionFailed(f"{name}: {error}") from error

    def forget(self) -> None:
        """Read everything anew from the store, which has become another one."""
        with self._working:
            self.matcher.forget()

    def _run(self) -> None:
        """Work until stopped; nothing that fails ends the loop."""
        while (taken := self._next()) is not None:
            name, due = taken
            begun = time.monotonic()
            with self._working, tracing(due.trace):
                again = self._do(name)
            seconds = time.monotonic() - begun
            self.measured(_KINDS.get(name, "fair"), seconds)
            with self._waking:
                self._breathes_until = time.monotonic() + min(seconds, _LONGEST_BREATH)
                if again:
                    self._note_due([name], due.trace)

    def _next(self) -> tuple[str, Due] | None:
        """Wait for what has been due the longest, and take it; None when it is time to stop.

        After each work the machine is left to others for as long: what comes meanwhile is taken in
        together. A lone event waits for nothing.
        """
        with self._waking:
            while not self._stopped:
                now = time.monotonic()
                if now >= self._look_at_all:
                    self._note_due([_LOOKING])
                    self._look_at_all = now + _TICK
                if now >= self._sweep_at:
                    self._note_due([_SWEEPING])
                    self._sweep_at = now + _SWEEP_EVERY
                soonest = self._look_at_all
                for name in self._due:
                    rested = max(self._breathes_until, self._rests_until.get(name, 0.0))
                    if rested <= now:
                        return name, self._due.pop(name)
                    soonest = min(soonest, rested)
                self._waking.wait(soonest - now)
            return None

    def _note_due(self, names: Iterable[str], trace: str | None = None) -> None:
        now = time.monotonic()
        for name in names:
            known = self._due.get(name, Due(now))
            self._due[name] = Due(known.since, known.trace or trace)

    def _do(self, name: str) -> bool:
        """Do one piece of work; tell whether to do it again."""
        try:
            again = self._work(name)
        except Unavailable as outage:
            _log.warning(
                "a reaction waits and is tried again: %s", outage, extra={"reaction": name}
            )
            self._note_failure(name, outage, _LONGEST_REST_IN_AN_OUTAGE)
            return True
        except Exception as error:
            _log.exception("a reaction failed and is tried again", extra={"reaction": name})
            self._note_failure(name, error)
            return True
        self.failed.pop(name, None)
        self._failures.pop(name, None)
        return again

    def _note_failure(self, name: str, error: Exception, longest: float = _LONGEST_REST) -> None:
        self.failed[name] = error
        rest = _FIRST_REST * 2 ** min(self._failures[name], _MOST_DOUBLED)
        self._failures[name] += 1
        self._rests_until[name] = time.monotonic() + min(rest, longest)

    def _work(self, name: str) -> bool:
        if name == _TIMERS:
            return self._timers.run()
        if name == _ERASURE:
            return self._shape.owns(ORG_KEY) and self._eraser.run()
        if name == _SWEEPING:
            if self._shape.owns(ORG_KEY):
                sweep(self._shape)
            return False
        if name == _LOOKING:
            everything = self._everything()
            with self._waking:
                self._note_due(sorted(everything))
            return False
        if not self._shape.owns(name):
            return False
        looked = self.matcher.run(name)
        if looked != "nothing due":
            participants = self.matcher.instance(name).participants
            self._rests_until[name] = time.monotonic() + seconds_between(participants)
        sent = self._sender.run(name)
        return sent or looked == "overtaken"

    def _everything(self) -> set[str]:
        with self._shape.reading() as connection:
            fairs = [fair.id for fair in all_fairs(connection)]
        return {_TIMERS, _ERASURE, *filter(self._shape.owns, fairs)}


def _asks_for_work(projected: Projected) -> bool:
    """Whether an event may make something due: all that took effect but the match's own."""
    event = projected.event
    own = event is not None and isinstance(event.fact, MatchingUpdated)
    return projected.outcome == "applied" and not own


def _trace_of(projected: Projected) -> str | None:
    return projected.event.trace if projected.event is not None else None
