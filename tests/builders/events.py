"""Acts and events, made by hand where a test needs one that no decision would make."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from streams.domain.command import Act
from streams.domain.event import Basis, Event, Fact
from streams.log.codec import encode
from streams.log.port import Record
from tests.builders.moments import FAIR, NOW

ORGANISER = "organiser-1"
_NAMESPACE = UUID("1c4c8a2e-0c2b-5b0e-9d55-3a2f3b6f1c11")


def act(name: str = "act", *, time: datetime = NOW, actor: str = ORGANISER, **changes: Any) -> Act:
    """Return an act; equal names are the same request."""
    return Act(request=uuid5(_NAMESPACE, name), actor=actor, time=time, **changes)


def event(
    fact: Fact,
    *,
    subject: str = f"fair/{FAIR}",
    reads: Mapping[str, int] | None = None,
    changes: Mapping[str, int] | None = None,
    name: str = "",
    **other: Any,
) -> Event:
    """Return an event at the fair; its id follows from its name, or from its fact and basis."""
    basis = Basis(reads=dict(reads or {}), changes=dict(changes or {}))
    made = uuid5(_NAMESPACE, name or f"{fact!r}{basis!r}{subject}{other!r}")
    given: dict[str, Any] = {
        "id": str(made),
        "key": FAIR,
        "time": NOW,
        "actor": ORGANISER,
        "channel": "own",
        "request": "d" * 32,
        **other,
    }
    return Event(subject=subject, basis=basis, fact=fact, **given)


def records(*events: Event) -> list[Record]:
    """Return events as they are appended."""
    return [Record(made.key, encode(made)) for made in events]
