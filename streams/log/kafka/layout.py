"""How topics must be: numbers and settings, without a client."""

from collections.abc import Mapping
from dataclasses import dataclass

EVENTS = "ketnoi.events.v1"
GROUP = "ketnoi-worker"
"""Under which name the workers share the partitions."""
PARTITIONS = 12
LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes of one record that a broker takes; events are far smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """How a topic must be.

    Attributes
    ----------
    replicas : int
        Copies of each record; 1 on a single node, where each record is flushed instead.
    """

    partitions: int = PARTITIONS
    replicas: int = 1

    @property
    def stated(self) -> Mapping[str, str]:
        """The settings that are stated when the topic is made, and compared afterwards."""
        alone = self.replicas == 1
        return {
            "cleanup.policy": "delete",
            "retention.ms": "-1",
            "retention.bytes": "-1",
            "max.message.bytes": str(LARGEST_MESSAGE),
            **({"flush.messages": "1"} if alone else {"min.insync.replicas": "2"}),
        }


def topics(events: str, replicas: int) -> Mapping[str, TopicSettings]:
    """Return every topic of an installation by its name, and how it must be."""
    return {events: TopicSettings(replicas=replicas)}
