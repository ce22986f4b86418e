"""A large list says how far it is while it is read, and while it is taken."""

import re

import pytest
from playwright.sync_api import Page

from api.demo.story import FAIR
from tests.lists import csv_list
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IMPORT = f"/fairs/{FAIR}/import"
ROWS = 10_000
PATIENCE_MS = 60_000
_WATCH = """() => {
  const said = [];
  new MutationObserver(() => {
    const text = document.getElementById("busy")?.textContent.trim();
    if (text) sessionStorage.setItem("said", (sessionStorage.getItem("said") || "") + text + "|");
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def said(page: Page) -> list[str]:
    """Return what the page before said while it waited, each sentence once."""
    text: str = page.evaluate("sessionStorage.getItem('said') || ''")
    page.evaluate("sessionStorage.clear()")
    return list(dict.fromkeys(one for one in text.split("|") if one))


def counts(sentences: list[str], verb: str) -> list[int]:
    """Return the counts of rows that sentences tell of one stage."""
    pattern = re.compile(rf"Đã {verb} ([\d.]+)/10\.000 dòng…")
    return [int(m[1].replace(".", "")) for one in sentences if (m := pattern.fullmatch(one))]


def test_large_list_tells_real_counts_while_it_is_read_and_taken(
    own_console: Served, visit: Visit
) -> None:
    rows = (
        {"Chủ thể": f"HTX Mẫu Dài {n}", "Sản phẩm": f"Cam {n}", "Bộ sản phẩm": "1"}
        for n in range(ROWS)
    )
    visitor = visit(own_console)
    page = visitor.open(IMPORT)
    page.evaluate(_WATCH)
    page.set_input_files(
        "#list_file", {"name": "mau.csv", "mimeType": "text/csv", "buffer": csv_list(*rows)}
    )

    page.locator("#upload button").click(timeout=PATIENCE_MS)
    page.wait_for_url(re.compile("/import/list-"), timeout=PATIENCE_MS)
    reading = said(page)
    page.evaluate(_WATCH)
    page.locator("#take button").click(timeout=PATIENCE_MS)
    page.locator(".alert-success").wait_for(timeout=PATIENCE_MS)
    taking = said(page)

    assert counts(reading, "đọc") != []
    assert counts(reading, "đọc") == sorted(counts(reading, "đọc"))
    assert len(counts(taking, "nhận")) > 1
    assert counts(taking, "nhận") == sorted(counts(taking, "nhận"))
