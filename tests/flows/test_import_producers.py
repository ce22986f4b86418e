"""A list of products becomes one registration per producer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.imports import ImportReport, UnusableFile, import_registrations
from api.imports.reading import letters
from streams.domain.errors import NotFound
from streams.domain.events.registrations import Paper, Place, PriceRange, ProducerProfile, Window
from streams.domain.registrations.state import Registration
from streams.store import tables
from tests.builders import FAIR, ORGANISER, Office, announce, open_office, period
from tests.lists import csv_list, fixture, shuffled, xlsx_list

ROW = {
    "Chủ thể": "HTX Mẫu An",
    "Loại chủ thể": "HTX",
    "Sản phẩm": "Mật ong Mẫu",
    "Nhóm sản phẩm": "I. Thực phẩm",
    "Sao": "4",
    "Năm": "2023",
    "Tỉnh": "Hà Nội",
}
FULL = {
    "Mã số thuế": "0101234567",
    "Địa chỉ": "1 phố Mẫu",
    "Người liên hệ": "Trần Mẫu",
    "Điện thoại": "0900000003",
    "Bộ sản phẩm": "4",
    "Ngày công nhận": "05/08/2023",
    "Quyết định": "12/QĐ-MẪU",
    "Sản lượng tháng": "2 tấn",
    "Đơn hàng tối thiểu": "50 kg",
    "Mùa vụ": "1-3",
    "Giá từ": "150.000",
    "Giá đến": "200.000",
    "Bảo quản lạnh": "x",
    "Vùng giao hàng": "TP. Hà Nội, Nghệ An",
    "Kho lạnh": "có",
    "Gian hàng": "chung",
    "Đồng ý trước": "x",
    "Công nợ tối đa": "30",
    "Suất gặp": "5",
    "Giờ gặp": "08:30-11:30",
    "Giấy tờ": "VietGAP",
    "HACCP đến": "30/11/2026",
    "Ghi chú": "kín Mẫu",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def take(office: Office, *rows: dict[str, str], side: Any = "producer") -> ImportReport:
    return import_registrations(
        office, csv_list(*rows), "mau.csv", fair=FAIR, side=side, actor=ORGANISER
    )


def profiles(office: Office) -> dict[str, ProducerProfile]:
    """Return the profiles of the fair by name, by kind where the name is kept closed."""
    found: dict[str, ProducerProfile] = {}
    for row in office.rows(tables.registrations, key=FAIR):
        state = office.state(Registration, row["id"])
        if state is not None and isinstance(state.profile, ProducerProfile):
            found[state.profile.holder.name or state.profile.kind] = state.profile
    return found


def test_list_of_products_becomes_one_registration_per_producer(office: Office) -> None:
    content = fixture("producers.csv")

    report = import_registrations(
        office, content, "producers.csv", fair=FAIR, side=None, actor=ORGANISER
    )

    assert (report.rows, report.accepted, report.described) == (8, 6, 4)
    assert (report.recorded, report.changed, report.unchanged) == (4, 0, 0)
    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (6, "B", "producer_missing"),
        (9, "F", "bad_star"),
    ]
    assert [(w.row, w.column, w.code) for w in report.warnings] == [
        (3, "D", "product_twice"),
        (4, "F", "star_empty"),
        (7, "I", "moved_commune"),
        (8, "H", "unknown_district"),
        (10, "D", "product_set_guessed"),
    ]
    (merged,) = report.merged
    assert (merged.names, merged.rows) == (
        ("HTX Mẫu Lạc Thủy", "Hợp tác xã Mẫu Lạc Thuỷ"),
        (3, 4, 5),
    )
    (proposed,) = report.proposed
    assert proposed.names == ("Công ty TNHH Mẫu Sáu", "CÔNG TY THHH MẪU SÁU")


def test_what_rows_say_of_one_producer_is_gathered(office: Office) -> None:
    import_registrations(
        office, fixture("producers.csv"), "p.csv", fair=FAIR, side=None, actor=ORGANISER
    )

    profile = profiles(office)["HTX Mẫu Lạc Thủy"]

    assert profile.kind == "cooperative"
    assert profile.holder.place == Place(
        scheme="63", province="Hòa Bình", district="Huyện Lạc Thủy"
    )
    honey, orange = sorted(profile.products, key=lambda product: product.product_set, reverse=True)
    assert (honey.name, honey.product_set, honey.year) == ("Mật ong Mẫu", 4, 2023)
    assert (honey.star, honey.potential_five) == (4, True)
    assert (honey.monthly_volume, honey.volume_unit) == (500, "kg")
    assert (orange.product_set, orange.star, orange.monthly_volume) == (1, None, 2000)


def test_household_is_kept_closed_and_a_company_told_by_its_name_is_not(office: Office) -> None:
    import_registrations(
        office, fixture("producers.csv"), "p.csv", fair=FAIR, side=None, actor=ORGANISER
    )

    found = profiles(office)
    household = found["household"]
    assert household.holder.name is None
    assert household.holder.identity.startswith("keyed:")
    assert household.holder.place.commune == "Xã Tàm Xá"
    refs = [household.holder.private, household.holder.contact_ref, *household.note_refs]
    private = office.keeper.read(ref for ref in refs if ref)
    assert sorted(value for row in private.values() for value in row.values()) == [
        "0900000002",
        "Hộ kinh doanh Mẫu Ba",
        "giấu kín Mẫu",
    ]
    assert found["Công ty TNHH Mẫu Sáu"].kind == "company"


def test_what_a_list_lacks_is_filled_in_and_said(office: Office) -> None:
    take(office, {name: ROW[name] for name in ("Chủ thể", "Sản phẩm", "Nhóm sản phẩm")})

    profile = profiles(office)["HTX Mẫu An"]
    assert (profile.places, profile.standing_yes, profile.booth) == (3, False, "own")
    assert set(profile.defaults) == {
        "booth",
        "cold_chain",
        "hours",
        "monthly_volume",
        "papers",
        "places",
        "price",
        "product_set",
        "season",
        "standing_yes",
        "star",
        "zones",
    }


def test_every_column_is_taken_up(office: Office) -> None:
    report = take(office, {**ROW, **FULL})

    profile = profiles(office)["HTX Mẫu An"]
    holder, (product,) = profile.holder, profile.products
    assert report.warnings == ()
    assert (holder.identity, holder.tax_code) == ("tax:0101234567", "0101234567")
    assert holder.address == "1 phố Mẫu"
    assert office.keeper.read([holder.contact_ref or ""])[holder.contact_ref or ""] == {
        "name": "Trần Mẫu",
        "phone": "0900000003",
    }
    assert product == product.but(
        star=4,
        year=2023,
        recognised_on=date(2023, 8, 5),
        decision="12/QĐ-MẪU",
        monthly_volume=2000,
        smallest_order=50,
        season=(1, 2, 3),
        price=PriceRange(low=150_000, high=200_000),
        chilled=True,
    )
    assert profile.papers == (
        Paper(code="haccp", expires_on=date(2026, 11, 30)),
        Paper(code="vietgap"),
    )
    assert profile.zones == ("Hà Nội", "Nghệ An")
    assert profile.hours == (Window(start="08:30", end="11:30"),)
    assert (profile.cold_chain, profile.booth, profile.standing_yes) == (True, "shared", True)
    assert (profile.places, profile.longest_payment_days, profile.defaults) == (5, 30, ())
    assert len(profile.note_refs) == 1


@pytest.mark.parametrize(
    "again", [fixture("producers.csv"), shuffled(fixture("producers.csv"), header=2)]
)
def test_second_import_changes_nothing_in_any_order(office: Office, again: bytes) -> None:
    import_registrations(
        office, fixture("producers.csv"), "p.csv", fair=FAIR, side=None, actor=ORGANISER
    )
    end = office.log.end(0)

    report = import_registrations(
        office, again, "p.csv", fair=FAIR, side="producer", actor="clerk-1"
    )

    assert (report.recorded, report.changed, report.unchanged) == (0, 0, 4)
    assert report.rejected == 2
    assert office.log.end(0) == end


def test_every_column_again_changes_nothing(office: Office) -> None:
    take(office, {**ROW, **FULL})

    assert take(office, {**ROW, **FULL}).unchanged == 1


def test_workbook_is_read_like_text(office: Office) -> None:
    content = xlsx_list(
        ["Chủ thể", "Sản phẩm", "Nhóm", "Sao", "Ngày công nhận"],
        ["HTX Mẫu An", "Mật ong Mẫu", "I", 4, date(2023, 8, 5)],
        ["", "Sáp ong Mẫu", "I", 3, "06/08/2023"],
        merged=[(0, 1, 2)],
    )

    report = import_registrations(
        office, content, "mau.xlsx", fair=FAIR, side=None, actor=ORGANISER
    )

    assert (report.accepted, report.recorded) == (2, 1)
    assert [p.recognised_on for p in profiles(office)["HTX Mẫu An"].products] == [
        date(2023, 8, 5),
        date(2023, 8, 6),
    ]


def test_held_fair_takes_a_list(office: Office) -> None:
    past = period(first=date(2020, 7, 22), last=date(2020, 7, 26))
    office.do(announce(fair="mau-2020", planned=past, actual=past, origin="import"))

    report = import_registrations(
        office, csv_list(ROW), "mau.csv", fair="mau-2020", side=None, actor=ORGANISER
    )

    assert report.recorded == 1


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("Chủ thể", "", "producer_missing"),
        ("Sản phẩm", "", "product_missing"),
        ("Sao", "6", "bad_star"),
        ("Năm", "2027", "day_in_future"),
        ("Bộ sản phẩm", "0", "bad_product_set"),
        ("Ngày công nhận", "05/05/2026", "day_in_future"),
        ("Mã số thuế", "12", "bad_tax_code"),
        ("Sản lượng tháng", "nhiều", "bad_number"),
        ("Giá đến", "100.000", "upside_down"),
        ("Suất gặp", "10.001", "out_of_range"),
        ("Mùa vụ", "13", "bad_months"),
        ("Giờ gặp", "sáng", "bad_hours"),
        ("Gian hàng", "to", "bad_mark"),
        ("HACCP đến", "31/11/2026", "bad_date"),
    ],
)
def test_bad_row_is_refused_and_the_others_are_taken(
    office: Office, header: str, cell: str, code: str
) -> None:
    row = {**ROW, **FULL}
    other = {**row, "Chủ thể": "HTX Mẫu Em", "Mã số thuế": "0109999999"}

    report = take(office, {**row, header: cell}, other)

    (error,) = report.errors
    column = letters(list(row).index(header))
    assert (error.row, error.column, error.code) == (2, column, code)
    assert set(profiles(office)) == {"HTX Mẫu Em"}


def test_product_that_tells_no_set_is_refused(office: Office) -> None:
    report = take(office, {**ROW, "Nhóm sản phẩm": "", "Sản phẩm": "Vật lạ Mẫu"})

    assert [(e.column, e.code) for e in report.errors] == [("C", "product_set_unclear")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Sao": ""}, "star_empty"),
        ({"Tỉnh": ""}, "province_missing"),
        ({"Tỉnh": "Tỉnh Mẫu"}, "unknown_province"),
        ({"Huyện": "Huyện Mẫu"}, "unknown_district"),
        ({"Loại chủ thể": "Hội"}, "unknown_kind"),
        ({"Nhóm sản phẩm": "VII"}, "unknown_group"),
        ({"Nhóm sản phẩm": "II", "Bộ": "4"}, "group_differs"),
        ({"Vùng giao hàng": "Tỉnh Mẫu"}, "unknown_province"),
        ({"Giấy tờ": "Giấy Mẫu"}, "unknown_paper"),
        ({"Sản lượng tháng": "1,500 kg"}, "number_read"),
    ],
)
def test_doubtful_value_is_used_and_doubted_but_no_error(
    office: Office, change: dict[str, str], code: str
) -> None:
    report = take(office, {**ROW, **change})

    assert (report.accepted, report.errors) == (1, ())
    assert [warning.code for warning in report.warnings] == [code]


def test_unknown_kind_is_a_household_until_stated(office: Office) -> None:
    take(office, {**ROW, "Chủ thể": "Mẫu Phước Thiên", "Loại chủ thể": ""})

    (profile,) = profiles(office).values()
    assert (profile.kind, profile.holder.name) == ("unknown", None)
    assert "kind" in profile.defaults

    report = take(office, {**ROW, "Chủ thể": "Mẫu Phước Thiên", "Loại chủ thể": "Doanh nghiệp"})

    assert (report.recorded, report.changed) == (0, 1)
    (profile,) = profiles(office).values()
    assert (profile.kind, profile.holder.name) == ("company", "Mẫu Phước Thiên")
    assert "kind" not in profile.defaults


def test_tax_code_decides_who_is_one_company(office: Office) -> None:
    code = {"Mã số thuế": "0101234567"}
    renamed = {**ROW, **code, "Chủ thể": "Công ty TNHH Mẫu An", "Sản phẩm": "Cam Mẫu"}
    unstated = {**ROW, "Mã số thuế": "", "Sản phẩm": "Chè Mẫu"}

    report = take(office, {**ROW, **code}, renamed, unstated)

    (profile,) = profiles(office).values()
    assert len(profile.products) == 3
    assert report.recorded == 1
    assert "tax_code_shared" in {warning.code for warning in report.warnings}


def test_list_that_is_none_says_why(office: Office) -> None:
    for content, words in (
        (b"a,b\n1,2\n", "known headers are Chủ thể, Sản phẩm"),
        ("Chủ thể,Sao\nMẫu,3\n".encode(), "Sản phẩm"),
    ):
        with pytest.raises(UnusableFile, match=words):
            import_registrations(
                office, content, "mau.csv", fair=FAIR, side="producer", actor=ORGANISER
            )


def test_fair_must_be_announced(office: Office) -> None:
    with pytest.raises(NotFound, match="mau-khac"):
        import_registrations(
            office, csv_list(ROW), "mau.csv", fair="mau-khac", side=None, actor=ORGANISER
        )


def test_progress_reaches_the_end(office: Office) -> None:
    told: list[tuple[int, int]] = []

    import_registrations(
        office,
        fixture("producers.csv"),
        "p.csv",
        fair=FAIR,
        side=None,
        actor=ORGANISER,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told[-1] == (8, 8)
    assert told == sorted(told)
