"""What every command has in common, and the act that carries it.

A command says what somebody wants; the act says who, when and through which channel. Both come in
from outside; a decision never asks a clock or makes an id of its own.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from streams.domain.days import local_day
from streams.domain.event import ORG_KEY, Fact
from streams.domain.vocabulary import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something somebody wants at one fair. `action` names it in the policy table."""

    action: ClassVar[str]
    fair: str

    @property
    def key(self) -> str:
        """The key of the event that this command may become."""
        return self.fair


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgCommand(Command):
    """Something that belongs to no fair."""

    fair: str = ORG_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts, when, for whom, through which channel.

    Attributes
    ----------
    request : UUID
        uuid5 of key, actor, command and idempotency key: the same act twice is one act.
    time : datetime
        The present moment, aware, UTC.
    happened_at : datetime | None
        When it happened away from the system (a phone call), if that was earlier.
    """

    request: UUID
    actor: str
    time: datetime
    channel: Channel = "own"
    on_behalf_of: str | None = None
    happened_at: datetime | None = None

    @property
    def today(self) -> date:
        """The local day of the act."""
        return local_day(self.time)

    @property
    def moment(self) -> datetime:
        """When it happened: away from the system if stated, else now."""
        return self.happened_at or self.time

    def new_id(self, prefix: str) -> str:
        """Return an id that a retry of the same act makes again: prefix and 72 bits."""
        digest = hashlib.blake2b(prefix.encode(), key=self.request.bytes, digest_size=9)
        return prefix + digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a decide function returns: one fact, and the aggregate it is about."""

    subject: str
    fact: Fact
