"""A world to ask about: an office behind the API, in which anything can be made that a test needs.

What is made is made through the API itself, each time with names and numbers of its own.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from api.app import build_app
from tests.builders import FAIR, Clock, Office, open_office, send
from tests.lists import fixture

ROOT = "/api/v1"
NOBODY = {"Ketnoi-Actor": "nobody"}


@dataclass(slots=True)
class World:
    """An office, the API in front of it, and short ways to make what routes are about."""

    office: Office
    client: TestClient
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def clock(self) -> Clock:
        return self.office.clock

    def description(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"{ROOT}/openapi.json").json()
        return found

    def get(self, path: str, **how: Any) -> Response:
        return self.client.get(f"{ROOT}{path}", **how)

    def post(self, path: str, body: Any = None, **how: Any) -> Response:
        return self.client.post(f"{ROOT}{path}", json=body or {}, **how)

    def put(self, path: str, body: Any, **how: Any) -> Response:
        return self.client.put(f"{ROOT}{path}", json=body, **how)

    def made(self, path: str, body: Any = None) -> dict[str, Any]:
        """Post, and return what took effect."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def fair(self, first: str = "2026-05-01", **settings: Any) -> str:
        fair = f"mau-{next(self.numbers)}"
        body = {
            "id": fair,
            "details": {"name": f"Hội chợ {fair}", "settings": {"daily_round": "", **settings}},
            "planned": {"first": first, "last": "2026-06-05"},
        }
        self.made("/fairs", body)
        return fair

    def producer(self, fair: str = FAIR, **other: Any) -> str:
        name = f"Hợp tác xã Mẫu {next(self.numbers)}"
        found = self.made(f"/fairs/{fair}/registrations", producer_form(name, **other))
        return str(found["id"])

    def seat(self, fair: str = FAIR) -> str:
        body = {
            "side": "distributor",
            "kind": "supermarket_chain",
            "name": f"Siêu thị Mẫu {next(self.numbers)}",
            "seats": [{"buyer": "Trần Thị Mẫu", "product_sets": [1], "places": 9}],
        }
        return str(self.made(f"/fairs/{fair}/registrations", body)["id"]) + ".1"

    def pair(self, fair: str = FAIR) -> dict[str, str]:
        return {"fair": fair, "producer": self.producer(fair), "seat": self.seat(fair)}

    def sent(self, fair: str = FAIR) -> dict[str, str]:
        """A pair that was sent."""
        pair = self.pair(fair)
        self.office.do(send((pair["producer"], pair["seat"]), fair=fair))
        return pair

    def agreed(self, fair: str = FAIR) -> dict[str, str]:
        """A pair that agreed to meet."""
        pair = self.sent(fair)
        path = f"/fairs/{fair}/suggestions/{pair['producer']}/{pair['seat']}/accept"
        for side in ("producer", "distributor"):
            self.made(path, {"side": side})
        return pair

    def matched_fair(self) -> str:
        """A fair with a match that was not sent."""
        fair = self.fair()
        self.pair(fair)
        self.office.settle()
        return fair

    def draft(self, fair: str = FAIR, number: str = "") -> dict[str, str]:
        form = paper(number or f"D{next(self.numbers)}")
        found = self.made(f"/fairs/{fair}/agreements/drafts", form)
        return {"fair": fair, "agreement": found["id"]}

    def attached(self, fair: str = FAIR) -> dict[str, str]:
        """A paper with a file."""
        draft, file = self.draft(fair), self.scan()
        path = f"/fairs/{fair}/agreements/{draft['agreement']}/files"
        answer = self.client.post(f"{ROOT}{path}", files={"file": file})
        assert answer.status_code == 201, answer.text
        return {**draft, "digest": hashlib.sha256(file).hexdigest()}

    def scan(self) -> bytes:
        """A file like no other."""
        return b"%%PDF-1.7 bien ban %d" % next(self.numbers)

    def kept_list(self, content: bytes = b"", name: str = "danh-sach.csv") -> dict[str, str]:
        """A list of registrations, by default one of which two rows cannot be taken."""
        files = {"file": (name, content or fixture("producers.csv"))}
        answer = self.client.post(f"{ROOT}/fairs/{FAIR}/lists", files=files)
        assert answer.status_code == 200, answer.text
        return {"fair": FAIR, "reference": answer.json()["reference"]}

    def proposed(self, fair: str = FAIR) -> dict[str, str]:
        draft = self.draft(fair)
        self.made(f"/fairs/{fair}/agreements/{draft['agreement']}/propose")
        return draft

    def signed(self, fair: str = FAIR, number: str = "") -> dict[str, str]:
        draft = self.draft(fair, number)
        body = {"parties": [0, 1], "on": "2026-05-02"}
        self.made(f"/fairs/{fair}/agreements/{draft['agreement']}/sign", body)
        return draft


def producer_form(name: str, **other: Any) -> dict[str, Any]:
    """A producer's entry with one product of set 1."""
    products = [{"name": "Miến dong Mẫu", "product_set": 1, "star": 4}]
    return {
        "side": "producer",
        "kind": "cooperative",
        "name": name,
        "products": products,
        **other,
    }


def paper(number: str, **other: Any) -> dict[str, Any]:
    """A memorandum between a cooperative and a chain."""
    return {
        "kind": "memorandum",
        "number": number,
        "parties": [
            {"role": "producer", "kind": "cooperative", "name": "Hợp tác xã Mẫu An"},
            {"role": "distributor", "kind": "supermarket_chain", "name": "Siêu thị Mẫu Bình"},
        ],
        **other,
    }


@contextmanager
def open_world(path: Path) -> Iterator[World]:
    """Open an office with one announced fair, and the API in front of it."""
    with open_office(path) as office:
        app = build_app(office)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            client.headers["Accept-Language"] = "en"
            yield World(office, client)
