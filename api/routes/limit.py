"""How much may be sent at once: lists are large, everything else is small."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
"""Bytes; a registration with every field filled has a hundredth of it."""
LARGEST_UPLOAD = 20_000_000
"""Bytes of a file with the form around it."""


class Limit:
    """Refuses a body that is too large, whether it says its length or not.

    Nothing is read of what announces itself as too large.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _counted(Headers(scope=scope), receive), send)


def _counted(headers: Headers, receive: Receive) -> Receive:
    is_upload = headers.get("content-type", "").lower().startswith("multipart/")
    most = LARGEST_UPLOAD if is_upload else LARGEST_BODY
    stated = headers.get("content-length", "0")
    received = int(stated) if stated.isdecimal() and int(stated) > most else 0

    async def receive_counted() -> Message:
        nonlocal received
        if received <= most:
            message = await receive()
            received += len(message.get("body", b""))
            if received <= most:
                return message
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    return receive_counted
