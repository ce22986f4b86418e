"""Files that browsers fetch: vendored and our own, under addresses that change with them."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_ONE_YEAR = "public, max-age=31536000, immutable"


@cache
def asset(name: str) -> str:
    """Return the address of a file under static/; it changes when the file does."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file; one asked for by its digest never changes."""
        response = await super().get_response(path, scope)
        if b"v=" in scope["query_string"] and response.status_code == 200:
            response.headers["Cache-Control"] = _ONE_YEAR
        return response


def static_files() -> StaticFiles:
    """Return the application that serves them."""
    return _Files(directory=FOLDER)
