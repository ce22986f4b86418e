"""What every event has in common: the fact, its basis and the envelope around them.

An event is a fact on the log and nothing else; the happening is a fair. The envelope follows
CloudEvents 1.0 (`streams.log.codec` writes it); here it is the value that rules and the projector
read.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

import msgspec

from streams.domain.value import Value
from streams.domain.vocabulary import Channel

ORG_KEY = "org"
"""The key of facts that belong to no fair: series, claims, erasures."""

Versions = Mapping[str, int]
"""Aggregate name → version; a name that is absent from the store has version 0."""


Name = Annotated[str, msgspec.Meta(max_length=500)]
"""An aggregate's name as a basis may hold it, in signs: with its key it fits every index."""


class Fact(Value):
    """The base of every fact. Subclasses state their type and version and are frozen for ever."""

    type: ClassVar[str]
    version: ClassVar[int] = 1


class Basis(Value):
    """What a decision relied on: every named aggregate must still be at its version.

    `reads` are relied on and stay as they are; `changes` rise by one when the event takes effect.
    """

    reads: dict[Name, int] = {}
    changes: dict[Name, int] = {}


class Entry(Value):
    """One line of a batch event, with a basis of its own: a pair of a producer and a seat."""

    producer: str
    seat: str
    reads: dict[str, int] = {}
    changes: dict[str, int] = {}


class Batch(Fact):
    """A fact of many entries, in one part or several; only the last part takes effect.

    An entry whose basis is no longer current is skipped and counted; it never fails the others.
    """

    part: int = 1
    parts: int = 1

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The entries of this part."""
        raise NotImplementedError


class Event(Value):
    """A fact with who, when, through which channel and on which basis.

    Attributes
    ----------
    id : str
        uuid5 of the request and the attempt, so a repeated delivery is recognised.
    key : str
        The fair's id, or `org`. One key has one order.
    subject : str
        The aggregate the fact is about, as `noun/id`.
    time : datetime
        When the actor acted, aware, UTC.
    actor : str
        An opaque id; never a person's name.
    request : str
        Digest of what was asked, keyed, so that it reveals nothing.
    repairs : str, optional
        The dead letter that this is recorded anew for, as `key/ordinal`.
    """

    id: str
    key: str
    subject: str
    time: datetime
    actor: str
    channel: Channel
    basis: Basis
    request: str
    fact: Fact
    on_behalf_of: str | None = None
    correlation: str | None = None
    causation: str | None = None
    trace: str | None = None
    repairs: str | None = None
