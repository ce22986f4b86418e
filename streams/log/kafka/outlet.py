"""A topic that repeats records of the log, partition by partition, for other systems.

It says itself how far it is: every record of it carries the offset up to which the log was looked
through. So whoever takes a partition over reads the last record and goes on; nothing else is kept.
"""

from collections.abc import Sequence

from streams.log.kafka.appending import Appender, Message
from streams.log.kafka.layout import repeating
from streams.log.kafka.reading import Reader
from streams.log.port import Position

THROUGH = "ketnoi.through"
"""Header: everything of this partition of the log up to this offset has been dealt with."""
_LOOKED_AT = 10


class Outlet:
    """One such topic.

    Parameters
    ----------
    patience : float
        Seconds to wait for the brokers, whatever is asked of them.

    Raises
    ------
    LogUnavailable
        When they do not answer; so do all methods.
    """

    def __init__(self, brokers: str, topic: str, patience: float) -> None:
        self._reader = Reader(brokers, topic, patience)
        try:
            self._appender = Appender(
                brokers,
                topic,
                patience,
                largest=repeating(1).largest,
                starting=patience,
                stopping=patience,
            )
        except BaseException:
            self._reader.close()
            raise

    def stands_at(self, partition: int) -> int:
        """Return the offset of the log from which on it is to be repeated."""
        end = self._reader.end(partition)
        latest = self._reader.read_raw(Position(partition, max(0, end - _LOOKED_AT)), _LOOKED_AT)
        for record in reversed(latest):
            for name, value in record.headers:
                if name == THROUGH:
                    return int(value) + 1
        return 0

    def append(self, partition: int, messages: Sequence[Message]) -> None:
        """Append records of a partition in their order."""
        self._appender.append_together(partition, messages)

    def close(self) -> None:
        """Leave the brokers."""
        self._appender.close()
        self._reader.close()
