"""How topics must be: names, numbers and settings, without a client."""

from collections.abc import Mapping
from dataclasses import dataclass

EVENTS = "ketnoi.events.v1"
GROUP = "ketnoi-worker"
"""Under which name the workers share the partitions."""
FACTS = "ketnoi.facts.v1"
"""What took effect, for other systems."""
DEAD_LETTERS = "ketnoi.dead-letters.v1"
"""What no version can read, for those who watch over it."""
PARTITIONS = 12
LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes of one record that a broker takes; events are far smaller."""
_ROOM_FOR_HEADERS = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """How a topic must be.

    Attributes
    ----------
    replicas : int
        Copies of each record; 1 on a single node, where each record is flushed instead.
    largest : int
        Bytes of the largest record.
    is_truth : bool
        Whether what a crash takes from it is lost.
    """

    partitions: int = PARTITIONS
    replicas: int = 1
    largest: int = LARGEST_MESSAGE
    is_truth: bool = True

    @property
    def stated(self) -> Mapping[str, str]:
        """The settings that are stated when the topic is made, and compared afterwards."""
        alone = self.replicas == 1
        return {
            "cleanup.policy": "delete",
            "retention.ms": "-1",
            "retention.bytes": "-1",
            "max.message.bytes": str(self.largest),
            **({} if alone else {"min.insync.replicas": "2"}),
            **({"flush.messages": "1"} if alone and self.is_truth else {}),
        }


def repeating(replicas: int) -> TopicSettings:
    """Return how a topic must be that repeats records of the log, with headers beside them.

    It is not flushed: what a crash takes from it is published again.
    """
    largest = LARGEST_MESSAGE + _ROOM_FOR_HEADERS
    return TopicSettings(replicas=replicas, largest=largest, is_truth=False)


def topics(events: str, replicas: int) -> Mapping[str, TopicSettings]:
    """Return every topic of an installation by its name, and how it must be."""
    return {
        events: TopicSettings(replicas=replicas),
        FACTS: repeating(replicas),
        DEAD_LETTERS: repeating(replicas),
    }
