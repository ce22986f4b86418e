"""What became of a request: asked by whoever was told that it is recorded and not visible yet."""

import contextlib
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from streams.domain.errors import Unreachable
from streams.log.codec import FutureVersion
from streams.log.port import EventLog, partition_of
from streams.runtime.port import NotAppliedYet, Progress
from streams.runtime.request import event_id_of
from streams.runtime.result import Result
from streams.store.outage import reached
from streams.store.queries.records import RecordRow, record_of_event

_NOT_NOW = (FutureVersion, NotAppliedYet, Unreachable, sa.exc.DBAPIError)
Became = Literal["pending", "applied", "refused", "lost", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What became of a request.

    `lost` means that somebody was faster: the same request, sent again with its key, is decided on
    the new state. `refused` means that its record is kept as a dead letter.
    """

    became: Became
    record: RecordRow | None = None

    def result(self, key: str) -> Result | None:
        """Return the answer to a request under a key that took effect, else None."""
        record = self.record
        if self.became != "applied" or record is None:
            return None
        return Result(
            event=record.event or "",
            key=key,
            ordinal=record.ordinal,
            recorded_at=record.recorded_at,
            type=record.type or "",
            subject=record.subject or "",
            repeated=True,
        )


def whereabouts(
    log: EventLog, progress: Progress, connection: sa.Connection, key: str, request: UUID
) -> Whereabouts:
    """Return what became of a request under a key, by its latest attempt.

    Parameters
    ----------
    connection : Connection
        Not yet in a transaction: what is on the log is applied first, if that can be.
    """
    partition = partition_of(key, log.partitions)
    end = log.end(partition)
    with (
        contextlib.suppress(FutureVersion, NotAppliedYet, Unreachable, sa.exc.DBAPIError),
        reached(),
    ):
        progress.catch_up()
    latest: RecordRow | None = None
    attempt = 1
    while row := record_of_event(connection, key, event_id_of(request, attempt)):
        latest = row
        attempt += 1
    if latest is None:
        behind = progress.stands_at(partition) < end
        return Whereabouts(became="pending" if behind else "unknown")
    became: dict[str, Became] = {"applied": "applied", "dead": "refused", "lost": "lost"}
    return Whereabouts(became=became.get(latest.outcome, "pending"), record=latest)
