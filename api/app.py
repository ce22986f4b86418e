"""The HTTP application: JSON under /api/v1, pages for people, streams of what happens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.doors import Doors
from api.guard import Guard
from api.live import Live
from api.routes import NOUNS, api_router, description
from api.routes.limit import Limit
from api.web import web_router
from api.web.assets import static_files
from streams.runtime.installation import Installation


def build_app(office: Installation, *, is_demo: bool = False, arriving: int = 0) -> FastAPI:
    """Return the application on an open installation.

    Parameters
    ----------
    office : Installation
        The caller opens, starts and closes it.
    is_demo : bool
        Puts a banner on every page.
    arriving : int
        Seconds between two registrations that the demo makes by itself, for the banner; 0 for none.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live = Live()
        live.attach(office)
        app.state.doors = Doors(office=office, live=live, is_demo=is_demo, arriving=arriving)
        yield
        live.close()

    app = FastAPI(
        title="ketnoi",
        version=version("ketnoi"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    problems.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Limit)
    app.add_middleware(Guard, refuse=problems.refused)
    app.include_router(api_router)
    description.install(app, NOUNS)
    app.include_router(web_router)
    app.mount("/static", static_files(), name="static")
    return app
