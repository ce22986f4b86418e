"""Topics as this system needs them: made when absent, checked when present, never changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from streams.domain.errors import Unavailable
from streams.log.kafka.layout import TopicSettings
from streams.log.port import LogUnavailable

_PATIENCE_MS = 5_000


class WrongTopic(Unavailable):
    """A topic exists but is not as it must be; nothing is appended to it."""


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
    """
    new = NewTopic(topic, wanted.partitions, wanted.replicas, topic_configs=dict(wanted.stated))
    made = True
    try:
        client.create_topics([new])
        client.wait_for_topics([topic])
    except TopicAlreadyExistsError:
        made = False
    differing = differences(client, topic, wanted)
    if differing:
        raise WrongTopic(
            "wrong_topic",
            "The topic {topic} is not as it must be: {differing}. Correct these settings, or name "
            "another topic.",
            topic=topic,
            differing="; ".join(differing),
        )
    return made


def differences(client: KafkaAdminClient, topic: str, wanted: TopicSettings) -> list[str]:
    """Return in which settings a topic differs from what is wanted, each with both values."""
    (described,) = client.describe_topics([topic])
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, list(wanted.stated))
    settings = client.describe_configs([resource])["topic"][topic]
    found = {
        "partitions": str(len(described["partitions"])),
        **{name: setting["value"] for name, setting in settings.items()},
    }
    stated = {"partitions": str(wanted.partitions), **wanted.stated}
    return [
        f"{name} is {found.get(name)}, must be {value}"
        for name, value in stated.items()
        if found.get(name) != value
    ]
