"""The group of workers, as the brokers see it: who is there, and who has which partition."""

from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka.errors import CoordinatorNotAvailableError

_SETTLED = "Stable"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGroup:
    """A group as it is.

    Attributes
    ----------
    members : int
        Workers that are there.
    is_settled : bool
        Whether they have agreed who has what.
    assigned : frozenset of int
        Partitions of the topic that one of them has.
    """

    members: int = 0
    is_settled: bool = False
    assigned: frozenset[int] = frozenset()


def found_group(client: KafkaAdminClient, group: str, topic: str) -> FoundGroup:
    """Return a group as it is; one that never was has no members."""
    try:
        described = client.describe_groups([group])[group]
    except CoordinatorNotAvailableError:
        return FoundGroup()
    members = described["members"]
    assigned = {
        partition
        for member in members
        for place in (member["member_assignment"] or {}).get("assigned_partitions", ())
        if place["topic"] == topic
        for partition in place["partitions"]
    }
    return FoundGroup(
        members=len(members),
        is_settled=described["group_state"] == _SETTLED,
        assigned=frozenset(assigned),
    )
