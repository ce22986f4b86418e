"""What happens at a fair, as server-sent events."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.doors import doors_of, may
from streams.domain.errors import Unreachable
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.store.queries.fairs import known_fair

router = APIRouter(tags=["live"])
_DIGITS = 18
"""Longer numbers are no ordinals."""


@router.get("/fairs/{fair}/live", dependencies=[may("fair.read")])
async def live(
    request: Request,
    fair: str,
    after: int = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Stream the ordinal of the fair's record whenever it grows.

    `Last-Event-ID`, which a browser sends when it comes back, goes before `after`.
    """
    doors = doors_of(request)
    told = last_event_id or ""
    seen = int(told) if told.isdecimal() and len(told) <= _DIGITS else after
    with suppress(Unreachable):  # the stream then tells what comes once the record is back
        doors.live.known(fair, await run_in_threadpool(_stands_at, doors.office, fair))
    return StreamingResponse(
        doors.live.stream(fair, seen),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


def _stands_at(office: Installation, fair: str) -> int:
    """Return how far the fair's record has come; a fair that is none is refused."""
    with office.reading() as connection:
        known_fair(connection, fair)
        return last_ordinal(connection, fair)
