"""The record itself: every record of a key in its order, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import Path, Query

from api.answers import Json
from api.doors import Office
from api.routes.noun import Noun
from api.routes.paging import Limit, Page
from api.routes.strict import LARGEST_INT
from streams.runtime.installation import Installation
from streams.store.queries.records import RecordRow, records_after

log = Noun("log")
After = Annotated[
    int, Query(ge=0, le=LARGEST_INT, description="The last ordinal that was read; `next` names it.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record: what became of it, who acted when, and the fact as it stands on the log.

    `outcome` is applied, lost, part or dead. `fact` is null where no version can read it; `stale`
    names what had moved on, `reason` says why it is a dead letter.
    """

    ordinal: int
    outcome: str
    recorded_at: str
    event: str | None
    type: str | None
    subject: str | None
    time: str | None
    actor: str | None
    on_behalf_of: str | None
    channel: str | None
    skipped: int
    stale: str | None
    reason: str | None
    fact: dict[str, Any] | None


@log.ask("/log/{key}", "log.read", Page[RecordLine])
def read_log(
    office: Office,
    key: Annotated[str, Path(max_length=64, description="A fair's id, or `org`.")],
    after: After = 0,
    limit: Limit = 50,
) -> Json:
    """List the records of a key after an ordinal, in their order."""
    with office.reading() as connection:
        rows = records_after(connection, key, after, limit + 1)
    return Json(lines(office, rows, limit))


def lines(office: Installation, rows: Sequence[RecordRow], limit: int) -> Page[RecordLine]:
    """Return records with their facts; `next` is the ordinal after which there are more."""
    items = tuple(_line(office, row) for row in rows[:limit])
    return Page(items=items, next=str(items[-1].ordinal) if len(rows) > limit else None)


def _line(office: Installation, row: RecordRow) -> RecordLine:
    fact = _fact(office, row) if row.outcome != "dead" else None
    return RecordLine(
        ordinal=row.ordinal,
        outcome=row.outcome,
        recorded_at=row.recorded_at,
        event=row.event,
        type=row.type,
        subject=row.subject,
        time=row.time,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        channel=row.channel,
        skipped=row.skipped,
        stale=row.stale,
        reason=row.reason,
        fact=fact,
    )


def _fact(office: Installation, row: RecordRow) -> dict[str, Any] | None:
    for record in office.log.read(row.position, 1):
        return msgspec.json.decode(record.value, type=_Written).data.fact
    return None


class _Data(msgspec.Struct):
    fact: dict[str, Any]


class _Written(msgspec.Struct):
    data: _Data
