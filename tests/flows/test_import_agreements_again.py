"""A further register beside what is on record: equal is unchanged, otherwise corrected."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.imports import import_agreements, import_fairs
from streams.domain.agreements.commands import (
    CorrectAgreement,
    UnmergeAgreement,
    VoidAgreement,
)
from streams.domain.erasure import ErasePerson
from streams.store import tables
from tests.builders import ORGANISER, Office, open_office
from tests.lists import fixture, shuffled
from tests.registers import NORTH, PERSON, ROW, counts, paper, take


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        import_fairs(opened, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)
        yield opened


@pytest.mark.parametrize("again", [fixture("register.csv"), shuffled(fixture("register.csv"))])
def test_second_import_changes_nothing_in_any_order(office: Office, again: bytes) -> None:
    import_agreements(office, fixture("register.csv"), "register.csv", actor=ORGANISER)
    end = office.log.end(0)

    report = import_agreements(office, again, "register.csv", actor="organiser-2")

    assert counts(report) == (0, 0, 8, 3)
    assert office.log.end(0) == end


def test_voiding_the_kept_paper_does_not_revive_its_copy(office: Office) -> None:
    take(office, ROW, {**ROW, "Số biên bản": "10/bb-mau"})
    kept = paper(office)
    office.do(VoidAgreement(fair=NORTH, agreement=kept.id, effective_on=date(2020, 8, 1)))

    report = take(office, ROW, {**ROW, "Số biên bản": "10/bb-mau"})

    assert paper(office).voided_on == date(2020, 8, 1)
    assert paper(office, "10/bb-mau").merged_into == kept.id
    assert counts(report) == (0, 0, 2, 0)
    assert [w.code for w in report.warnings] == ["changed_by_hand"]


def test_new_copy_of_a_recorded_paper_is_recorded_as_a_copy(office: Office) -> None:
    take(office, ROW)

    report = take(office, ROW, {**ROW, "Số biên bản": "10/bb-mau"})

    assert counts(report) == (1, 0, 1, 0)
    assert paper(office, "10/bb-mau").merged_into == paper(office).id


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"Giá trị (triệu đồng)": "13"}, {"value_vnd"}),
        ({"Giá trị (triệu đồng)": "Thỏa thuận sau"}, {"value_vnd", "value_open"}),
        ({"Bên sản xuất": "HTX Mẫu Em"}, {"parties"}),
        ({"Tỉnh/thành phố": ""}, {"parties"}),
        ({"Sản phẩm": "Mật ong; Sáp ong"}, {"items"}),
        ({"Ngày ký": "2020-07-23"}, {"signed_on", "parties"}),
        ({"Loại văn bản": "Biên bản hợp tác"}, {"kind"}),
        ({"Ghi chú": "Mẫu"}, {"note_refs"}),
        ({"Trạng thái": "Đã hủy", "Ngày trạng thái": "2020-08-12", "Lý do": "Ký nhầm"}, set()),
    ],
)
def test_changed_row_corrects_the_paper_and_back(
    office: Office, change: dict[str, str], fields: set[str]
) -> None:
    take(office, ROW)
    before = paper(office)

    assert counts(take(office, {**ROW, **change})) == (0, 1, 0, 0)
    after = paper(office)
    names = before.content.__struct_fields__
    assert fields == {
        name for name in names if getattr(before.content, name) != getattr(after.content, name)
    }
    assert counts(take(office, {**ROW, **change})) == (0, 0, 1, 0)

    for row in (ROW, {**ROW, **change}, ROW):
        assert counts(take(office, row)) == (0, 1, 0, 0)
    assert paper(office).content.but(parties=()) == before.content.but(parties=())
    assert paper(office).voided_on is None


def test_paper_corrected_by_hand_is_not_corrected_back(office: Office) -> None:
    take(office, ROW)
    before = paper(office)
    by_hand = before.content.but(value_vnd=99)
    office.do(CorrectAgreement(fair=NORTH, agreement=before.id, content=by_hand))

    report = take(office, {**ROW, "Sản phẩm": "Sáp ong"})

    after = paper(office).content
    assert (after.value_vnd, after.items[0].name) == (99, "Sáp ong")
    assert counts(report) == (0, 1, 0, 0)
    assert [(w.code, w.params["fields"]) for w in report.warnings] == [
        ("changed_by_hand", "value_vnd")
    ]
    assert counts(take(office, {**ROW, "Sản phẩm": "Sáp ong"})) == (0, 0, 1, 0)


def test_copy_that_was_unmerged_by_hand_is_not_merged_again(office: Office) -> None:
    rows = (ROW, {**ROW, "Số biên bản": "10/bb-mau"})
    take(office, *rows)
    copy = paper(office, "10/bb-mau")
    office.do(UnmergeAgreement(fair=NORTH, agreement=copy.id))

    report = take(office, *rows)

    assert paper(office, "10/bb-mau").merged_into == ""
    assert counts(report) == (0, 0, 2, 0)


def test_erased_person_is_not_brought_back(office: Office) -> None:
    take(office, {**ROW, **PERSON})
    producer = paper(office).content.parties[0]
    note_refs = paper(office).content.note_refs
    assert producer.private is not None
    office.do(ErasePerson(references=(producer.private, *note_refs)))
    office.settle()

    report = take(office, {**ROW, **PERSON, "Giá trị (triệu đồng)": "13"})

    assert counts(report) == (0, 1, 0, 0)
    assert "person_erased" in {w.code for w in report.warnings}
    assert paper(office).content.value_vnd == 13_000_000
    assert paper(office).content.parties[0] == producer
    assert office.keeper.find("Mẫu Ba") == office.keeper.find("Gọi Mẫu") == []


def test_person_spelled_otherwise_is_corrected_in_private(office: Office) -> None:
    take(office, {**ROW, **PERSON})

    report = take(office, {**ROW, **PERSON, "Bên sản xuất": "Hộ Mẫu Bá"})

    assert counts(report) == (0, 1, 0, 0)
    reference = paper(office).content.parties[0].private
    assert reference is not None
    assert office.keeper.read([reference])[reference]["name"] == "Hộ Mẫu Bá"


def test_paper_without_a_number_is_known_by_its_content(office: Office) -> None:
    row = {**ROW, "Số biên bản": ""}

    assert counts(take(office, row, {**row, "Sản phẩm": "Sáp ong"}, row)) == (3, 0, 0, 0)
    assert counts(take(office, row, {**row, "Sản phẩm": "Sáp ong"}, row)) == (0, 0, 3, 0)
    merged = [row["merged_into"] != "" for row in office.rows(tables.agreements, key=NORTH)]
    assert sorted(merged) == [False, False, True]
