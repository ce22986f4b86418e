"""Timers: what happens because time has passed."""

from streams.domain.errors import Conflict
from streams.domain.suggestions.commands import LapseSuggestions
from streams.runtime.port import Shape
from streams.store.queries.suggestions import lapsed_pairs

ACTOR = "timer"


class Timers:
    """Lets suggestions lapse 30 s after their deadline."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def run(self) -> bool:
        """Do what is due; tell whether something happened."""
        with self._shape.reading() as connection:
            lapsed = lapsed_pairs(connection, self._shape.clock())
        due = {fair: pairs for fair, pairs in lapsed.items() if self._shape.owns(fair)}
        happened = False
        for fair, pairs in due.items():
            request = self._shape.request(LapseSuggestions, fair, actor=ACTOR)
            try:
                self._shape.attempt(request, LapseSuggestions(fair=fair, pairs=tuple(pairs)))
            except Conflict:
                continue
            happened = True
        return happened
