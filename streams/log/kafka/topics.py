"""Topics as this system needs them: made when absent, checked when present, never changed."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic, OffsetSpec
from kafka.errors import (
    CoordinatorNotAvailableError,
    InvalidReplicationFactorError,
    KafkaError,
    TopicAlreadyExistsError,
)

from streams.domain.errors import Unavailable, Unreachable
from streams.log.kafka.layout import TopicSettings
from streams.log.port import LogUnavailable

_PATIENCE_MS = 5_000
_READY_WITHIN = 15.0
_BREATH = 0.2


class WrongTopic(Unavailable):
    """A topic exists but is not as it must be; nothing is appended to it."""


class TooFewBrokers(Unreachable):
    """More copies are wanted than there are brokers, some of which may be starting still."""

    def __init__(self) -> None:
        super().__init__(
            "too few brokers",
            "Kafka has fewer brokers than KETNOI_KAFKA_REPLICAS. Start more, or lower it.",
            code="too_few_brokers",
        )


@contextmanager
def administering(brokers: str) -> Iterator[KafkaAdminClient]:
    """Give a client for administration.

    Raises
    ------
    LogUnavailable
        When the brokers cannot be reached, or an act on them fails.
    """
    try:
        client = KafkaAdminClient(
            bootstrap_servers=brokers,
            request_timeout_ms=_PATIENCE_MS,
            bootstrap_timeout_ms=_PATIENCE_MS,
        )
    except KafkaError as error:
        raise LogUnavailable(str(error)) from error
    try:
        yield client
    except KafkaError as error:
        raise LogUnavailable(str(error)) from error
    finally:
        client.close()


def ensure_topic(client: KafkaAdminClient, topic: str, wanted: TopicSettings) -> bool:
    """Make a topic if it is absent, and check it; tell whether it was made.

    Raises
    ------
    WrongTopic
        With everything that differs from what is wanted.
    TooFewBrokers
        When there are fewer brokers than copies are wanted.
    """
    new = NewTopic(topic, wanted.partitions, wanted.replicas, topic_configs=dict(wanted.stated))
    made = True
    try:
        client.create_topics([new])
        client.wait_for_topics([topic])
    except TopicAlreadyExistsError:
        made = False
    except InvalidReplicationFactorError:
        raise TooFewBrokers from None
    differing = differences(client, topic, wanted)
    if differing:
        raise WrongTopic(
            "wrong_topic",
            "The topic {topic} is not as it must be: {differing}. Correct its settings in Kafka, "
            "then try again.",
            topic=topic,
            differing="; ".join(differing),
        )
    return made


def members_of(client: KafkaAdminClient, group: str) -> int:
    """Return how many processes read as members of a group.

    Brokers that had no group yet are asked again until they are ready for groups.
    """
    deadline = time.monotonic() + _READY_WITHIN
    while True:
        try:
            return len(client.describe_groups([group])[group]["members"])
        except CoordinatorNotAvailableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_BREATH)


def differences(client: KafkaAdminClient, topic: str, wanted: TopicSettings) -> list[str]:
    """Return in which settings a topic differs from what is wanted, each with both values."""
    return found_topic(client, topic, wanted).differing(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTopic:
    """A topic as it is.

    Attributes
    ----------
    partitions : int
        0 where the topic is absent.
    replicas : int
        Copies of the partition that has the fewest.
    settings : mapping
        Those that we state, as they are.
    records : int
        What lies between the first and the last offset.
    """

    name: str
    partitions: int = 0
    replicas: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    records: int = 0

    def differing(self, wanted: TopicSettings) -> list[str]:
        """Return in which settings it differs from what is wanted, each with both values."""
        found = _stated(self.partitions, self.replicas, self.settings)
        stated = _stated(wanted.partitions, wanted.replicas, wanted.stated)
        return [
            f"{name} is {found.get(name)}, must be {value}"
            for name, value in stated.items()
            if found.get(name) != value
        ]


def found_topic(client: KafkaAdminClient, topic: str, wanted: TopicSettings) -> FoundTopic:
    """Return a topic as it is, present or absent."""
    (described,) = client.describe_topics([topic])
    partitions = described["partitions"]
    if not partitions:
        return FoundTopic(name=topic)
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, list(wanted.stated))
    settings = client.describe_configs([resource])["topic"][topic]
    places = [TopicPartition(topic, one["partition_index"]) for one in partitions]
    first, last = (
        client.list_partition_offsets(dict.fromkeys(places, which))
        for which in (OffsetSpec.EARLIEST, OffsetSpec.LATEST)
    )
    return FoundTopic(
        name=topic,
        partitions=len(partitions),
        replicas=min(len(one["replica_nodes"]) for one in partitions),
        settings={name: setting["value"] for name, setting in settings.items()},
        records=sum(last[place].offset - first[place].offset for place in places),
    )


def _stated(partitions: int, replicas: int, settings: Mapping[str, str]) -> dict[str, str]:
    return {"partitions": str(partitions), "replicas": str(replicas), **settings}
