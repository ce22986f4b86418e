"""An open overview says by itself that its figures have stopped, and goes on by itself."""

import pytest
from playwright.sync_api import expect

from api.demo.story import FAIR
from tests.builders.outages import store_gone
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OVERVIEW = f"/fairs/{FAIR}"
ASKED_AGAIN_MS = 8_000
"""A page whose figures have stopped asks again every five seconds."""


def test_open_overview_says_that_its_figures_stopped_and_goes_on(
    own_console: Served, visit: Visit
) -> None:
    visitor = visit(own_console)
    page = visitor.open(OVERVIEW)
    page.evaluate("window.neverReloaded = true")
    figures = page.locator("#overview .card-link .h1").all_inner_texts()
    visitor.expect(503)
    own_console.office.reactions.stop()

    with store_gone(own_console.office):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('fair.changed'))")
        expect(page.locator("#stopped")).to_contain_text("Không mất gì")
        assert page.locator("#overview .card-link .h1").all_inner_texts() == figures

    expect(page.locator("#stopped")).to_have_count(0, timeout=ASKED_AGAIN_MS)
    assert page.evaluate("window.neverReloaded") is True
