"""Erasing what must be gone, and sweeping what nothing refers to."""

from datetime import timedelta

import sqlalchemy as sa

from streams.domain.erasure import Erasure
from streams.domain.event import ORG_KEY
from streams.runtime.port import Shape
from streams.store.changes import changed_since, last_ordinal
from streams.store.tables import documents, private_references

_UNUSED_FOR = timedelta(hours=24)
_IN_ONE_QUERY = 5_000


class Eraser:
    """Deletes what applied erasures name, again after every start: a restored copy is cleaned.

    An erasure is done when no trace is left in the journal either; until then it is tried again.
    """

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
        if references and not self._shape.keeper.scrub():
            return False
        self._through = through
        return gone > 0


def sweep(shape: Shape) -> int:
    """Delete private rows and files older than 24 h that no applied event refers to.

    Called when the log is applied to its end, so nothing that refers to them can still be pending.
    Returns how many were deleted.
    """
    before = shape.clock() - _UNUSED_FOR
    rows = [reference for reference, _ in shape.keeper.written_before(before)]
    files = shape.keeper.documents_before(before)
    with shape.reading() as connection:
        used_rows = _used(connection, private_references.c.reference, rows)
        used_files = _used(connection, documents.c.digest, files)
    unused_rows = [reference for reference in rows if reference not in used_rows]
    unused_files = [digest for digest in files if digest not in used_files]
    if unused_rows:
        shape.keeper.erase(unused_rows)
        shape.keeper.scrub()
    if unused_files:
        shape.keeper.forget_documents(unused_files)
        for digest in unused_files:
            shape.documents.delete(digest)
    return len(unused_rows) + len(unused_files)


def _used(connection: sa.Connection, column: sa.Column[str], values: list[str]) -> set[str]:
    """Return which values a column of the store holds."""
    used: set[str] = set()
    for first in range(0, len(values), _IN_ONE_QUERY):
        some = values[first : first + _IN_ONE_QUERY]
        used.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return used
