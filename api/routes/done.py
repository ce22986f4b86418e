"""The answer to an act: what took effect, or where to ask what becomes of it."""

from dataclasses import dataclass

from streams.runtime.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What took effect. `repeated` says that this very request had taken effect before.

    `id` names what it is about; `event` is what `take-back` asks for.
    """

    event: str
    type: str
    id: str
    key: str
    ordinal: int
    recorded_at: str
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """It is on the record for good, and not visible yet; `location` tells what becomes of it."""

    request: str
    key: str
    location: str


def etag_of(version: int) -> str:
    """Return the ETag of an aggregate's version."""
    return f'"{version}"'


def done_of(result: Result) -> Done:
    """Return a result as it is answered."""
    return Done(
        event=result.event,
        type=result.type,
        id=result.id,
        key=result.key,
        ordinal=result.ordinal,
        recorded_at=result.recorded_at,
        repeated=result.repeated,
    )
