"""Somebody who has never seen it: how many clicks it takes to get where the work is."""

import re

import pytest
from playwright.sync_api import expect

from api.demo.story import FAIR
from streams.store.queries.suggestions import suggestions_of
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def accepted(console: Served) -> int:
    """Return how often a side has accepted."""
    with console.office.reading() as connection:
        rows = suggestions_of(connection, FAIR, console.clock())
    return sum(len(row.yes) for row in rows)


def test_first_accepted_suggestion_takes_at_most_six_clicks(
    own_console: Served, visit: Visit
) -> None:
    before = accepted(own_console)
    visitor = visit(own_console)
    page = visitor.open("/")

    visitor.click(page.get_by_role("link", name="ban tổ chức"))
    visitor.click(page.get_by_role("button", name="Ban tổ chức"))
    visitor.click(page.get_by_role("link", name="Hội chợ OCOP Mẫu"))
    visitor.click(page.get_by_role("link", name="Gợi ý", exact=True))
    visitor.click(page.locator("form[action$='/accept'] .btn-primary").first)

    expect(page.get_by_role("status")).to_contain_text("Đã ghi")
    assert visitor.clicks <= 6
    assert accepted(own_console) == before + 1


def test_number_of_2020_and_one_of_its_papers_take_at_most_three_clicks(
    console: Served, visit: Visit
) -> None:
    visitor = visit(console)
    page = visitor.open("/")

    visitor.click(page.locator("a[href^='/reports/agreements/hanoi-2020']").first)
    expect(page.locator("#sentence")).to_contain_text("473")
    visitor.click(page.get_by_role("link", name="473", exact=True).first)
    paper = page.locator("main td a[href*='/agreements/']").first
    number = paper.inner_text()
    visitor.click(paper)

    assert visitor.clicks <= 3
    expect(page.locator("main")).to_contain_text(number)
    assert re.fullmatch(r"/fairs/[\w-]+/agreements/[\w-]+", visitor.path)
