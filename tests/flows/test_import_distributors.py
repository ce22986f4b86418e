"""A list of evidence about distributors becomes registrations with seats."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.imports import ImportReport, import_registrations
from streams.domain.erasure import ErasePerson
from streams.domain.events.registrations import (
    DistributorProfile,
    PriceRange,
    Terms,
    Window,
)
from streams.domain.registrations.state import Registration
from streams.store import tables
from streams.store.queries.matching import match_pairs
from tests.builders import FAIR, ORGANISER, Office, open_office, producer
from tests.lists import csv_list, fixture, shuffled

ROW = {"Nhà phân phối": "Siêu thị Mẫu Bình", "Loại nhà phân phối": "Siêu thị"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def take(office: Office, *rows: dict[str, str]) -> ImportReport:
    return import_registrations(
        office, csv_list(*rows), "mau.csv", fair=FAIR, side=None, actor=ORGANISER
    )


def load(office: Office, content: bytes) -> ImportReport:
    return import_registrations(office, content, "d.csv", fair=FAIR, side=None, actor=ORGANISER)


def profiles(office: Office) -> dict[str, DistributorProfile]:
    found = {}
    for row in office.rows(tables.registrations, key=FAIR, side="distributor"):
        state = office.state(Registration, row["id"])
        if state is not None and isinstance(state.profile, DistributorProfile):
            found[state.profile.holder.name or ""] = state.profile
    return found


def test_evidence_becomes_one_registration_with_one_seat_each(office: Office) -> None:
    report = load(office, fixture("distributors.csv"))

    assert (report.rows, report.accepted, report.described) == (3, 3, 2)
    found = profiles(office)
    chain, point = found["Siêu thị Mẫu Bình"], found["Điểm OCOP Mẫu Tư"]
    assert (chain.kind, point.kind) == ("supermarket_chain", "ocop_point")
    (seat,) = chain.seats
    assert seat.product_sets == (4, 6, 8, 9)
    assert (seat.lowest_star, seat.places) == (3, 60)
    assert point.seats[0].product_sets == tuple(range(1, 14))
    assert "product_sets" in point.defaults
    assert "product_sets" not in chain.defaults


def test_evidence_is_kept_closed(office: Office) -> None:
    load(office, fixture("distributors.csv"))

    chain = profiles(office)["Siêu thị Mẫu Bình"]

    private = office.keeper.read(chain.note_refs)
    assert sorted(fields["text"] for fields in private.values()) == [
        "Bán hàng Mẫu tại Hà Nội\nmau-2",
        "Ký biên bản Mẫu ngày 10/10\nmau-1",
    ]


@pytest.mark.parametrize(
    "again", [fixture("distributors.csv"), shuffled(fixture("distributors.csv"))]
)
def test_second_import_changes_nothing_in_any_order(office: Office, again: bytes) -> None:
    load(office, fixture("distributors.csv"))
    end = office.log.end(0)

    report = load(office, again)

    assert (report.recorded, report.changed, report.unchanged) == (0, 0, 2)
    assert office.log.end(0) == end


def test_unknown_words_are_doubted(office: Office) -> None:
    report = take(office, {**ROW, "Nhu cầu": "mật ong; thứ lạ lùng"})

    assert [(w.code, w.params) for w in report.warnings] == [
        ("unknown_wanted", {"value": "thứ lạ lùng"})
    ]
    assert profiles(office)["Siêu thị Mẫu Bình"].seats[0].product_sets == (4,)


def test_each_buyer_has_a_seat_and_a_set_stands_in_one_of_them(office: Office) -> None:
    report = take(
        office,
        {**ROW, "Cán bộ thu mua": "Mẫu Mai", "Bộ sản phẩm": "1-4", "Điện thoại": "0900000004"},
        {**ROW, "Cán bộ thu mua": "Mẫu Nam", "Bộ sản phẩm": "4, 9", "Suất gặp": "10"},
        {**ROW, "Căn cứ": "Mẫu"},
    )

    mai, nam = profiles(office)["Siêu thị Mẫu Bình"].seats
    assert (mai.product_sets, nam.product_sets, nam.places) == ((1, 2, 3, 4), (9,), 10)
    assert [w.code for w in report.warnings] == ["set_in_two_seats"]
    assert mai.buyer_ref is not None
    assert office.keeper.read([mai.buyer_ref])[mai.buyer_ref] == {
        "name": "Mẫu Mai",
        "phone": "0900000004",
    }


FULL = {
    **ROW,
    "Bộ sản phẩm": "1-3",
    "Sao tối thiểu": "4 sao",
    "Yêu cầu bắt buộc": "HACCP, ATTP",
    "Ưu tiên": "VietGAP",
    "Yêu cầu lạnh": "x",
    "Giao tới": "Thành phố Hà Nội",
    "Vùng quan tâm": "Hoà Bình; Nghệ An",
    "Sản lượng tháng": "2 tấn",
    "Giá": "20.000-25.000",
    "Chiết khấu": "30%",
    "Số ngày thanh toán": "45",
    "Phí mở mã": "2 triệu",
    "Giờ gặp": "08:30-11:30",
    "Mã số thuế": "0101234567",
    "Địa chỉ": "2 phố Mẫu",
    "Người liên hệ": "Trần Mẫu",
    "Điện thoại": "0900000004",
}


def test_every_column_is_taken_up_and_again_changes_nothing(office: Office) -> None:
    report = take(office, FULL)

    profile = profiles(office)["Siêu thị Mẫu Bình"]
    (seat,) = profile.seats
    assert report.warnings == ()
    assert seat == seat.but(
        product_sets=(1, 2, 3),
        lowest_star=4,
        must_haves=("haccp", "food_safety"),
        preferences=("vietgap",),
        cold_chain=True,
        deliver_to="Hà Nội",
        regions=("Hòa Bình", "Nghệ An"),
        monthly_volume=2000,
        price=PriceRange(low=20_000, high=25_000),
        hours=(Window(start="08:30", end="11:30"),),
    )
    assert profile.terms == Terms(discount_percent=30, payment_days=45, listing_fee=2_000_000)
    assert profile.holder.tax_code == "0101234567"
    assert office.keeper.find("0900000004") == [profile.holder.contact_ref]
    assert take(office, FULL).unchanged == 1


def test_further_list_adds_sets_and_notes_and_takes_nothing_away(office: Office) -> None:
    take(office, {**ROW, "Nhu cầu": "mật ong", "Căn cứ": "một"})

    report = take(office, {**ROW, "Nhu cầu": "nước mắm", "Căn cứ": "hai"})

    profile = profiles(office)["Siêu thị Mẫu Bình"]
    assert (report.changed, len(profile.note_refs)) == (1, 2)
    assert profile.seats[0].product_sets == (4, 9)


def test_stated_sets_replace_those_that_were_only_assumed(office: Office) -> None:
    take(office, ROW)

    report = take(office, {**ROW, "Nhu cầu": "nước mắm"})

    profile = profiles(office)["Siêu thị Mẫu Bình"]
    assert (report.changed, profile.seats[0].product_sets) == (1, (9,))
    assert "product_sets" not in profile.defaults


def test_company_of_the_other_side_is_refused(office: Office) -> None:
    office.register("p1", producer("HTX Mẫu An"))

    report = take(office, {**ROW, "Nhà phân phối": "HTX Mẫu An", "Tỉnh": "Hà Nội"})

    assert [(e.row, e.column, e.code) for e in report.errors] == [(2, "A", "other_side")]


def test_both_lists_match(office: Office) -> None:
    load(office, fixture("distributors.csv"))
    load(office, fixture("producers.csv"))

    office.settle()

    with office.reading() as connection:
        assert len(match_pairs(connection, FAIR)) > 0


def buyers(office: Office) -> list[str]:
    profile = profiles(office)["Siêu thị Mẫu Bình"]
    private = office.keeper.read(seat.buyer_ref for seat in profile.seats if seat.buyer_ref)
    return [private.get(seat.buyer_ref or "", {}).get("name", "") for seat in profile.seats]


def test_buyers_named_later_share_the_work_of_a_nameless_seat(office: Office) -> None:
    take(office, {**ROW, "Bộ sản phẩm": "1-4"})
    named = (
        {**ROW, "Cán bộ thu mua": "Mẫu Mai", "Bộ sản phẩm": "1-2"},
        {**ROW, "Cán bộ thu mua": "Mẫu Nam", "Bộ sản phẩm": "3-5"},
    )

    assert take(office, *named).changed == 1
    assert take(office, *named).unchanged == 1
    assert buyers(office) == ["Mẫu Mai", "Mẫu Nam"]
    sets = [seat.product_sets for seat in profiles(office)["Siêu thị Mẫu Bình"].seats]
    assert sets == [(1, 2, 3, 4), (5,)]


def test_erased_buyer_is_not_brought_back(office: Office) -> None:
    rows = [
        {**ROW, "Cán bộ thu mua": "Mẫu Mai", "Bộ sản phẩm": "1"},
        {**ROW, "Cán bộ thu mua": "Mẫu Nam", "Bộ sản phẩm": "2"},
    ]
    take(office, *rows)
    mai = profiles(office)["Siêu thị Mẫu Bình"].seats[0].buyer_ref
    assert mai is not None
    office.do(ErasePerson(references=(mai,)))
    office.settle()

    report = take(office, *rows)

    assert report.unchanged == 1
    assert [w.code for w in report.warnings] == ["person_erased"]
    assert buyers(office) == ["", "Mẫu Nam"]
