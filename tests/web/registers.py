"""The register of 2020 in an open office, and its pages as a browser without scripts reads them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from importlib import resources
from pathlib import Path

from starlette.testclient import TestClient

from api.app import build_app
from api.imports import import_agreements, import_fairs
from streams.runtime.embedded import Embedded

REPORT = "/reports/agreements/hanoi-2020"
NORTH = "/fairs/ocop-bac-2020/agreements"
DAYS = {"as_of": "2021-12-31"}


@contextmanager
def register_of_2020(folder: Path) -> Iterator[Embedded]:
    """Open an office that holds the register of 2020."""
    with Embedded(folder) as office:
        for name, load in (("fairs.csv", import_fairs), ("agreements.csv", import_agreements)):
            content = (resources.files("api.demo") / "data" / name).read_bytes()
            load(office, content, name, actor="organiser")
        yield office


@contextmanager
def browser(office: Embedded, language: str = "en") -> Iterator[TestClient]:
    """Open the pages of an office."""
    headers = {"accept-language": language}
    with TestClient(build_app(office), base_url="http://127.0.0.1", headers=headers) as client:
        yield client


def read(client: TestClient, address: str, **query: str) -> str:
    """Return a page that must be there."""
    answer = client.get(address, params=query or None)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.text


def papers_on(page: str) -> list[str]:
    """Return the addresses of the papers that a page's table links to."""
    return re.findall(r'<td class="text-nowrap"><a href="(/fairs/[^"]+/agreements/[^"]+)">', page)


def every_paper(client: TestClient, address: str) -> list[str]:
    """Return the papers of a list, from its first page to its last."""
    found: list[str] = []
    following: str | None = address
    while following:
        page = read(client, following)
        found += papers_on(page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        following = unescape(after[1]) if after else None
    return found


def linked_numbers(page: str) -> list[tuple[str, int]]:
    """Return every list of papers that a report links to, with the number that links to it."""
    links = re.findall(r'href="([^"]+/papers\?[^"]*)">([0-9,]+)', page)
    return [(unescape(address), int(number.replace(",", ""))) for address, number in links]


def key_of(page: str) -> str:
    """Return the key that a page's form carries against doubling."""
    found = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert found
    return found[1]
