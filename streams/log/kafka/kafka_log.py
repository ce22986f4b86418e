"""The event log on Apache Kafka: the port, put together from appending and reading."""

from collections.abc import Sequence

from streams.log.kafka.appending import Appender, Message
from streams.log.kafka.layout import EVENTS, TopicSettings
from streams.log.kafka.reading import Reader
from streams.log.kafka.topics import administering, ensure_topic
from streams.log.port import Position, Record, Stored, partition_of

PATIENCE = 2.0


class KafkaLog:
    """An event log in one topic, which is made if absent.

    Parameters
    ----------
    brokers : str
        Addresses, `host:port`, separated by commas.
    patience : float
        Seconds to wait for a confirmation.

    Raises
    ------
    LogUnavailable
        When the brokers cannot be reached.
    WrongTopic
        When the topic is there but not as it must be.
    """

    def __init__(
        self,
        brokers: str,
        topic: str = EVENTS,
        settings: TopicSettings | None = None,
        patience: float = PATIENCE,
    ) -> None:
        settings = settings or TopicSettings()
        self._partitions = settings.partitions
        with administering(brokers) as client:
            ensure_topic(client, topic, settings)
        self._reader = Reader(brokers, topic, patience)
        try:
            self._appender = Appender(brokers, topic, patience)
        except BaseException:
            self._reader.close()
            raise

    @property
    def partitions(self) -> int:
        """The number of partitions."""
        return self._partitions

    def append(self, records: Sequence[Record]) -> list[Position]:
        """Append a batch durably and return a position per record."""
        return self._appender.append(
            [
                Message(
                    partition=partition_of(record.key, self._partitions),
                    key=record.key.encode(),
                    value=record.value,
                )
                for record in records
            ]
        )

    def read(self, start: Position, limit: int) -> list[Stored]:
        """Return up to `limit` records of a partition from `start` on."""
        return self._reader.read(start, limit)

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        return self._reader.end(partition)

    def ends(self) -> dict[int, int]:
        """Return the offset that the next record of every partition will get."""
        return self._reader.ends(range(self.partitions))

    def close(self) -> None:
        """Leave the brokers; what was confirmed is durable already."""
        self._appender.close()
        self._reader.close()
