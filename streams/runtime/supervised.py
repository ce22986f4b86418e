"""A worker's process from its start to its end: it applies at once, and ends when it has to.

What loads Faust takes a second, so the Guard begins before that.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from streams.runtime.applying import Applying
from streams.runtime.ops.endpoints import OpsPort
from streams.runtime.ops.process import Process, Pulse
from streams.runtime.place import Place
from streams.runtime.working import Working
from streams.store.collecting import settle_memory

_WATCH_EVERY = 5.0
_STANDS_STILL_SECONDS = 120.0
_BEAT_EVERY = 1.0
_HANGS_SECONDS = 30.0


def work(
    place: Place, folder: Path, instance: str | None = None, ops: OpsPort | None = None
) -> None:
    """Run a worker of an installation until it is told to stop.

    Parameters
    ----------
    ops : OpsPort
        Where operators are told how it is.

    Raises
    ------
    Exception
        What made it stop by itself.
    """
    supervised = Supervised()
    signal.signal(signal.SIGTERM, supervised.told_to_stop)
    with supervised.reported(), Working(place, supervised.fail) as working, ExitStack() as told:
        if ops is not None:
            told.enter_context(ops.telling_of(supervised.process(working)))
        if instance is not None:  # who works alone need not wait until that was found out
            working.applying.assign(range(working.log.partitions))
        working.start()
        from streams.runtime.worker import build_worker, carry  # noqa: PLC0415 -- loads Faust

        app = build_worker(
            place.brokers, working.applying, folder, topic=place.topic, instance=instance
        )
        settle_memory()
        supervised.run(partial(carry, app, supervised.beat), working.applying)


class Supervised:
    """Runs a worker until it is told to stop, or has to stop by itself."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._beat_at = time.monotonic()
        self._has_begun = False
        self.failure: Exception | None = None

    async def beat(self) -> None:
        """Show again and again that Faust's loop goes round, whatever its consumer waits for."""
        self._has_begun = True
        while True:
            self._beat_at = time.monotonic()
            await asyncio.sleep(_BEAT_EVERY)

    def process(self, working: Working) -> Process:
        """Return what operators are told of: the Guard, the transport, and the reactions."""
        applying = working.applying
        return Process(
            office=working,
            pulses=(
                Pulse("guard", lambda: applying.went_round_at, _STANDS_STILL_SECONDS),
                Pulse(
                    "transport",
                    lambda: self._beat_at,
                    _HANGS_SECONDS,
                    has_begun=lambda: self._has_begun,
                ),
            ),
            applying=applying,
            guard=working.guard,
            reactions=working.reactions,
            listen=working.listen,
        )

    def told_to_stop(self, *_: object) -> None:
        """End at once, where nothing is to be finished: the transport does not run yet."""
        raise SystemExit

    @contextmanager
    def reported(self) -> Iterator[None]:
        """End with what went wrong, if anything did, however the block ends."""
        try:
            yield
        except SystemExit:
            if self.failure is None:
                return
        if self.failure is not None:
            raise self.failure

    def fail(self, error: Exception) -> None:
        """Stop, because going on makes no sense; called by any thread."""
        self.failure = self.failure or error
        os.kill(os.getpid(), signal.SIGTERM)

    def run(self, carry: Callable[[], None], applying: Applying) -> None:
        """Work until stopped; the Guard's thread was started before, and is stopped afterwards.

        Parameters
        ----------
        carry : callable
            Carries records to the Guard until the process is told to stop.
        """
        watching = threading.Thread(target=self._watch, args=[applying], daemon=True)
        watching.start()
        try:
            carry()
        finally:
            self._ended.set()
            watching.join()

    def _watch(self, applying: Applying) -> None:
        """Fail where the guard has not gone round for too long, whatever holds it."""
        while not self._ended.wait(_WATCH_EVERY):
            if time.monotonic() - applying.went_round_at > _STANDS_STILL_SECONDS:
                self.fail(StandsStill(f"nothing was applied for {_STANDS_STILL_SECONDS:.0f} s"))
                return


class StandsStill(Exception):
    """The guard hangs; another worker, or this one started anew, goes on where it stands."""
