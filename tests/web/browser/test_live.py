"""What others do appears by itself: within a second, and after a tab was hidden."""

import time
from itertools import pairwise

import httpx
import msgspec
import pytest
from playwright.sync_api import Page, expect

from api.demo.companies import further_producers
from api.demo.story import FAIR
from tests.builders import LAST_DAY
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served
from tests.web.browser.standing import only_the_distributor_is_asked, rows
from tests.web.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OVERVIEW = f"/fairs/{FAIR}"
LIVE = f"/api/v1/fairs/{FAIR}/live"
A_SECOND = 1_000
_FORMS = iter(further_producers(LAST_DAY, 100))
_SHOW = """shown => {
  Object.defineProperty(document, "hidden", {value: !shown, configurable: true});
  Object.defineProperty(
    document, "visibilityState", {value: shown ? "visible" : "hidden", configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def register(console: Served) -> None:
    """Let one more producer register, as a program would."""
    answer = httpx.post(
        f"{console.address}/api/v1/fairs/{FAIR}/registrations",
        content=msgspec.json.encode(next(_FORMS)),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 201, answer.text


def watching(visitor: Visitor) -> Page:
    """Open the overview and wait until its stream stands."""
    with visitor.page.expect_response(lambda answer: LIVE in answer.url):
        return visitor.open(OVERVIEW)


def producers(page: Page) -> int:
    """Return the number of producers that the page shows."""
    return int(page.locator("#overview .card-link .h1").first.inner_text())


def shows(page: Page, number: int, patience: float = A_SECOND) -> None:
    """Wait until the page shows this number of producers."""
    figure = page.locator("#overview .card-link .h1").first
    expect(figure).to_have_text(str(number), timeout=patience)


def test_registration_appears_in_another_tab_within_a_second(
    own_console: Served, visit: Visit
) -> None:
    tabs = [watching(visit(own_console)) for _ in range(2)]
    before = producers(tabs[0])
    for tab in tabs:
        tab.evaluate("window.neverReloaded = true")

    register(own_console)
    began = time.monotonic()
    for tab in tabs:
        shows(tab, before + 1, A_SECOND)

    assert time.monotonic() - began < 2 * A_SECOND / 1000
    assert [tab.evaluate("window.neverReloaded") for tab in tabs] == [True, True]


def test_tab_that_was_hidden_is_right_when_it_returns(own_console: Served, visit: Visit) -> None:
    visitor = visit(own_console)
    tab = watching(visitor)
    before = producers(tab)
    tab.evaluate(_SHOW, False)

    for _ in range(3):
        register(own_console)
    own_console.office.settle()
    while_hidden = producers(tab)
    with tab.expect_response(lambda answer: LIVE in answer.url):
        tab.evaluate(_SHOW, True)

    assert while_hidden == before
    shows(tab, before + 3)


def test_explanation_that_was_opened_stays_open_when_the_list_changes(
    own_console: Served, visit: Visit
) -> None:
    waiting = only_the_distributor_is_asked(rows(own_console))
    reading, answered = next(
        (one, other) for one, other in pairwise(waiting) if one.seat == other.seat
    )
    visitor = visit(own_console)
    with visitor.page.expect_response(lambda answer: LIVE in answer.url):
        tab = visitor.open(f"{OVERVIEW}/suggestions?state=sent&seat={reading.seat}")
    explanation = tab.locator(f"[id='row-{reading.producer}-{reading.seat}'] details")
    explanation.locator("summary").click()
    gone = tab.locator(f"[id='row-{answered.producer}-{answered.seat}']")
    expect(gone).to_have_count(1)

    httpx.post(
        f"{own_console.address}{OVERVIEW}/pairs/{answered.producer}/{answered.seat}/accept",
        data={"side": "distributor"},
    )
    expect(gone).to_have_count(0, timeout=5 * A_SECOND)

    assert explanation.get_attribute("open") is not None


def test_many_changes_at_once_end_in_the_last_state(own_console: Served, visit: Visit) -> None:
    tab = watching(visit(own_console))
    before = producers(tab)

    for _ in range(15):
        register(own_console)

    shows(tab, before + 15, 5 * A_SECOND)
