"""What a state is: the present shape of one aggregate, folded from its facts.

An aggregate is named `noun/id` within its key. Its state is never written by hand: each fact that
names it in `changes` gives the next one through the table in `streams.domain.handlers`.
"""

import re
from typing import ClassVar

from streams.domain.event import Event
from streams.domain.value import Value

_SEAT_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")


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


def is_plain_id(text: str) -> bool:
    """Whether a text may be an id that somebody chose: letters, digits and hyphens only.

    `.` parts a seat from its registration and `~` the two halves of a pair.
    """
    return _PLAIN.fullmatch(text) is not None


def pair_id(producer: str, seat: str) -> str:
    """Return the id shared by everything about one pair: suggestion, wish, meeting."""
    return f"{producer}~{seat}"


def number_of(seat: str) -> int:
    """Return the number of a seat within its registration; 0 where it has none."""
    number = seat.rpartition(".")[2]
    return int(number) if _SEAT_NUMBER.fullmatch(number) else 0


def registration_of(node: str) -> str:
    """Return the registration a node belongs to: a producer's own, or a seat's distributor."""
    return node.partition(".")[0]
