"""Who is told when something happens: one listener per process feeds every open stream."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from streams.runtime.installation import Installation

_KEEP_ALIVE = 15.0
"""Seconds after which an idle stream says that it is still there."""
_AT_MOST_EVERY = 0.25
"""Seconds between two messages of one stream; what happens within is told at once."""


class Live:
    """Tells streams how far a fair's record has come.

    A message is the ordinal alone: pages then read the store, so nothing can be missed or be told
    in a wrong order. Made and used within one event loop; it is called from any thread.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._latest: dict[str, int] = {}
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    def attach(self, office: Installation) -> None:
        """Listen to what an installation applies, from now on."""
        office.progress.follow(self.heard)

    def heard(self, latest: Mapping[str, int]) -> None:
        """Take in how far keys have come; called by whoever knows."""
        if latest:
            with suppress(RuntimeError):  # the loop has ended, and its streams with it
                self._loop.call_soon_threadsafe(self._wake, latest)

    def close(self) -> None:
        """End every stream."""
        self.closing = True
        self._wake(dict.fromkeys(self._waiting, 0))

    async def stream(self, fair: str, through: int) -> AsyncIterator[bytes]:
        """Yield server-sent events: the ordinal whenever it has passed what the reader has seen.

        Parameters
        ----------
        through : int
            The last ordinal the reader has seen.
        """
        wake = asyncio.Event()
        self._waiting[fair].add(wake)
        try:
            while not self.closing:
                latest = self._latest.get(fair, 0)
                if latest > through:
                    through = latest
                    yield f"id: {latest}\nevent: fair.changed\ndata: {latest}\n\n".encode()
                    await asyncio.sleep(_AT_MOST_EVERY)
                    continue
                wake.clear()
                try:
                    await asyncio.wait_for(wake.wait(), _KEEP_ALIVE)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._waiting[fair].discard(wake)

    def known(self, fair: str, ordinal: int) -> None:
        """Take in how far a fair's record stands, before its first stream."""
        self._latest[fair] = max(ordinal, self._latest.get(fair, 0))

    def _wake(self, latest: Mapping[str, int]) -> None:
        for fair, ordinal in latest.items():
            self.known(fair, ordinal)
            for event in self._waiting.get(fair, ()):
                event.set()
