"""A queue whose callers serve each other: one of those who wait does the work of all.

While a batch is being served others queue up, and when it is done the first of them takes over, so
batches grow with the load, nobody waits for more than two of them, and a lone caller pays nothing.
Who takes over waits a moment for those just served to come back with more: a batch costs much the
same whatever its size, most of it the disk's time.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
_GATHERS = 0.001
"""Seconds at most for which a successor waits for others; measured by `./run drill commands`."""


class _Ticket(Generic[T]):
    """What one caller brought, and the signal that it was served or is to serve."""

    __slots__ = ("items", "leads", "signal")

    def __init__(self, items: Sequence[T]) -> None:
        self.items = items
        self.leads = False
        self.signal = threading.Lock()
        self.signal.acquire()


class CombiningQueue(Generic[T]):
    """Serves batches, one at a time, on the threads of those who ask.

    Parameters
    ----------
    serve : callable
        Serves a batch; it must not raise for one item of it.
    """

    def __init__(self, serve: Callable[[Sequence[T]], None]) -> None:
        self._serve_batch = serve
        self._lock = threading.Lock()
        self._waiting: list[_Ticket[T]] = []
        self._busy = False
        self._expected = 0
        self._all_here = threading.Event()

    def serve(self, items: Sequence[T]) -> None:
        """Return when these items were served, by this thread or another."""
        ticket = _Ticket(items)
        with self._lock:
            self._waiting.append(ticket)
            ticket.leads = not self._busy
            self._busy = True
            if len(self._waiting) == self._expected:
                self._all_here.set()
        if not ticket.leads:
            ticket.signal.acquire()
            self._gather(ticket)
        if ticket.leads:
            self._lead()

    def _gather(self, ticket: _Ticket[T]) -> None:
        """Let a successor wait until as many are here as its predecessor saw, or for a moment."""
        if ticket.leads:
            self._all_here.wait(_GATHERS)

    def _lead(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            self._serve_batch([item for ticket in batch for item in ticket.items])
        finally:
            with self._lock:
                successor = self._waiting[0] if self._waiting else None
                self._busy = successor is not None
                self._expected = len(batch) + len(self._waiting)
                self._all_here.clear()
            for ticket in batch:
                if not ticket.leads:
                    ticket.signal.release()
            if successor is not None:
                successor.leads = True
                successor.signal.release()
