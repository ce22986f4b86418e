"""Batches that came in several parts: kept aside until the last one, then joined.

A large result travels as parts under one correlation, each of bounded size; only the last part
names what the whole changes.
"""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from streams.domain.event import Batch, Entry, Event
from streams.domain.events import CATALOGUE
from streams.store import tables

_encoder = msgspec.json.Encoder()
_decoders = {fact.type: msgspec.json.Decoder(fact) for fact in CATALOGUE if issubclass(fact, Batch)}
_Whole = tuple[str, str]


class IncompleteBatch(Exception):
    """The last part came, and one before it never did."""


class Parts:
    """Parts kept aside, as stored and as this batch of records adds to them."""

    def __init__(self, connection: sa.Connection, events: Iterable[Event]) -> None:
        self._connection = connection
        self._kept: dict[_Whole, dict[int, Batch]] = {}
        self._stored: set[_Whole] = set()
        wholes = {(event.key, event.correlation or "") for event in events if _is_part(event)}
        for key, correlation in sorted(wholes):
            rows = connection.execute(
                sa.select(tables.parts).where(
                    tables.parts.c.key == key, tables.parts.c.correlation == correlation
                )
            ).all()
            if rows:
                self._stored.add((key, correlation))
            self._kept[key, correlation] = {
                row.part: _decoders[row.type].decode(row.fact) for row in rows
            }

    def known(self) -> Iterable[tuple[str, Entry]]:
        """Yield key and entry of everything that was stored before."""
        for (key, _), parts in self._kept.items():
            for part in parts.values():
                for line in part.lines:
                    yield key, line

    def keep(self, event: Event, fact: Batch) -> None:
        """Keep a part that is not the last."""
        self._kept.setdefault((event.key, event.correlation or ""), {})[fact.part] = fact

    def join(self, event: Event, fact: Batch) -> tuple[Entry, ...]:
        """Return the entries of all parts, in order, and forget the parts.

        Raises
        ------
        IncompleteBatch
            When one is missing; the whole then has no effect.
        """
        if fact.parts == 1:
            return fact.lines
        kept = self._kept.pop((event.key, event.correlation or ""), {})
        if sorted(kept) != list(range(1, fact.parts)):
            raise IncompleteBatch
        lines = [line for part in sorted(kept) for line in kept[part].lines]
        return (*lines, *fact.lines)

    def write(self) -> None:
        """Store what still waits for its last part, and delete what does not."""
        for key, correlation in sorted(self._stored):
            self._connection.execute(
                tables.parts.delete().where(
                    tables.parts.c.key == key, tables.parts.c.correlation == correlation
                )
            )
        rows = [
            {
                "key": key,
                "correlation": correlation,
                "part": number,
                "fact": _encoder.encode(fact).decode(),
                "type": fact.type,
            }
            for (key, correlation), parts in sorted(self._kept.items())
            for number, fact in sorted(parts.items())
        ]
        if rows:
            self._connection.execute(tables.parts.insert(), rows)


def _is_part(event: Event) -> bool:
    return isinstance(event.fact, Batch) and event.fact.parts > 1
