"""A register becomes agreements: states, copies, duplicates, and what is refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.imports import import_agreements, import_fairs
from streams.domain.events.registrations import Place
from streams.store import tables
from tests.builders import ORGANISER, Office, open_office
from tests.lists import fixture, shuffled
from tests.registers import NORTH, ROW, counts, paper, papers, take


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        import_fairs(opened, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)
        yield opened


def test_register_is_taken_row_by_row(office: Office) -> None:
    report = import_agreements(office, fixture("register.csv"), "register.csv", actor=ORGANISER)

    assert (report.rows, report.accepted, report.described) == (11, 8, 8)
    assert counts(report) == (8, 0, 0, 3)
    assert [(e.row, e.column, e.code, [c.code for c in e.also]) for e in report.errors] == [
        (10, "E", "day_in_future", []),
        (11, "U", "unknown_original", []),
        (
            12,
            "A",
            "unknown_fair",
            ["unknown_agreement_kind", "distributor_party_missing", "bad_product_set"],
        ),
    ]
    assert [(w.row, w.code) for w in report.warnings] == [
        (8, "province_missing"),
        (9, "unknown_province"),
    ]
    (copies,) = report.merged
    assert (copies.rows, copies.names) == ((2, 3), ("01 / bb-mau", "01/BB-MAU"))


def test_every_state_of_a_row_is_carried_by_one_event(office: Office) -> None:
    import_agreements(office, fixture("register.csv"), "register.csv", actor=ORGANISER)

    found = papers(office)

    first, copy = found["01 / bb-mau"], found["01/BB-MAU"]
    assert (first.status, first.merged_into) == ("signed", "")
    assert (copy.merged_into, copy.merged_on, copy.differs) == (first.id, date(2020, 7, 22), ())
    voided = found["02/BB-MAU"]
    assert (voided.voided_on, voided.void_reason) == (date(2020, 8, 12), "discount")
    assert voided.content.value_open
    superseded = found["03/BB-MAU"]
    assert (superseded.superseded_on, superseded.superseded_by) == (
        date(2020, 7, 25),
        "04/BB-MAU",
    )
    marked = found["05/BB-MAU"]
    assert (marked.merged_into, marked.merged_on) == (found["04/BB-MAU"].id, date(2020, 7, 25))
    draft = found["06/BB-MAU"]
    assert (draft.status, draft.is_signed, draft.content.kind) == ("draft", False, "sales_contract")
    assert {row["type"] for row in office.rows(tables.events, key=NORTH)} == {
        "fair.announced",
        "agreement.recorded",
    }
    far = papers(office, "mau-trung-2020")["01/BB-MAU"]
    assert far.content.value_vnd == 1_200_000_000
    assert far.content.parties[0].place == Place(province="Tỉnh Không Có")


def test_parties_stand_where_they_belong(office: Office) -> None:
    import_agreements(office, fixture("register.csv"), "register.csv", actor=ORGANISER)
    found = papers(office)

    producer, distributor, province = found["01/BB-MAU"].content.parties
    assert (producer.name, producer.kind, producer.signed) == ("HTX Mẫu An", "cooperative", "yes")
    assert (distributor.kind, distributor.signed) == ("supermarket_chain", "yes")
    assert (province.role, province.name, province.signed) == (
        "province",
        "UBND tỉnh Hà Giang",
        "unstated",
    )
    person = found["02/BB-MAU"].content.parties[0]
    assert person.name is None
    assert person.private is not None
    private = office.keeper.read(
        [person.private, *found["02/BB-MAU"].reason_refs, *found["02/BB-MAU"].content.note_refs]
    )
    assert sorted(next(iter(fields.values())) for fields in private.values()) == [
        "Gọi chị Mẫu 0900000001",
        "Hộ kinh doanh Mẫu Ba",
        "Không thống nhất chiết khấu",
    ]


def test_order_of_the_file_does_not_matter_to_references(office: Office) -> None:
    report = import_agreements(
        office, shuffled(fixture("register.csv")), "register.csv", actor=ORGANISER
    )

    assert counts(report) == (8, 0, 0, 3)
    found = papers(office)
    assert found["05/BB-MAU"].merged_into == found["04/BB-MAU"].id


def test_copy_that_differs_in_more_than_spelling_goes_to_review(office: Office) -> None:
    copy = {
        **ROW,
        "Số biên bản": "10 / bb-mau",
        "Giá trị (triệu đồng)": "13",
        "Ngày ký": "24/7/2020",
    }

    report = take(office, {**ROW, "Bên sản xuất": "HTX MẪU AN"}, copy)

    found = paper(office, "10 / bb-mau")
    assert found.differs == ("signed_on", "value_vnd")
    assert found.merged_on == date(2020, 7, 24)
    assert [(w.row, w.code) for w in report.warnings] == [(3, "copy_differs")]


def test_first_row_not_marked_as_duplicate_is_kept(office: Office) -> None:
    marked = {**ROW, "Trạng thái": "Trùng", "Ngày ký": "2020-07-23"}

    take(office, marked, {**ROW, "Số biên bản": "10/bb-mau"})

    kept = paper(office, "10/bb-mau")
    assert (kept.merged_into, paper(office).merged_into) == ("", kept.id)


def test_third_party_that_may_be_a_person_is_kept_closed(office: Office) -> None:
    take(office, {**ROW, "Bên thứ ba": "Nguyễn Mẫu Sáu; Sở Công Thương Mẫu"})

    _, _, person, department = paper(office).content.parties
    assert (person.name, department.role, department.name) == (
        None,
        "department",
        "Sở Công Thương Mẫu",
    )
    assert office.keeper.find("Nguyễn Mẫu Sáu") == [person.private]


def test_same_number_at_another_fair_is_another_paper(office: Office) -> None:
    report = take(office, ROW, {**ROW, "Mã sự kiện": "MAU-TRUNG-2020", "Ngày ký": "2020-10-10"})

    assert counts(report) == (2, 0, 0, 0)
    assert report.merged == ()


def test_duplicates_follow_each_other_and_never_in_circles(office: Office) -> None:
    def marked(number: str, of: str) -> dict[str, str]:
        return {**ROW, "Số biên bản": number, "Trạng thái": "Trùng", "Trùng với": of}

    report = take(
        office,
        marked("13", "12"),
        marked("12", "10/BB-MAU"),
        ROW,
        marked("20", "21"),
        marked("21", "20"),
        marked("22", "22"),
        marked("23", "24"),
        marked("24", "99"),
    )

    found = papers(office)
    assert found["13"].merged_into == found["10/BB-MAU"].id
    assert found["12"].merged_into == found["10/BB-MAU"].id
    assert [(e.row, e.code) for e in report.errors] == [
        (5, "copy_of_itself"),
        (6, "copy_of_itself"),
        (7, "copy_of_itself"),
        (8, "unknown_original"),
        (9, "unknown_original"),
    ]


def test_unknown_successor_is_doubted_and_the_row_taken(office: Office) -> None:
    report = take(office, {**ROW, "Trạng thái": "Được thay thế", "Thay thế bởi": "99"})

    assert counts(report) == (1, 0, 0, 0)
    assert [(w.column, w.code) for w in report.warnings] == [("Q", "unknown_successor")]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"Ngày ký": ""}, "D", "signed_on_missing"),
        ({"Ngày ký": "2026-05-05"}, "D", "day_in_future"),
        ({"Ngày ký": "31/02/2020"}, "D", "bad_date"),
        ({"Bên sản xuất": ""}, "E", "producer_party_missing"),
        ({"Nhà phân phối": ""}, "H", "distributor_party_missing"),
        ({"Loại văn bản": "Thư ngỏ"}, "C", "unknown_agreement_kind"),
        ({"Bộ sản phẩm": "27"}, "J", "bad_product_set"),
        ({"Giá trị (triệu đồng)": "nhiều"}, "K", "bad_number"),
        ({"Giá trị (triệu đồng)": "-1"}, "K", "out_of_range"),
        ({"Đã ký: bên sản xuất": "có lẽ"}, "L", "bad_mark"),
        ({"Trạng thái": "Lơ lửng"}, "N", "unknown_state"),
        ({"Trạng thái": "Đã hủy", "Ngày trạng thái": "2020-07-21"}, "O", "ends_before_signing"),
        ({"Trạng thái": "Trùng"}, "N", "copy_of_missing"),
    ],
)
def test_bad_row_is_refused_and_the_others_are_taken(
    office: Office, change: dict[str, str], column: str, code: str
) -> None:
    report = take(office, {**ROW, **change}, {**ROW, "Số biên bản": "11/BB-MAU"})

    (error,) = report.errors
    assert (error.row, error.column, error.code) == (2, column, code)
    assert counts(report) == (1, 0, 0, 1)


def test_english_headers_and_a_value_in_dong_are_understood(office: Office) -> None:
    report = take(
        office,
        {
            "fair id": NORTH,
            "document number": "1/MAU",
            "document kind": "memorandum",
            "signed on": "2020-07-22",
            "producer": "Mau Cooperative",
            "producer kind": "cooperative",
            "distributor": "Mau Market",
            "distributor kind": "supermarket",
            "value (VND)": "526.000.000",
            "signed by producer": "yes",
            "signed by distributor": "yes",
            "state": "signed",
        },
    )

    assert report.warnings == ()
    assert paper(office, "1/MAU").content.value_vnd == 526_000_000


def test_register_without_marks_and_states_lists_signed_papers(office: Office) -> None:
    gone = {"Đã ký: bên sản xuất", "Đã ký: nhà phân phối", "Trạng thái"}

    take(office, {name: cell for name, cell in ROW.items() if name not in gone})

    assert paper(office).is_signed


def test_one_sided_row_without_a_state_is_a_draft(office: Office) -> None:
    take(office, {**ROW, "Trạng thái": "", "Đã ký: nhà phân phối": ""})

    assert (paper(office).status, paper(office).is_signed) == ("draft", False)
