"""Erasing what must be gone, and sweeping what nothing refers to."""

from datetime import timedelta

import sqlalchemy as sa

from streams.domain.erasure import Erasure
from streams.domain.event import ORG_KEY
from streams.runtime.port import Shape
from streams.store.changes import changed_since, last_ordinal
from streams.store.tables import private_references

_UNUSED_FOR = timedelta(hours=24)
_IN_ONE_QUERY = 5_000


class Eraser:
    """Deletes what applied erasures name, again after every start: a restored copy is cleaned."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._through = 0

    def run(self) -> bool:
        """Delete what new erasures name; tell whether there was something to delete."""
        with self._shape.reading() as connection:
            through = last_ordinal(connection, ORG_KEY)
            if through == self._through:
                return False
            references: list[str] = []
            for changed in changed_since(connection, ORG_KEY, [Erasure.noun], self._through):
                if isinstance(changed.state, Erasure):
                    references.extend(changed.state.references)
        gone = self._shape.keeper.erase(references) if references else 0
        self._through = through
        return gone > 0


def sweep(shape: Shape) -> int:
    """Delete private rows older than 24 h that no applied event refers to; return how many.

    Called when the log is applied to its end, so nothing that refers to them can still be pending.
    """
    old = [reference for reference, _ in shape.keeper.written_before(shape.clock() - _UNUSED_FOR)]
    used: set[str] = set()
    with shape.reading() as connection:
        for first in range(0, len(old), _IN_ONE_QUERY):
            some = old[first : first + _IN_ONE_QUERY]
            query = sa.select(private_references.c.reference).where(
                private_references.c.reference.in_(some)
            )
            used.update(connection.scalars(query))
    unused = [reference for reference in old if reference not in used]
    return shape.keeper.erase(unused) if unused else 0
