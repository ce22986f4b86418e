"""Refusals over HTTP: problem details (RFC 9457) for programs, a page for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.answers import RETRY_AFTER_SECONDS, Json
from api.errors import sentence_of
from api.web.outage import told
from api.web.pages import problem_page
from api.words import tr
from streams.domain.errors import DomainError, Malformed, Unavailable

_JSON = "/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One place of what was sent that cannot be read, and why, in the words of the decoder."""

    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal: `code` is stable, `detail` says what to do, `params` fills its blanks."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    params: dict[str, str] = field(default_factory=dict)
    errors: tuple[Fault, ...] = ()


class Unreadable(Malformed):
    """What a program sent is not what it should be; every fault has its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "malformed",
            "{place} cannot be read. Correct it and send it again.",
            place=faults[0].place,
        )
        self.faults = tuple(faults)


def install(app: FastAPI) -> None:
    """Answer every refusal in the shape its reader expects."""
    app.exception_handler(DomainError)(refused)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        faults = [
            Fault(place=".".join(str(part) for part in one["loc"]), message=one["msg"])
            for one in error.errors()
        ]
        return refused(request, Unreadable(faults))

    @app.exception_handler(HTTPException)
    def no_route(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.NOT_FOUND:
            return answer(request, 404, "no_such_page", tr("No such page, or not yours."))
        if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            sentence = tr("This is larger than can be taken here. Send less at once.")
            return answer(request, error.status_code, "too_large", sentence)
        if error.status_code == HTTPStatus.BAD_REQUEST:
            sentence = tr("{place} cannot be read. Correct it and send it again.", place="body")
            return answer(request, error.status_code, "malformed", sentence)
        sentence = tr("This address does not take {method}.", method=request.method)
        found = answer(request, error.status_code, "not_here", sentence)
        found.headers.update(error.headers or {})
        return found


def refused(request: Request, error: DomainError) -> Response:
    """Return a refusal in the words of its error."""
    return answer(request, error.status, error.code, sentence_of(error), error)


def answer(
    request: Request, status: int, code: str, sentence: str, error: DomainError | None = None
) -> Response:
    """Return a refusal as a problem document, or as a page."""
    if not request.url.path.startswith(_JSON):
        return problem_page(request, status, told(error) if error else sentence)
    params: Mapping[str, object] = error.params if error is not None else {}
    document = Problem(
        type=f"urn:ketnoi:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=sentence,
        code=code,
        instance=request.url.path,
        params={name: str(value) for name, value in params.items()},
        errors=error.faults if isinstance(error, Unreadable) else (),
    )
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if isinstance(error, Unavailable) else None
    return Json(document, status, headers=headers, media_type="application/problem+json")
