"""Every page, in both languages, light and dark, wide and narrow: what holds for all of them."""

import os
import re
from pathlib import Path

import pytest

from api.words import Language
from tests.web.browser.addresses import FILES, PAGES, example_of, routes
from tests.web.browser.axe import violations
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served
from tests.web.browser.visitor import NORMAL, PHONE, Visitor
from tests.web.browser.words import english_on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 160_000
MOST_REQUESTS = 10
SCREENS = os.environ.get("SCREENS_FOLDER")
"""Where pictures of the pages go, if somebody wants to look at them."""


def test_every_page_is_in_the_table() -> None:
    assert routes() == PAGES.keys() | FILES


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("route", sorted(PAGES))
def test_page_can_be_read_by_everybody(
    route: str, language: Language, console: Served, visit: Visit
) -> None:
    for number, address in enumerate(PAGES[route](example_of(console))):
        visitor: Visitor = visit(console, language=language)
        page = visitor.open(address)
        transferred = visitor.transferred()

        assert len(visitor.requests) <= MOST_REQUESTS, address
        assert transferred <= MOST_BYTES, address
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        back = page.locator("form[action='/language'] input[name=back]")
        assert page.url.endswith(back.get_attribute("value") or "nowhere"), address
        if language == "vi":
            assert english_on(page) == set(), address
        for width in (NORMAL, PHONE):
            page.set_viewport_size({"width": width, "height": 844})
            assert visitor.overflow() == [], (address, width)
            assert visitor.squeezed() == [], (address, width)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                assert violations(page) == [], (address, width, theme)
                if SCREENS and language == "vi":
                    name = re.sub(r"\W+", "-", address).strip("-") or "start"
                    file = Path(SCREENS) / f"{name[:60]}-{width}-{theme}.png"
                    page.screenshot(path=file, full_page=True)
        assert number < 5


def test_page_that_does_not_exist_can_be_read_by_everybody(console: Served, visit: Visit) -> None:
    visitor = visit(console)
    page = visitor.open("/no-such-page", 404)

    assert violations(page) == []
    assert english_on(page) == set()
