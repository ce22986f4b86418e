"""The history of the poison drill: good records, among them one in a hundred that is poison."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from streams.domain.event import ORG_KEY, Event
from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.suggestions import MeetingRequested, SentEntry, SuggestionsSent
from streams.log.codec import encode
from streams.log.kafka.appending import Message
from streams.log.kafka.layout import PARTITIONS
from streams.log.port import partition_of
from tests.builders import FAIR, details, event, period
from tests.builders.hostile import HOSTILE, Hostile

FAIRS = (FAIR, *(f"mau-{number}" for number in range(7)))
_LATER = datetime(2099, 1, 1, tzinfo=UTC)


def wish(fair: str, number: int) -> Event:
    """Return a wish that nobody has made before."""
    fact = MeetingRequested(by="producer")
    changes = {f"wish/p{number}~s.1": 0}
    return event(fact, changes=changes, key=fair, name=f"wish {fair} {number}")


def good(number: int, chance: random.Random) -> Iterator[Event]:
    """Yield fairs, wishes at all of them, and a batch that comes in two parts."""
    for fair in FAIRS:
        announced = FairAnnounced(details=details(), planned=period())
        yield event(announced, changes={f"fair/{fair}": 0}, key=fair, name=f"announced {fair}")
    for count in range(number):
        yield wish(chance.choice(FAIRS), count)
        if count == number // 2:
            yield from in_parts(FAIR)


def in_parts(fair: str) -> tuple[Event, Event]:
    """Return the two parts of a batch."""
    facts = [
        SuggestionsSent(
            part=part,
            parts=2,
            round=1,
            deadline=_LATER,
            entries=(SentEntry(producer=f"p{part}", seat="s.1", score=1),),
        )
        for part in (1, 2)
    ]
    subject = f"round/{fair}"
    last = event(facts[1], changes={subject: 0}, key=fair, name="last part", subject=subject)
    first = event(facts[0], key=fair, name="first part", subject=subject)
    return first.but(correlation=last.id), last.but(correlation=last.id)


def message(key: str | bytes | None, value: bytes) -> Message:
    """Return a record as some program appends it, in the partition of whom it belongs to."""
    raw = key.encode() if isinstance(key, str) else key
    text = key if isinstance(key, str) else None
    return Message(partition=partition_of(text, PARTITIONS), key=raw, value=value)


def poisoned(
    events: Sequence[Event], chance: random.Random
) -> tuple[list[Message], Counter[tuple[str, str]]]:
    """Return a history with one poison in a hundred records, and its owners and codes.

    Some good ones come twice; some come again although what they rely on has moved on.
    """
    kinds = [one for one in HOSTILE.values() if one.code != "cannot_apply"]
    kinds.append(Hostile(key=None, value=b"under no text", owner=ORG_KEY, code="bad_envelope"))
    messages: list[Message] = []
    sound: list[Message] = []
    poison: Counter[tuple[str, str]] = Counter()
    for count, one in enumerate(events):
        sound.append(message(one.key, encode(one)))
        messages.append(sound[-1])
        if count % 100 == 99:
            kind = kinds[poison.total() % len(kinds)]
            key = b"\xff" if kind is kinds[-1] else kind.key
            messages.append(message(key, kind.value))
            poison[kind.owner, kind.code] += 1
        if count % 70 == 69:
            messages.append(chance.choice(sound))
        if count % 90 == 89 and one.correlation is None:
            messages.append(message(one.key, encode(one.but(id=f"late-{count}"))))
    return messages, poison
