"""The whole way in one browser: an untidy list, a match, answers, a signature, a number."""

import pytest
from playwright.sync_api import Page, expect

from api.demo.hand import ORGANISER
from api.demo.story import FAIR
from streams.domain.event import ORG_KEY
from streams.domain.fairs.commands import DefineSeries, ReviseFair
from streams.runtime.embedded import Embedded
from streams.store.queries.fairs import fair_state
from streams.store.queries.suggestions import SuggestionRow
from tests.web.browser.conftest import Visit
from tests.web.browser.served import Served
from tests.web.browser.standing import AT, bring_buyers, only_the_distributor_is_asked, rows
from tests.web.browser.visitor import Visitor
from tests.web.test_import_pages import untidy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPORT = "/reports/agreements/mau-2026"
NUMBER = "0777/BB-MAU"


def report_on_the_fair(office: Embedded) -> None:
    """Put the fair into a series, so that there is a report on it."""
    define = DefineSeries(series="mau-2026", name="Hội chợ Mẫu 2026")
    office.execute(office.request(DefineSeries, ORG_KEY, actor=ORGANISER), define)
    with office.reading() as connection:
        fair = fair_state(connection, FAIR)
    assert fair is not None
    revise = ReviseFair(fair=FAIR, details=fair.details.but(series="mau-2026"))
    office.execute(office.request(ReviseFair, FAIR, actor=ORGANISER), revise)


def counted(visitor: Visitor) -> int:
    """Return the number of the report."""
    page = visitor.open(REPORT)
    links = page.locator("a.h1")
    return int(links.inner_text()) if links.count() else 0


def import_list(visitor: Visitor) -> None:
    """Upload 417 rows, repair two of the 88 bad ones, take the good ones."""
    page = visitor.open(f"{AT}/import")
    page.set_input_files(
        "#list_file", {"name": "danh sách.csv", "mimeType": "text/csv", "buffer": untidy()}
    )
    visitor.click(page.locator("form[enctype] .btn-primary"))
    expect(page.locator("#counts")).to_have_text("329 dòng tốt · 88 dòng cần sửa · 0 dòng mất")
    page.locator("main details summary").first.click()
    for number in range(2):
        page.locator("input[name=cell]").nth(number).fill(f"HTX Mẫu Sửa {number}")
    visitor.click(page.locator("details[open] form button"))
    expect(page.locator("#counts")).to_have_text("331 dòng tốt · 86 dòng cần sửa · 0 dòng mất")
    visitor.click(page.get_by_role("button", name="Nhận 331 dòng tốt"))
    expect(page.locator("main").get_by_role("status").first).to_contain_text("186")


def accept_by_phone(visitor: Visitor, row: SuggestionRow) -> None:
    """Say yes for the distributor, as heard on the phone half an hour ago."""
    page = visitor.open(f"{AT}/pairs/{row.producer}/{row.seat}")
    form = page.locator("form[action$='/accept']")
    form.locator("select[name=channel]").select_option("phone")
    form.locator("input[name=happened]").fill("2026-05-04T08:30")
    visitor.click(form.locator("button.btn-primary"))
    expect(page.locator("#history")).to_contain_text("04/05/2026 08:30")


def sign(visitor: Visitor, row: SuggestionRow) -> None:
    """Draft the paper of a pair and record that both have signed it today."""
    page = visitor.open(
        f"{AT}/agreements/draft?producer={row.producer}&distributor={row.distributor}"
    )
    page.locator("#number").fill(NUMBER)
    visitor.click(page.locator("main form button.btn-primary"))
    for box in page.locator("#sign input[name=party]").all():
        box.check()
    for authority in page.locator("#sign select[name^=authority]").all():
        authority.select_option("legal_representative")
    visitor.click(page.locator("#sign button.btn-primary"))
    expect(page.locator("#standing")).to_contain_text("25/05/2026")


def undo_is_refused(visitor: Visitor, page: Page) -> None:
    """Press undo too late."""
    visitor.expect(409)
    visitor.click(page.locator("form[action='/undo'] button"))
    expect(page.get_by_role("alert")).to_have_text(
        "Chỉ rút lại được trong 10 giây. Sửa lại và nêu lý do."
    )


def test_untidy_list_becomes_a_number_with_a_paper(own_console: Served, visit: Visit) -> None:
    office = own_console.office
    report_on_the_fair(office)
    bring_buyers(office)
    visitor = visit(own_console)
    before = counted(visitor)

    import_list(visitor)
    office.settle()
    sent = len(rows(own_console))
    page = visitor.open(f"{AT}/match")
    visitor.press(page.locator("form[action$='/match/send'] button"))
    assert len(rows(own_console)) > sent

    agreed = sum(row.status == "agreed" for row in rows(own_console))
    by_hand, by_phone = only_the_distributor_is_asked(rows(own_console))[:2]
    page = visitor.open(f"{AT}/suggestions?seat={by_hand.seat}&state=sent")
    row_of = page.locator(f"[id='row-{by_hand.producer}-{by_hand.seat}']")
    visitor.press(row_of.locator("button.btn-primary"))
    accept_by_phone(visitor, by_phone)
    assert sum(row.status == "agreed" for row in rows(own_console)) == agreed + 2

    own_console.clock.move(days=21)  # to the fair, where papers count
    sign(visitor, by_hand)
    own_console.clock.move(seconds=11)
    undo_is_refused(visitor, visitor.page)
    assert counted(visitor) == before + 1
    page = visitor.open(REPORT)
    visitor.click(page.locator("a.h1"))
    expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
