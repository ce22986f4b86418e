"""Erasing what must be gone, and sweeping what nothing refers to."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from streams.domain.erasure import Erasure
from streams.domain.event import ORG_KEY
from streams.runtime.port import Shape
from streams.store.changes import changed_since, last_ordinal
from streams.store.queries.judged import next_offsets
from streams.store.queries.letters import open_letters
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
    """Delete private rows and files older than 24 h that nothing refers to any more.

    What an open dead letter names stays, since it may be repaired. While the store has not taken in
    all of the log nothing is deleted: what it lacks may refer to anything. Returns how many were
    deleted.
    """
    before = shape.clock() - _UNUSED_FOR
    rows = [reference for reference, _ in shape.keeper.written_before(before)]
    files = shape.keeper.documents_before(before)
    ends = shape.log.ends()
    with shape.reading() as connection:
        applied = next_offsets(connection)
        if any(applied.get(partition, 0) < end for partition, end in ends.items()):
            return 0
        used_rows = _used(connection, private_references.c.reference, rows)
        used_files = _used(connection, documents.c.digest, files)
        letters = open_letters(connection)
    unused_rows = [one for one in rows if one not in used_rows and not _is_in(letters, one)]
    unused_files = [one for one in files if one not in used_files and not _is_in(letters, one)]
    if unused_rows:
        shape.keeper.erase(unused_rows)
        shape.keeper.scrub()
    if unused_files:
        shape.keeper.forget_documents(unused_files)
        for digest in unused_files:
            shape.documents.delete(digest)
    return len(unused_rows) + len(unused_files)


def _is_in(letters: Sequence[bytes], name: str) -> bool:
    return any(name.encode() in letter for letter in letters)


def _used(connection: sa.Connection, column: sa.Column[str], values: list[str]) -> set[str]:
    """Return which values a column of the store holds."""
    used: set[str] = set()
    for first in range(0, len(values), _IN_ONE_QUERY):
        some = values[first : first + _IN_ONE_QUERY]
        used.update(connection.scalars(sa.select(column).where(column.in_(some))))
    return used
