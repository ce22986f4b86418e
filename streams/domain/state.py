"""What a state is: the present shape of one aggregate, folded from its facts.

An aggregate is named `noun/id` within its key. Its state is never written by hand: each fact that
names it in `changes` gives the next one through the table in `streams.domain.handlers`.
"""

from typing import ClassVar

from streams.domain.event import Event
from streams.domain.value import Value


class State(Value):
    """The base of every state; `noun` is the first half of the aggregate's name."""

    noun: ClassVar[str]

    @classmethod
    def name_of(cls, aggregate_id: str) -> str:
        """Return the name of the aggregate with this id."""
        return f"{cls.noun}/{aggregate_id}"


class Change(Value):
    """Where a state is folded from: the event, and the name of the aggregate that changes."""

    event: Event
    name: str


def pair_id(producer: str, seat: str) -> str:
    """Return the id shared by everything about one pair: suggestion, wish, meeting."""
    return f"{producer}~{seat}"


def registration_of(node: str) -> str:
    """Return the registration a node belongs to: a producer's own, or a seat's distributor."""
    return node.partition(".")[0]
