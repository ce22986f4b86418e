"""An answer that takes its time says that it is being recorded."""

import re

import pytest
from playwright.sync_api import expect

from api.demo.story import FAIR
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_WATCH = """() => {
  const saving = document.querySelector(".saving");
  new MutationObserver(() => sessionStorage.setItem("said", saving.textContent))
    .observe(saving, {childList: true});
}"""


def test_slow_answer_says_that_it_is_being_recorded(own_console: Served, visit: Visit) -> None:
    page = visit(own_console).open(f"/fairs/{FAIR}/suggestions?state=sent")
    page.evaluate(_WATCH)
    accept = page.locator("#sent form button").first

    with (
        own_console.office.commands.paused(),
        page.expect_response(lambda answer: answer.url.endswith("/saving")),
    ):
        accept.click(no_wait_after=True)
    page.wait_for_url(re.compile("done="))

    assert page.evaluate("sessionStorage.getItem('said')") == "Đang ghi…"
    expect(page.locator(".saving")).to_be_empty()
