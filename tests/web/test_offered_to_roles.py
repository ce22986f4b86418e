"""What a page offers to a role is what the policy lets it do: each link answers, each form too."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.policy import POLICY, Role
from streams.domain.fairs.commands import DefineSeries
from streams.domain.suggestions.commands import PinPair
from tests.builders import (
    FAIR,
    Office,
    accept,
    announce,
    content,
    details,
    producer,
    record,
    send,
    settings,
)
from tests.lists import csv_list
from tests.routes import actions_by_route
from tests.web.halls import AT, browser, fill

STAFF: tuple[Role, ...] = ("organiser", "clerk", "coordinator", "official", "operator")
MOST_PAGES = 500
BAD_ROW = {"Chủ thể": "", "Sản phẩm": "Cam", "Bộ sản phẩm": "1"}


class Offered(HTMLParser):
    """What a page offers: the addresses that it links to, and those that its forms post to."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.posts: set[str] = set()
        self._address = address
        self._form = ("get", address)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element leads to."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._note("get", given["href"])
        if "hx-get" in given:
            self._note("get", given["hx-get"])
        if tag == "form":
            self._form = (given.get("method", "get"), given.get("action", self._address))
            self._note(*self._form)
        if "formaction" in given:
            self._note(self._form[0], given["formaction"])

    def _note(self, method: str, address: str) -> None:
        there = urlsplit(urljoin(self._address, address))
        if there.netloc or there.scheme:
            return
        if method == "post":
            self.posts.add(there.path)
        else:
            query = "" if there.path == "/who" else there.query  # it only names where to go back to
            self.links.add(there.path + (f"?{query}" if query else ""))


def crawl(client: TestClient) -> tuple[dict[str, int], dict[str, str]]:
    """Open whatever can be reached from the first page.

    Returns
    -------
    tuple of dict, dict
        Address → status; and address a form posts to → a page that has the form.
    """
    statuses: dict[str, int] = {}
    posts: dict[str, str] = {}
    ahead = ["/"]
    while ahead:
        address = ahead.pop()
        if address in statuses:
            continue
        assert len(statuses) < MOST_PAGES, sorted(statuses)
        answer = client.get(address)
        statuses[address] = answer.status_code
        if answer.headers.get("content-type", "").startswith("text/html") and answer.text:
            offered = Offered(address, answer.text)
            ahead += sorted(offered.links)
            posts |= dict.fromkeys(offered.posts, address)
    return statuses, posts


def action_behind(app: FastAPI, path: str) -> str:
    """Return the action that is asked for when something is posted to a path."""
    found = sorted(
        (route.count("{"), action)
        for route, action in actions_by_route(app).items()
        if re.fullmatch(
            "POST " + re.sub(r"\{\w+\}", "[^/]+", route.partition(" ")[2]), f"POST {path}"
        )
        and route.startswith("POST ")
    )
    assert found, f"nothing takes what is posted to {path}"
    return found[0][1]


def prepare(office: Office, client: TestClient) -> None:
    """Fill a fair so that each of its pages has what it can have, and announce two more."""
    office.do(DefineSeries(series="mau", name="Chuỗi Mẫu"), key="series")
    asking = details(settings=settings(admission="organiser"), series="mau")
    office.do(announce(fair="asking", details=asking), key="asking")
    office.do(announce(fair="empty"), key="empty")
    office.register("p1", producer("HTX Mẫu Chờ"), fair="asking")
    office.do(record("a1", fair="asking"), key="a1")
    fill(office, producers=6, distributors=3)
    office.do(record("a2"), key="a2")
    office.do(record("a3", of=content("02/BBGN-MAU"), state="draft"), key="a3")
    office.do(send(("p000", "d000.1"), ("p002", "d000.1"), ("p001", "d001.1")), key="send")
    office.do(accept("p001", "d001.1", "producer"), key="one")
    office.do(accept("p001", "d001.1", "distributor"), key="two")
    office.do(PinPair(fair=FAIR, producer="p004", seat="d002.1", reason="other"), key="pin")
    office.settle()
    files = {"list_file": ("mau.csv", csv_list(BAD_ROW))}
    client.post(f"{AT}/import", files=files, data={"side": "producer"})


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with browser(tmp_path_factory.mktemp("offered")) as (office, client):
        prepare(office, client)
        yield client


@pytest.mark.parametrize("role", STAFF)
def test_role_is_offered_only_what_it_may(role: Role, pages: TestClient) -> None:
    pages.cookies.set("actor", role)
    statuses, posts = crawl(pages)
    app = pages.app
    assert isinstance(app, FastAPI)
    refused = {
        (address, seen)
        for address, seen in posts.items()
        if role not in POLICY[action_behind(app, address)]
    }

    assert {address: status for address, status in statuses.items() if status >= 400} == {}
    assert refused == set()
    assert {AT, f"{AT}/registrations/p000", f"{AT}/agreements/a2"} <= statuses.keys()
    assert f"{AT}/pairs/p000/d000.1" in statuses


def test_organiser_is_offered_what_only_an_organiser_may(pages: TestClient) -> None:
    pages.cookies.set("actor", "organiser")
    statuses, posts = crawl(pages)

    assert {"/announce", "/upkeep", "/reports", f"{AT}/import", f"{AT}/match"} <= statuses.keys()
    assert {
        f"{AT}/open",
        f"{AT}/match/send",
        f"{AT}/agreements/a2/void",
        f"{AT}/pairs/p000/d000.1/accept",
        f"{AT}/pairs/p004/d002.1/allow",
        "/fairs/asking/registrations/p1/admit",
    } <= posts.keys()
