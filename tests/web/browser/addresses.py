"""Every page there is, at addresses that show it filled: one table, checked with the routes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.demo.story import FAIR, SERIES
from api.web import web_router
from streams.store.queries.agreements import agreements_of
from streams.store.queries.suggestions import SuggestionRow, suggestions_of
from tests.lists import fixture
from tests.web.browser.served import Served

AT = f"/fairs/{FAIR}"
REPORT = f"/reports/agreements/{SERIES}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Things that exist on a console."""

    waiting: SuggestionRow
    agreed: SuggestionRow
    agreement: str
    uploaded: str


def example_of(console: Served) -> Example:
    """Return things that exist; a list with bad rows is uploaded."""
    office = console.office
    with office.reading() as connection:
        rows = suggestions_of(connection, FAIR, office.clock())
        papers = agreements_of(connection, FAIR)
    by_status = {row.status: row for row in rows}
    answer = httpx.post(
        f"{console.address}{AT}/import",
        data={"side": "producer", "idempotency_key": "example"},
        files={"list_file": ("danh sách.csv", fixture("producers.csv"))},
    )
    assert answer.status_code == 303
    return Example(
        waiting=by_status["sent"],
        agreed=by_status["agreed"],
        agreement=papers[0].id,
        uploaded=answer.headers["location"],
    )


PAGES: Mapping[str, Callable[[Example], Sequence[str]]] = {
    "/": lambda _: ["/"],
    "/about": lambda _: ["/about"],
    "/announce": lambda _: ["/announce"],
    "/fairs/{fair}": lambda _: [AT],
    "/fairs/{fair}/agreements": lambda _: [f"{AT}/agreements", "/fairs/ocop-bac-2020/agreements"],
    "/fairs/{fair}/agreements/draft": lambda _: [f"{AT}/agreements/draft"],
    "/fairs/{fair}/agreements/record": lambda _: [f"{AT}/agreements/record"],
    "/fairs/{fair}/agreements/{agreement}": lambda example: [
        f"{AT}/agreements/{example.agreement}"
    ],
    "/fairs/{fair}/import": lambda _: [f"{AT}/import"],
    "/fairs/{fair}/import/{reference}": lambda example: [example.uploaded],
    "/fairs/{fair}/registrations": lambda _: [
        f"{AT}/registrations",
        f"{AT}/registrations?q=suoi",
    ],
    "/fairs/{fair}/registrations/new": lambda _: [
        f"{AT}/registrations/new?side=producer",
        f"{AT}/registrations/new?side=distributor",
    ],
    "/fairs/{fair}/registrations/{registration}": lambda example: [
        f"{AT}/registrations/{example.waiting.producer}",
        f"{AT}/registrations/{example.waiting.distributor}",
    ],
    "/fairs/{fair}/registrations/{registration}/edit": lambda example: [
        f"{AT}/registrations/{example.waiting.producer}/edit",
        f"{AT}/registrations/{example.waiting.distributor}/edit",
    ],
    "/upkeep": lambda _: ["/upkeep"],
    "/fairs/{fair}/match": lambda _: [f"{AT}/match"],
    "/fairs/{fair}/match/pairs": lambda _: [f"{AT}/match/pairs"],
    "/fairs/{fair}/pairs/{producer}/{seat}": lambda example: [
        f"{AT}/pairs/{example.waiting.producer}/{quote(example.waiting.seat)}"
    ],
    "/fairs/{fair}/producers/{producer}": lambda example: [
        f"{AT}/producers/{example.waiting.producer}"
    ],
    "/fairs/{fair}/suggestions": lambda _: [f"{AT}/suggestions"],
    "/reports": lambda _: ["/reports"],
    "/reports/agreements/{series}": lambda _: [REPORT],
    "/reports/agreements/{series}/papers": lambda _: [
        f"{REPORT}/papers",
        f"{REPORT}/papers?excluded=voided",
    ],
    "/who": lambda _: ["/who"],
}
"""Path of a route → addresses at which it shows what it is for."""

FILES = frozenset(
    {
        "/fairs/{fair}/agreements/{agreement}/files/{digest}",
        "/fairs/{fair}/import/progress/{key}",
        "/fairs/{fair}/import/{reference}/bad.xlsx",
        "/reports/agreements/{series}/numbers.csv",
        "/reports/agreements/{series}/papers.csv",
        "/reports/agreements/{series}/report.xlsx",
        "/saving",
    }
)
"""Paths of routes that answer with a file, or with a few words of a page."""


def routes(router: APIRouter = web_router) -> set[str]:
    """Return the paths of all routes of the pages that answer GET."""
    found: set[str] = set()
    for route in router.routes:
        if isinstance(route, APIRoute):
            found |= {route.path} if "GET" in (route.methods or ()) else set()
        else:
            found |= routes(vars(route)["original_router"])
    return found
