"""Every main form does its work in a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from api.demo.story import FAIR
from streams.store.queries.fairs import all_fairs, fair_state
from streams.store.queries.registrations import registrations_of
from streams.store.queries.suggestions import SuggestionRow, suggestions_of
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served
from tests.web.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT = f"/fairs/{FAIR}"


@pytest.fixture
def plain(own_console: Served, visit: Visit) -> Visitor:
    """Somebody whose browser runs no script."""
    return visit(own_console, javascript=False)


def waiting(console: Served) -> SuggestionRow:
    """Return a suggestion that one yes of the distributor completes."""
    with console.office.reading() as connection:
        found = suggestions_of(connection, FAIR, console.clock())
    return next(
        r for r in found if r.status == "sent" and set(r.asked) - set(r.yes) == {"distributor"}
    )


def status_of(console: Served, of: SuggestionRow) -> str:
    with console.office.reading() as connection:
        found = suggestions_of(connection, FAIR, console.clock())
    return next(row.status for row in found if (row.producer, row.seat) == (of.producer, of.seat))


def producers(console: Served) -> int:
    with console.office.reading() as connection:
        return len(registrations_of(connection, FAIR, "producer"))


def test_language_and_name_are_chosen(plain: Visitor) -> None:
    page = plain.open("/")

    plain.click(page.get_by_role("button", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
    plain.click(page.locator("a[href^='/who']"))
    plain.click(page.locator("button[value=clerk]"))
    assert page.locator("a[href^='/who']").inner_text() == "clerk"


def test_fair_is_announced(plain: Visitor, own_console: Served) -> None:
    page = plain.open("/announce")

    page.locator("#name").fill("Hội chợ Mẫu Mới")
    page.locator("#fair").fill("mau-moi")
    page.locator("#first").fill("2026-09-01")
    page.locator("#last").fill("2026-09-03")
    plain.click(page.locator("main form .btn-primary"))

    with own_console.office.reading() as connection:
        names = {fair.name for fair in all_fairs(connection)}
    assert "Hội chợ Mẫu Mới" in names


def test_registration_closes_and_the_fair_opens(plain: Visitor, own_console: Served) -> None:
    page = plain.open(AT)

    plain.click(page.locator("form[action$='/registration'] button"))
    own_console.clock.move(days=21)
    page = plain.open(AT)
    plain.click(page.locator("form[action$='/open'] button"))

    with own_console.office.reading() as connection:
        fair = fair_state(connection, FAIR)
    assert fair is not None
    assert (fair.details.settings.registration, fair.status) == ("closed", "opened")


def test_producer_is_entered_and_revised(plain: Visitor, own_console: Served) -> None:
    before = producers(own_console)
    page = plain.open(f"{AT}/registrations/new?side=producer")

    page.locator("#name").fill("HTX Mẫu Không Kịch Bản")
    page.locator("#province").fill("Sơn La")
    page.locator("input[name=product_name]").first.fill("Mận hậu")
    page.locator("select[name=product_set]").first.select_option("2")
    plain.click(page.locator("main form .btn-primary"))
    assert producers(own_console) == before + 1
    entry = plain.path
    page = plain.open(f"{entry}/edit")
    page.locator("#district").fill("Mộc Châu")
    plain.click(page.locator("main form .btn-primary"))

    assert plain.path == entry
    expect(page.locator("main")).to_contain_text("Mộc Châu")


def test_suggestion_is_accepted_and_taken_back(plain: Visitor, own_console: Served) -> None:
    row = waiting(own_console)
    page = plain.open(f"{AT}/pairs/{row.producer}/{row.seat}")

    plain.click(page.locator("form[action$='/accept'] button"))
    accepted = status_of(own_console, row)
    plain.click(page.locator("form[action='/undo'] button"))

    assert (accepted, status_of(own_console, row)) == ("agreed", "sent")


def test_suggestion_is_declined(plain: Visitor, own_console: Served) -> None:
    row = waiting(own_console)
    page = plain.open(f"{AT}/pairs/{row.producer}/{row.seat}")

    page.locator("#no-reason").select_option("volume")
    plain.click(page.locator("form[action$='/decline'] button"))

    assert status_of(own_console, row) == "declined"


def test_list_is_searched_without_marks(plain: Visitor) -> None:
    page = plain.open(f"{AT}/registrations")

    page.locator("main input[name=q]").fill("suoi ngoc")
    plain.click(page.locator("main form button").first)

    names = page.locator("main tbody tr").all_inner_texts()
    assert names
    assert all("Suối Ngọc" in name for name in names)


def test_report_is_asked_for_another_day(plain: Visitor) -> None:
    page = plain.open("/reports/agreements/hanoi-2020")

    page.locator("input[name=as_of]").fill("2020-07-31")
    plain.click(page.locator("form:has(input[name=as_of]) button").first)

    expect(page.locator("#sentence")).to_contain_text("178")
