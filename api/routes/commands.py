"""What became of an act, and taking one back."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from api.answers import Json
from api.doors import Actor, Office
from api.routes.done import Done, done_of
from api.routes.hand import Hand, takes
from api.routes.noun import Noun
from streams.domain.taking_back import TakeBack
from streams.runtime.whereabouts import Became, Whereabouts

commands = Noun("commands")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandStatus:
    """What became of a request.

    `pending` while the store is behind its record; `applied` with its result; `refused` with the
    code of its dead letter; `lost` when somebody was faster (send it again with the same key);
    `unknown` when it never came, or is not yours.
    """

    status: Became
    result: Done | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKey:
    """Where the act stands: its fair, or `org`."""

    key: str


@commands.ask("/commands/{request}", "act.read", CommandStatus)
def get_command(
    *,
    office: Office,
    actor: Actor,
    request: UUID,
    key: Annotated[str, Query(max_length=64, description="The fair, or `org`.")],
    position: Annotated[
        str | None, Query(pattern=r"^\d{1,9}-\d{1,18}$", description="As the Location says it.")
    ] = None,
) -> Json:
    """Tell what became of an act that was answered with 202."""
    del position  # one process: it knows how far its own log and store are
    return Json(_status(office.whereabouts(key, request), key, actor))


@commands.act("/acts/{event}/take-back", TakeBack.action, example={"key": "mau-2026"})
def take_back(
    event: Annotated[str, Path(max_length=64, description="The act's `event`.")],
    hand: Annotated[Hand[OfKey], takes(OfKey)],
) -> Json:
    """Take back an own act within 10 seconds, while nobody has built on it."""
    key = hand.body.key
    return hand.do(TakeBack, key, lambda _: TakeBack(fair=key, event=event))


def _status(found: Whereabouts, key: str, actor: str) -> CommandStatus:
    record = found.record
    if record is None:
        return CommandStatus(status=found.became)
    if record.actor != actor:
        return CommandStatus(status="unknown")
    result = found.result(key)
    return CommandStatus(
        status=found.became,
        result=done_of(result) if result else None,
        reason=record.reason,
    )
