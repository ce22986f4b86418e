"""The topics that other systems read: what took effect, and what nobody can read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from streams.log.codec import MEDIA_TYPE
from streams.log.kafka.appending import Message
from streams.log.kafka.layout import DEAD_LETTERS, FACTS, LARGEST_MESSAGE
from streams.log.kafka.outlet import THROUGH
from streams.log.kafka.reading import Raw
from streams.log.port import Position
from streams.store.queries.outbox import Outgoing, dead, effective

Select = Callable[[sa.Connection, Position, int, int], list[Outgoing]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One topic: which records of a partition it repeats, and with which headers of its own."""

    topic: str
    select: Select
    headers: Callable[[Outgoing, Position, str], dict[str, object]]

    def messages(
        self, source: str, partition: int, outgoing: Sequence[Outgoing], records: dict[int, Raw]
    ) -> list[Message]:
        """Return what is published of these records.

        Parameters
        ----------
        source : str
            The topic of the log.
        records : dict of offset to Raw
            The records themselves. One that is larger than any broker takes, which compression may
            have hidden, is cut; no client sends one with neither key nor value, it becomes empty.
        """
        return [
            self._message(Position(partition, one.offset), source, one, records[one.offset])
            for one in outgoing
        ]

    def _message(self, position: Position, source: str, one: Outgoing, record: Raw) -> Message:
        headers = {
            "ketnoi.key": one.key,
            "ketnoi.ordinal": one.ordinal,
            "ketnoi.recorded_at": one.recorded_at,
            **self.headers(one, position, source),
            THROUGH: one.through,
        }
        value = record.value and record.value[:LARGEST_MESSAGE]
        return Message(
            partition=position.partition,
            key=record.key,
            value=b"" if record.key is None and value is None else value,
            headers=tuple((name, str(value).encode()) for name, value in headers.items()),
        )


def _of_fact(one: Outgoing, _: Position, __: str) -> dict[str, object]:
    return {"content-type": MEDIA_TYPE, "ketnoi.skipped": one.skipped}


def _of_letter(one: Outgoing, position: Position, source: str) -> dict[str, object]:
    """Return the headers of Kafka Streams (KIP-1034), and the code by which we know the cause."""
    return {
        "__streams.errors.topic": source,
        "__streams.errors.partition": position.partition,
        "__streams.errors.offset": position.offset,
        "__streams.errors.exception": _EXCEPTIONS.get(one.code, "Undecodable"),
        "__streams.errors.message": one.detail,
        "ketnoi.code": one.code,
    }


_EXCEPTIONS = {"cannot_apply": "CannotApply"}

FEEDS: tuple[Feed, ...] = (
    Feed(topic=FACTS, select=effective, headers=_of_fact),
    Feed(topic=DEAD_LETTERS, select=dead, headers=_of_letter),
)
