"""Which test posts which form: said beside each test, checked with the routes and the browser."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.web import web_router
from tests.web.browser.visitor import Visitor

T = TypeVar("T", bound=Callable[..., Any])
POSTED_BY: dict[str, set[str]] = {}
"""Path of a route → names of the tests that post to it; filled where `posts` stands."""


def posts(*paths: str) -> Callable[[T], T]:
    """Say to which routes a test posts; the fixture `plain` sees whether it did."""

    def remember(test: T) -> T:
        for path in paths:
            POSTED_BY.setdefault(path, set()).add(test.__name__)
        return test

    return remember


def forms(router: APIRouter = web_router) -> Iterator[APIRoute]:
    """Yield the routes of the pages that answer POST."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            if "POST" in (route.methods or ()):
                yield route
        else:
            yield from forms(vars(route)["original_router"])


def posted(visitor: Visitor) -> set[str]:
    """Return the paths of the routes to which a browser has posted."""
    addresses = [urlsplit(one.url).path for one in visitor.requests if one.method == "POST"]
    return {
        route.path
        for route in forms()
        if any(route.path_regex.fullmatch(address) for address in addresses)
    }
