"""From an event to the record that is appended; what no reader could take in is refused before."""

from streams.domain.errors import Malformed
from streams.domain.event import Event
from streams.log.codec import Undecodable, decode, encode
from streams.log.port import LARGEST_EVENT, Record


def recordable(event: Event) -> Record:
    """Return the record of an event.

    Raises
    ------
    Malformed
        When it is larger than the log takes, or names something with more signs than that.
    """
    record = Record(event.key, encode(event))
    if len(record.value) > LARGEST_EVENT:
        raise Malformed(
            "too_large",
            "This makes a record of {size} bytes; {most} are the most. Shorten it, or divide it.",
            size=len(record.value),
            most=LARGEST_EVENT,
        )
    try:
        decode(record.value, record.key)
    except Undecodable:
        raise Malformed(
            "name_too_long", "A name, a number or an id is too long to be recorded. Shorten it."
        ) from None
    return record
