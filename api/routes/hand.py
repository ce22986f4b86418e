"""One act over HTTP: its body, who acts and how, and the answer to what became of it.

Every body may also say through which channel the act reached us, for whom it is done and when it
happened, as on every other door.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Header
from fastapi.params import Depends as Dependency
from starlette.requests import Request

from api.acting import How, begin
from api.answers import Json
from api.doors import Actor, Office
from api.routes.done import Recorded, done_of, etag_of
from api.routes.strict import as_form, document_of
from streams.domain.command import Command
from streams.domain.errors import Malformed
from streams.domain.value import Moment
from streams.domain.vocabulary import Channel
from streams.runtime.installation import Installation
from streams.runtime.pending import NotApplied
from streams.runtime.request import Request as Asked
from streams.runtime.result import Result
from streams.store.queries.versions import version_left_by

T = TypeVar("T")
ROOT = "/api/v1"
_PLACES = {
    "fair": "/fairs/{key}",
    "registration": "/fairs/{key}/registrations/{id}",
    "agreement": "/fairs/{key}/agreements/{id}",
}
"""Where a thing can be read, by its noun."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="The same key and body again is the same act; another body is refused.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(description="The ETag that was read; the act is refused if it has moved since."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How an act reached us, for whom it is done, and when it happened if that was earlier."""

    channel: Channel = "own"
    on_behalf_of: str | None = None
    happened_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """An act that says everything by its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand(Generic[T]):
    """An act as it reached us: its body, and who acts how."""

    office: Installation
    actor: str
    body: T
    how: How

    def do(
        self,
        command: type[Command],
        fair: str,
        build: Callable[[Asked], Command],
        *,
        only_if: tuple[str, str | None] = ("", None),
    ) -> Json:
        """Carry out a command and answer with what took effect.

        Parameters
        ----------
        only_if : (str, str | None)
            An aggregate's name, and the `If-Match` that was sent about it.

        Raises
        ------
        DomainError
            Every refusal.
        """
        request = begin(self.office, self.actor, command, fair, self.how)
        name, if_match = only_if
        if if_match is not None and if_match.strip() != "*":
            request.expect(name, _version(if_match))
        try:
            result = self.office.execute(request, build(request))
        except NotApplied as recorded:
            return _recorded(recorded)
        return _done(self.office, result)

    def done_before(self, command: type[Command], fair: str) -> Json | None:
        """Return the answer if this request took effect before, whatever is so by now.

        For an act whose command follows from the present state, which has changed by it.
        """
        if self.how.idempotency_key is None:
            return None
        request = begin(self.office, self.actor, command, fair, self.how)
        found = self.office.whereabouts(fair, request.id).result(fair)
        return _done(self.office, found) if found else None


class Taker(Generic[T]):
    """Takes an act of one kind of body out of a request."""

    def __init__(self, form: type[T]) -> None:
        self.form = form

    async def __call__(
        self,
        request: Request,
        office: Office,
        actor: Actor,
        idempotency_key: IdempotencyKey = None,
    ) -> Hand[T]:
        """Read the body, and who acts how.

        Raises
        ------
        Unreadable
            For a body that is not as it should be, with the place of the first fault.
        UnsupportedMedia
            For a body that is no JSON.
        """
        document = await document_of(request)
        told, stated = dict[str, object](), document
        if isinstance(document, dict):
            told = {name: document[name] for name in _TOLD if name in document}
            stated = {name: value for name, value in document.items() if name not in _TOLD}
        body = as_form(stated, self.form)
        how = How(idempotency_key=idempotency_key, **asdict(as_form(told, Told)))
        return Hand(office=office, actor=actor, body=body, how=how)


def takes(form: type[T]) -> Dependency:
    """Return the dependency of an act whose body fills in a form."""
    taker: Callable[..., Awaitable[Hand[T]]] = Taker(form)
    return Dependency(taker)


Bare = Annotated[Hand[Nothing], Depends(Taker(Nothing))]
"""An act that needs no body."""


def _version(if_match: str) -> int:
    bare = if_match.strip().removeprefix("W/").strip('"')
    if not bare.isascii() or not bare.isdecimal() or len(bare) > 18:
        raise Malformed(
            "bad_if_match", "{given} is no ETag of this record. Read it again.", given=if_match
        )
    return int(bare)


def _done(office: Installation, result: Result) -> Json:
    noun = result.subject.partition("/")[0]
    headers: dict[str, str] = {}
    if noun in _PLACES:
        place = ROOT + _PLACES[noun].format(key=result.key, id=result.id)
        headers["Content-Location" if result.repeated else "Location"] = place
        version = result.version
        if result.repeated:  # others may have changed it since
            with office.reading() as connection:
                version = version_left_by(connection, result.key, result.subject, result.ordinal)
        if version is not None:
            headers["ETag"] = etag_of(version)
    return Json(done_of(result), 200 if result.repeated else 201, headers=headers)


def _recorded(recorded: NotApplied) -> Json:
    where = recorded.position
    location = (
        f"{ROOT}/commands/{recorded.request}?key={recorded.key}"
        f"&position={where.partition}-{where.offset}"
    )
    document = Recorded(request=str(recorded.request), key=recorded.key, location=location)
    return Json(document, 202, headers={"Location": location, "Retry-After": "2"})


_TOLD = frozenset(field.name for field in fields(Told))
