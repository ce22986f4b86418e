"""Every form does its work in a browser that runs no script: the console, fairs, registrations."""

import pytest
from playwright.sync_api import FilePayload, expect

from api.demo.story import FAIR
from streams.store.queries.fairs import all_fairs, fair_state
from tests.lists import csv_list
from tests.web.browser.posting import posts
from tests.web.browser.served import Served
from tests.web.browser.standing import AT, names
from tests.web.browser.visitor import Visitor
from tests.web.test_import_pages import untidy

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def announce(visitor: Visitor, *, admission: bool = False) -> None:
    """Announce a fair, `mau-moi`."""
    page = visitor.open("/announce")
    page.locator("#name").fill("Hội chợ Mẫu Mới")
    page.locator("#fair").fill("mau-moi")
    page.locator("#first").fill("2026-09-01")
    page.locator("#last").fill("2026-09-03")
    page.locator("input[name=admission]").set_checked(admission)
    visitor.click(page.locator("main form .btn-primary"))


def register(visitor: Visitor, at: str, name: str) -> str:
    """Register a producer and return the address of its entry."""
    page = visitor.open(f"{at}/registrations/new?side=producer")
    page.locator("#name").fill(name)
    page.locator("#province").fill("Sơn La")
    page.locator("input[name=product_name]").first.fill("Mận hậu")
    page.locator("select[name=product_set]").first.select_option("2")
    visitor.click(page.locator("main form .btn-primary"))
    return visitor.path


def upload(visitor: Visitor, content: bytes) -> None:
    """Upload a list."""
    page = visitor.open(f"{AT}/import")
    file = FilePayload(name="danh sách.csv", mimeType="text/csv", buffer=content)
    page.set_input_files("#list_file", [file])
    visitor.click(page.locator("form[enctype] .btn-primary"))


@posts("/language", "/who")
def test_language_and_name_are_chosen(plain: Visitor) -> None:
    page = plain.open("/")

    plain.click(page.get_by_role("button", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
    plain.click(page.locator("a[href^='/who']"))
    plain.click(page.locator("button[value=clerk]"))
    assert page.locator("a[href^='/who']").inner_text() == "clerk"


@posts("/announce")
def test_fair_is_announced(plain: Visitor, own_console: Served) -> None:
    announce(plain)

    with own_console.office.reading() as connection:
        found = {fair.name for fair in all_fairs(connection)}
    assert "Hội chợ Mẫu Mới" in found


@posts("/fairs/{fair}/registration", "/fairs/{fair}/open", "/fairs/{fair}/close")
def test_registration_closes_and_the_fair_opens_and_closes(
    plain: Visitor, own_console: Served
) -> None:
    stood = []
    for step in ("registration", "open", "close"):
        own_console.clock.move(days=21 if step == "open" else 0)
        page = plain.open(AT)
        plain.click(page.locator(f"form[action$='/{step}'] button"))
        with own_console.office.reading() as connection:
            fair = fair_state(connection, FAIR)
        assert fair is not None
        stood.append((fair.details.settings.registration, fair.status))

    assert stood == [("closed", "announced"), ("closed", "opened"), ("closed", "closed")]


@posts(
    "/fairs/{fair}/registrations/new",
    "/fairs/{fair}/registrations/{registration}/edit",
    "/fairs/{fair}/registrations/{registration}/withdraw",
)
def test_producer_is_entered_revised_and_withdrawn(plain: Visitor, own_console: Served) -> None:
    name = "HTX Mẫu Không Kịch Bản"
    entry = register(plain, AT, name)
    entered = names(own_console)[name]
    page = plain.open(f"{entry}/edit")
    page.locator("#district").fill("Mộc Châu")
    plain.click(page.locator("main form .btn-primary"))
    assert plain.path == entry
    expect(page.locator("main")).to_contain_text("Mộc Châu")
    page.locator("main details summary").click()
    page.locator("#reason").select_option("cannot_come")
    plain.click(page.locator("form[action$='/withdraw'] button"))

    assert (entered, names(own_console)[name]) == ("submitted", "withdrawn")


@posts(
    "/announce",
    "/fairs/{fair}/registrations/new",
    "/fairs/{fair}/registrations/{registration}/admit",
)
def test_producer_is_admitted_where_the_organiser_admits(
    plain: Visitor, own_console: Served
) -> None:
    announce(plain, admission=True)
    register(plain, "/fairs/mau-moi", "HTX Mẫu Chờ Duyệt")

    plain.click(plain.page.locator("form[action$='/admit'] button"))

    assert names(own_console, "mau-moi") == {"HTX Mẫu Chờ Duyệt": "admitted"}


@posts(
    "/fairs/{fair}/import",
    "/fairs/{fair}/import/{reference}/repair",
    "/fairs/{fair}/import/{reference}/take",
)
def test_list_is_repaired_cell_by_cell_and_as_a_group_then_taken(
    plain: Visitor, own_console: Served
) -> None:
    before = names(own_console).keys()
    upload(plain, untidy(good=4, bad=3))
    page = plain.page

    page.locator("main details summary").first.click()
    page.locator("input[name=cell]").first.fill("HTX Mẫu Một Ô")
    plain.click(page.locator("details[open] form button"))
    expect(page.locator("#counts")).to_have_text("5 dòng tốt · 2 dòng cần sửa · 0 dòng mất")
    page.locator("#all-1").fill("HTX Mẫu Cả Nhóm")
    plain.click(page.locator("form:has(#all-1) button"))
    expect(page.locator("#counts")).to_have_text("7 dòng tốt · 0 dòng cần sửa · 0 dòng mất")
    plain.click(page.locator("form[action$='/take'] button"))

    four = {f"HTX Mẫu Số {number}" for number in range(4)}
    assert names(own_console).keys() - before == {*four, "HTX Mẫu Một Ô", "HTX Mẫu Cả Nhóm"}


@posts("/fairs/{fair}/import", "/fairs/{fair}/import/{reference}/repair")
def test_probable_same_producers_are_merged(plain: Visitor) -> None:
    alike = ("Công ty TNHH Mẫu Sáu Sáu", "Công ty THHH Mẫu Sáu Sáu")
    upload(
        plain,
        csv_list(
            *({"Chủ thể": name, "Sản phẩm": f"Chè {name}", "Bộ sản phẩm": "11"} for name in alike)
        ),
    )

    plain.click(plain.page.get_by_role("button", name=alike[0]))

    expect(plain.page.locator("main")).to_contain_text("Số đơn vị: 1")


def test_list_is_searched_without_marks(plain: Visitor) -> None:
    page = plain.open(f"{AT}/registrations")

    page.locator("main input[name=q]").fill("suoi ngoc")
    plain.click(page.locator("main form button").first)

    found = page.locator("main tbody tr").all_inner_texts()
    assert found
    assert all("Suối Ngọc" in name for name in found)


def test_report_is_asked_for_another_day(plain: Visitor) -> None:
    page = plain.open("/reports/agreements/hanoi-2020")

    page.locator("input[name=as_of]").fill("2020-07-31")
    plain.click(page.locator("form:has(input[name=as_of]) button").first)

    expect(page.locator("#sentence")).to_contain_text("178")
