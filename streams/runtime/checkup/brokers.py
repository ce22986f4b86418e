"""What Kafka tells: topics, the group of workers, room on its disks."""

from collections.abc import Iterator
from dataclasses import dataclass

from kafka import KafkaAdminClient

from streams.log.kafka.group import FoundGroup, found_group
from streams.log.kafka.layout import GROUP, topics
from streams.log.kafka.topics import FoundTopic, administering, found_topic
from streams.runtime.checkup.disk import check_room
from streams.runtime.inspection import Finding
from streams.runtime.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokers:
    """What was found. `group` are the workers."""

    group: FoundGroup
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTopic:
    """A topic as it is, and what differs from what must be; all of it where it is absent."""

    found: FoundTopic
    differing: tuple[str, ...]


def list_topics(place: Place) -> list[ListedTopic]:
    """Return every topic of ours as it is.

    Raises
    ------
    LogUnavailable
        When the brokers cannot be reached.
    """
    with administering(place.brokers) as client:
        return _list_topics(client, place)


def look_at_brokers(place: Place) -> Brokers:
    """Ask the brokers for everything.

    Raises
    ------
    LogUnavailable
        When they cannot be reached.
    """
    with administering(place.brokers) as client:
        listed = _list_topics(client, place)
        group = found_group(client, GROUP, place.topic)
        room = _least_room(client)
    return Brokers(group=group, findings=(*_wrong(listed), *check_room("Kafka", room)))


def _list_topics(client: KafkaAdminClient, place: Place) -> list[ListedTopic]:
    found = [
        (wanted, found_topic(client, name, wanted))
        for name, wanted in topics(place.topic, place.replicas).items()
    ]
    return [ListedTopic(found=one, differing=tuple(one.differing(w))) for w, one in found]


def _wrong(listed: list[ListedTopic]) -> Iterator[Finding]:
    absent = [one.found.name for one in listed if not one.found.partitions]
    wrong = [one for one in listed if one.found.partitions and one.differing]
    if absent:
        names = ", ".join(absent)
        yield Finding(code="topics_absent", count=len(absent), params={"topics": names})
    if wrong:
        said = [f"{one.found.name}: {', '.join(one.differing)}" for one in wrong]
        yield Finding(code="topics_wrong", count=len(wrong), params={"topics": "; ".join(said)})


def _least_room(client: KafkaAdminClient) -> int | None:
    """Return the bytes left on the fullest disk of a broker; None where none tells."""
    told = [
        folder["usable_bytes"]
        for broker in client.describe_log_dirs()
        for folder in broker["log_dirs"]
        if folder.get("usable_bytes", -1) >= 0
    ]
    return min(told, default=None)
