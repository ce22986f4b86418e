"""Opening the log of either shape by itself, without store or private data."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from streams.log.kafka.kafka_log import PATIENCE, KafkaLog
from streams.log.kafka.layout import DEAD_LETTERS, FACTS, TopicSettings, repeating
from streams.log.kafka.topics import administering, ensure_topic
from streams.log.port import EventLog
from streams.log.sqlite_log import SqliteLog
from streams.runtime.damage import primary
from streams.runtime.folder import DataFolder
from streams.runtime.place import Place
from streams.store.outage import reached


@contextmanager
def open_log(where: Path | Place) -> Iterator[EventLog]:
    """Open the log of a data folder, which nobody else may use meanwhile, or of Kafka.

    Raises
    ------
    FolderInUse
        When another process works on the folder.
    Unreachable
        When Kafka does not answer.
    Damaged
        When the folder's log is found damaged, at first or while the block runs.
    """
    if isinstance(where, Place):
        with closing(open_kafka(where)) as log:
            yield log
        return
    folder = DataFolder(where).lock()
    try:
        with reached(), primary(folder.log), closing(SqliteLog(folder.log)) as log:
            yield log
    finally:
        folder.unlock()


def open_kafka(place: Place, patience: float = PATIENCE) -> KafkaLog:
    """Open the log on Kafka; its topic is made if absent.

    Parameters
    ----------
    patience : float
        Seconds to wait for a confirmation.

    Raises
    ------
    Unreachable
        When Kafka does not answer.
    WrongTopic
        When the topic is not as it must be.
    """
    settings = TopicSettings(replicas=place.replicas)
    return KafkaLog(place.brokers, place.topic, settings, patience)


def make_outlets(place: Place) -> None:
    """Make the topics that other systems read if they are absent, and check them.

    Raises
    ------
    Unreachable
        When Kafka does not answer.
    WrongTopic
        When one of them is not as it must be.
    """
    with administering(place.brokers) as client:
        for topic in (FACTS, DEAD_LETTERS):
            ensure_topic(client, topic, repeating(place.replicas))
