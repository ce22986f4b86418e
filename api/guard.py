"""What stands before every route: who may ask from where, in which language, with which headers."""

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie

from babel import negotiate_locale
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.words import LANGUAGES, Language, speak
from streams.domain.errors import DomainError
from streams.runtime.trace import begin_trace

Refuse = Callable[[Request, DomainError], Response]
"""How a refusal is answered in the shape its reader expects."""
LANGUAGE_COOKIE = "language"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class FromElsewhere(DomainError):
    """It was asked under a name that is not ours, or from the page of another site."""

    status = 403


class Guard:
    """Refuses what comes from elsewhere, chooses language and trace, adds the headers of safety.

    Only names of this machine are answered, so that no other site's name can be pointed at it; what
    changes something must come from our own pages (Fetch Metadata, else Origin) or from a program
    that sends neither.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        speak(language_of(headers))
        begin_trace(headers.get("traceparent"))
        app = self._app
        refusal = _refusal(scope["method"], headers)
        if refusal is not None:
            app = await run_in_threadpool(self._refuse, Request(scope), refusal)
        await app(scope, receive, _with_headers(send))


def language_of(headers: Headers) -> Language:
    """Return the language somebody chose, else the one the browser prefers, else Vietnamese."""
    chosen = cookies_of(headers).get(LANGUAGE_COOKIE, "")
    for language in LANGUAGES:
        if language == chosen:
            return language
    preferred = [
        part.partition(";")[0].strip() for part in headers.get("accept-language", "").split(",")
    ]
    found = negotiate_locale(preferred, LANGUAGES, sep="-")
    return "en" if found == "en" else "vi"


def cookies_of(headers: Headers) -> dict[str, str]:
    """Return the cookies of a request; broken ones are none."""
    try:
        return {
            name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()
        }
    except CookieError:
        return {}


def _refusal(method: str, headers: Headers) -> FromElsewhere | None:
    """Return why a request is not let through, None where it is."""
    if not _asked_here(headers):
        return FromElsewhere(
            "other_host",
            "This console answers only as 127.0.0.1 or localhost. Nothing was changed; "
            "open it there.",
        )
    if not _comes_from_here(method, headers):
        return FromElsewhere(
            "other_site",
            "This came from another site. Nothing was changed; do it on a page of this console.",
        )
    return None


def _asked_here(headers: Headers) -> bool:
    host = headers.get("host", "")
    return host.rpartition(":")[0] in _LOOPBACK or host in _LOOPBACK


def _comes_from_here(method: str, headers: Headers) -> bool:
    if method in _SAFE:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
