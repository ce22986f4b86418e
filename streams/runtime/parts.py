"""Splitting a large batch into events of bounded size; only the last one takes effect."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from streams.domain.event import Basis, Batch, Event
from streams.log.codec import encode

LARGEST = 256_000
"""Bytes of an event; larger batches travel in parts. Somewhat less than what the log takes."""
_ENVELOPE = 4_000
_encode_entry = msgspec.json.Encoder().encode


def split(event: Event, part_id: Callable[[int], str], largest: int = LARGEST) -> list[Event]:
    """Return the event itself, or its parts in order if it would be larger than `largest` bytes.

    The last part keeps the event's id and basis; the others have ids of their own and none.
    """
    fact = event.fact
    if not isinstance(fact, Batch) or len(fact.lines) < 2 or len(encode(event)) <= largest:
        return [event]
    groups = _groups(fact.lines, largest - _ENVELOPE)
    parts = []
    for number, group in enumerate(groups, start=1):
        part = fact.but(entries=tuple(group), part=number, parts=len(groups))
        last = number == len(groups)
        parts.append(
            event.but(
                id=event.id if last else part_id(number),
                basis=event.basis if last else Basis(),
                correlation=event.id,
                fact=part,
            )
        )
    return parts


def _groups(lines: Sequence[Any], room: int) -> list[list[Any]]:
    groups: list[list[Any]] = [[]]
    size = 0
    for line in lines:
        weight = len(_encode_entry(line)) + 1
        if groups[-1] and size + weight > room:
            groups.append([])
            size = 0
        groups[-1].append(line)
        size += weight
    return groups
