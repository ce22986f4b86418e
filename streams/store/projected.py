"""What became of one record: the answer for whoever waits, and the row that stays."""

from collections.abc import Collection, Mapping
from typing import Literal

from streams.domain.days import stamp
from streams.domain.event import Event
from streams.domain.value import Value
from streams.log.port import Stored
from streams.store.rows.projection import Row, as_text

Outcome = Literal["applied", "lost", "part", "dead"]


class Judged(Value):
    """What became of one event, for whoever waits for it.

    Attributes
    ----------
    version : int or None
        The version in which it left its subject; None where it did not change it.
    """

    event: str
    key: str
    ordinal: int
    recorded_at: str
    outcome: Outcome
    request: str
    type: str
    subject: str
    version: int | None = None


class Projected(Value):
    """What became of one record. `event` is absent where nothing could be read."""

    key: str
    ordinal: int
    recorded_at: str
    outcome: Outcome
    event: Event | None
    stale: tuple[str, ...] = ()
    skipped: int = 0
    version: int | None = None

    @property
    def judged(self) -> Judged | None:
        """What became of its event, if it could be read."""
        event = self.event
        if event is None:
            return None
        return Judged(
            event=event.id,
            key=self.key,
            ordinal=self.ordinal,
            recorded_at=self.recorded_at,
            outcome=self.outcome,
            request=event.request,
            type=event.fact.type,
            subject=event.subject,
            version=self.version,
        )


def event_row(
    done: Projected,
    record: Stored,
    reads: Collection[str],
    changes: Mapping[str, int],
) -> Row:
    """Return the row of a record.

    Parameters
    ----------
    done : Projected
        What became of it.
    record : Stored
        The record itself, for its place in the log.
    reads, changes
        What it relied on, and what it changed with the versions before; empty where not kept.
    """
    event = done.event
    return {
        "key": done.key,
        "ordinal": done.ordinal,
        "recorded_at": done.recorded_at,
        "outcome": done.outcome,
        "id": event.id if event else None,
        "type": event.fact.type if event else None,
        "version": event.fact.version if event else None,
        "subject": event.subject if event else None,
        "time": stamp(event.time) if event else None,
        "actor": event.actor if event else None,
        "on_behalf_of": event.on_behalf_of if event else None,
        "channel": event.channel if event else None,
        "request": event.request if event else None,
        "correlation": event.correlation if event else None,
        "causation": event.causation if event else None,
        "repairs": event.repairs if event else None,
        "stale": as_text(done.stale) if done.stale else None,
        "skipped": done.skipped,
        "reads": as_text(sorted(reads)) if reads else None,
        "changes": as_text(changes) if changes else None,
        "partition": record.position.partition,
        "offset": record.position.offset,
    }
