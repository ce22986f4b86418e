"""Without scripts: a paper is drafted, signed with its scan, entered, voided, found."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.browser.posting import posts
from tests.web.browser.served import Served
from tests.web.browser.standing import AT, rows
from tests.web.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAPERS = "/fairs/{fair}/agreements"
NUMBER = "0778/BB-MAU"
SCAN = FilePayload(name="bản chụp.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 Mau")


def draft(visitor: Visitor, console: Served) -> Page:
    """Draft a paper between two who agreed to meet, on the first day of the fair."""
    console.clock.move(days=21)
    row = next(row for row in rows(console) if row.status == "agreed")
    page = visitor.open(
        f"{AT}/agreements/draft?producer={row.producer}&distributor={row.distributor}"
    )
    page.locator("#number").fill(NUMBER)
    page.locator("#item-0").fill("Mật ong Mẫu")
    visitor.click(page.locator("main form .btn-primary"))
    return page


@posts(f"{PAPERS}/draft", f"{PAPERS}/{{agreement}}/sign", f"{PAPERS}/{{agreement}}/void")
def test_paper_is_drafted_signed_with_its_scan_and_voided(
    plain: Visitor, own_console: Served
) -> None:
    page = draft(plain, own_console)

    for box in page.locator("#sign input[name=party]").all():
        box.check()
    for authority in page.locator("#sign select[name^=authority]").all():
        authority.select_option("legal_representative")
    page.set_input_files("#sign-scan", [SCAN])
    plain.click(page.locator("#sign button"))
    expect(page.locator("#standing")).to_have_text("Đã ký 25/05/2026 · được tính")
    assert page.locator("#paper a[download]").count() == 1
    page.locator("#reason").select_option("signed_by_mistake")
    plain.click(page.locator("#void button"))

    expect(page.locator("#standing")).to_contain_text("không tính, vì đã hủy")


@posts(f"{PAPERS}/draft", f"{PAPERS}/{{agreement}}/attach")
def test_scan_is_attached_to_a_paper(plain: Visitor, own_console: Served) -> None:
    page = draft(plain, own_console)

    page.set_input_files("#scan", [SCAN])
    page.locator("#attach input[name=evidence]").check()
    page.locator("#attach input[name=converted]").check()
    plain.click(page.locator("#attach button"))

    expect(page.locator("#paper")).to_contain_text("mức E2")
    assert page.locator("#paper a[download]").count() == 1


@posts(f"{PAPERS}/record")
def test_paper_signed_elsewhere_is_entered(plain: Visitor, own_console: Served) -> None:
    own_console.clock.move(days=21)
    page = plain.open(f"{AT}/agreements/record")

    page.locator("#number").fill(NUMBER)
    page.locator("#signed_on").fill("2026-05-25")
    for side in ("producer", "distributor"):
        page.locator(f"#{side}").fill(f"Công ty TNHH Mẫu Nơi Khác {side}")
        page.locator(f"#{side}_kind").select_option(index=1)
        page.locator(f"#{side}_authority").select_option("legal_representative")
    plain.click(page.locator("main form .btn-primary"))

    expect(page.locator("#standing")).to_have_text("Đã ký 25/05/2026 · được tính")
    plain.open(f"{AT}/agreements")
    page.locator("#q").fill("noi khac")
    plain.click(page.locator("form[role=search] button"))
    expect(page.locator("#register tbody")).to_contain_text(NUMBER)
