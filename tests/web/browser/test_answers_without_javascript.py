"""Without scripts: sending a round, answering for somebody, the organiser's hand on a pair."""

import pytest
from playwright.sync_api import expect

from tests.web.browser.posting import posts
from tests.web.browser.served import Served
from tests.web.browser.standing import (
    AT,
    bring_buyers,
    only_the_distributor_is_asked,
    rows,
    status_of,
    unsent,
)
from tests.web.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAIR = "/fairs/{fair}/pairs/{producer}/{seat}"


@posts("/fairs/{fair}/match/send")
def test_round_is_sent(plain: Visitor, own_console: Served) -> None:
    bring_buyers(own_console.office)
    before = len(rows(own_console))
    page = plain.open(f"{AT}/match")

    plain.click(page.locator("form[action$='/match/send'] button"))

    assert plain.path == f"{AT}/suggestions"
    assert len(rows(own_console)) > before


@posts(f"{PAIR}/accept", "/undo")
def test_suggestion_is_accepted_in_the_list_and_taken_back(
    plain: Visitor, own_console: Served
) -> None:
    row = only_the_distributor_is_asked(rows(own_console))[0]
    page = plain.open(f"{AT}/suggestions?state=sent&seat={row.seat}")

    plain.click(page.locator(f"[id='row-{row.producer}-{row.seat}'] form button"))
    accepted = status_of(own_console, row)
    plain.click(page.locator("form[action='/undo'] button"))

    assert (accepted, status_of(own_console, row)) == ("agreed", "sent")


@posts(f"{PAIR}/accept")
def test_answer_heard_on_the_phone_is_noted(plain: Visitor, own_console: Served) -> None:
    row = only_the_distributor_is_asked(rows(own_console))[0]
    page = plain.open(f"{AT}/pairs/{row.producer}/{row.seat}")

    form = page.locator("form[action$='/accept']")
    form.locator("select[name=channel]").select_option("phone")
    form.locator("input[name=happened]").fill("2026-05-04T08:30")
    plain.click(form.locator("button"))

    expect(page.locator("#history")).to_contain_text("04/05/2026 08:30")
    assert status_of(own_console, row) == "agreed"


@posts(f"{PAIR}/decline")
def test_suggestion_is_declined(plain: Visitor, own_console: Served) -> None:
    row = only_the_distributor_is_asked(rows(own_console))[0]
    page = plain.open(f"{AT}/pairs/{row.producer}/{row.seat}")

    page.locator("#no-reason").select_option("volume")
    plain.click(page.locator("form[action$='/decline'] button"))

    assert status_of(own_console, row) == "declined"


@posts(f"{PAIR}/wish", f"{PAIR}/pin", f"{PAIR}/allow", f"{PAIR}/forbid")
def test_organisers_hand_pins_rules_out_and_lifts(plain: Visitor, own_console: Served) -> None:
    pair = unsent(own_console)
    page = plain.open(f"{AT}/pairs/{pair.producer}/{pair.seat}")
    badge = page.locator("#standing .badge")
    buttons = (
        "form[action$='/wish'] button",
        "form[action$='/pin'] button:not([formaction])",
        "form[action$='/allow'] button",
        "form[action$='/pin'] button[formaction$='/forbid']",
        "form[action$='/allow'] button",
    )

    stood = []
    for button in buttons:
        plain.click(page.locator(button))
        stood.append(badge.inner_text())

    assert stood == ["chưa gửi", "đã ghim", "chưa gửi", "bị chặn", "chưa gửi"]
    expect(page.locator("#standing")).to_contain_text("Bên mong muốn")


def test_producer_is_told_why_it_does_not_meet_somebody(
    plain: Visitor, own_console: Served
) -> None:
    row = next(row for row in rows(own_console) if row.status == "agreed")
    page = plain.open(f"{AT}/producers/{row.producer}")

    page.locator("select[name=why]").select_option(row.distributor)
    plain.click(page.locator("form:has(select[name=why]) button"))

    expect(page.locator("main")).to_contain_text("hai bên đã đồng ý gặp")


def test_suggestions_are_filtered_by_state(plain: Visitor, own_console: Served) -> None:
    declined = [row for row in rows(own_console) if row.status == "declined"]
    page = plain.open(f"{AT}/suggestions")

    page.locator("#state").select_option("declined")
    plain.click(page.locator("form:has(#state) button"))

    assert page.locator("[id^='row-']").count() == len(declined)
