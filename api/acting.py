"""One act through a door: permission, request, command; the same from every door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.policy import check_allowed
from streams.domain.command import Command
from streams.domain.vocabulary import Channel
from streams.runtime.installation import Installation
from streams.runtime.request import Request
from streams.runtime.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How an act reached us: its key against doubling, its channel, for whom, and when."""

    idempotency_key: str | None = None
    channel: Channel = "own"
    on_behalf_of: str | None = None
    happened_at: datetime | None = None


def begin(office: Installation, actor: str, command: type[Command], fair: str, how: How) -> Request:
    """Begin a request for a command of the policy table.

    Raises
    ------
    NotFound
        When the actor may not do this, or is nobody.
    """
    check_allowed(actor, command.action)
    return office.request(
        command,
        fair,
        actor=actor,
        idempotency_key=how.idempotency_key,
        channel=how.channel,
        on_behalf_of=how.on_behalf_of,
        happened_at=how.happened_at,
    )


def act(
    office: Installation,
    actor: str,
    command: type[Command],
    fair: str,
    build: Callable[[Request], Command],
    *,
    how: How = How(),
) -> Result:
    """Carry out a command as somebody; `build` makes it, and keeps what is private.

    Raises
    ------
    DomainError
        Every refusal.
    """
    request = begin(office, actor, command, fair, how)
    return office.execute(request, build(request))
