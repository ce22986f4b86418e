"""A hall full of companies, and a browser that opens its pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from api.app import build_app
from streams.store.tables import suggestions
from tests.builders import FAIR, Office, distributor, open_office, producer, product, seat, send

AT = f"/fairs/{FAIR}"
PAIR = f"{AT}/pairs/p/d.1"
"""The page of the pair that `sent_pair` sends."""
_BOTH_SETS = (1, 18)


def fill(office: Office, producers: int, distributors: int) -> None:
    """Register companies of two product groups and let them be matched."""
    for number in range(producers):
        office.register(
            f"p{number:03d}",
            producer(
                f"HTX Mẫu Chủ Thể {number:03d}",
                products=(product(product_set=_BOTH_SETS[number % 2], star=3 + number % 3),),
                first_timer=number % 4 == 0,
            ),
        )
    for number in range(distributors):
        office.register(
            f"d{number:03d}",
            distributor(
                f"Siêu thị Mẫu {number:03d}",
                seats=(seat(product_sets=(_BOTH_SETS[number % 2],)),),
            ),
        )
    office.settle()


def sent_pair(office: Office, *, standing_yes: bool = False, name: str = "HTX Mẫu An") -> None:
    """Register one producer `p` and one distributor `d`, and send the pair."""
    office.register("p", producer(name, standing_yes=standing_yes))
    office.register("d", distributor())
    office.do(send(("p", "d.1")), key="send")


def status_of_pair(office: Office) -> str:
    """Return the state of that pair."""
    (row,) = office.rows(suggestions, producer="p", seat="d.1")
    return str(row["status"])


@contextmanager
def browser(path: Path, language: str = "en") -> Iterator[tuple[Office, TestClient]]:
    """Open an installation and a browser that follows no redirect by itself."""
    with (
        open_office(path) as office,
        TestClient(
            build_app(office),
            base_url="http://127.0.0.1",
            headers={"Accept-Language": language},
            follow_redirects=False,
        ) as client,
    ):
        yield office, client


def fields(html: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that posts to an address."""
    form = re.search(rf'<form [^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form, f"no form posts to {action}"
    hidden = r'<input type="hidden" name="([^"]*)" value="([^"]*)"'
    return dict(re.findall(hidden, form.group()))


def words(html: str) -> str:
    """Return what a person reads of the content: no tags, single blanks."""
    content = html[html.index('id="main"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())
