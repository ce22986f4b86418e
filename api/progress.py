"""How far long pieces of work are that somebody waits for, by the key of the form that asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Stage = Literal["reading", "taking"]
Tell = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(slots=True)
class Far:
    """How far a piece of work is; of how many is 0 until it is known."""

    stage: Stage
    done: int = 0
    total: int = 0

    def at(self, stage: Stage) -> Tell:
        """Return what is told of one stage of the work."""

        def tell(done: int, total: int) -> None:
            self.stage, self.done, self.total = stage, done, total

        return tell


class Underway:
    """What is being worked on in this process; nothing of it is kept."""

    def __init__(self) -> None:
        self._known: dict[str, Far] = {}

    @contextmanager
    def work(self, key: str) -> Iterator[Far]:
        """Give where to tell how far a piece of work is while the block runs."""
        far = self._known[key] = Far("reading")
        try:
            yield far
        finally:
            if self._known.get(key) is far:
                del self._known[key]

    def of(self, key: str) -> Far | None:
        """Return how far the work is that this key asked for, None while there is none."""
        return self._known.get(key)
