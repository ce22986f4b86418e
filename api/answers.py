"""JSON answers, encoded by msgspec: dataclasses and frozen facts go out as they are."""

from typing import Any

import msgspec
from starlette.responses import Response

RETRY_AFTER_SECONDS = 2
"""When what cannot be done for now may be tried again."""
_encode = msgspec.json.Encoder().encode


class Json(Response):
    """A JSON document."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes of a document."""
        return _encode(content)
