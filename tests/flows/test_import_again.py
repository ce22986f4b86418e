"""A further list beside what is on record: it adds and revises, and undoes nobody's work."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from api.imports import ImportReport, import_registrations
from streams.domain.erasure import ErasePerson
from streams.domain.events.registrations import ProducerProfile
from streams.domain.registrations.commands import ReviseRegistration, WithdrawRegistration
from streams.domain.registrations.state import Registration
from streams.store import tables
from tests.builders import FAIR, ORGANISER, Office, open_office, producer, product
from tests.lists import csv_list, fixture

ROW = {
    "Chủ thể": "HTX Mẫu An",
    "Loại chủ thể": "HTX",
    "Sản phẩm": "Mật ong Mẫu",
    "Nhóm sản phẩm": "I. Thực phẩm",
    "Sao": "4",
    "Tỉnh": "Hà Nội",
}
HOUSEHOLD = {
    **ROW,
    "Chủ thể": "Hộ Mẫu Ba",
    "Loại chủ thể": "Hộ kinh doanh",
    "Người liên hệ": "Trần Mẫu",
    "Ghi chú": "kín Mẫu",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def take(office: Office, *rows: dict[str, str], actor: str = ORGANISER) -> ImportReport:
    return import_registrations(
        office, csv_list(*rows), "mau.csv", fair=FAIR, side="producer", actor=actor
    )


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.recorded, report.changed, report.unchanged


def only(office: Office) -> Registration:
    (row,) = office.rows(tables.registrations, key=FAIR)
    state = office.state(Registration, row["id"])
    assert state is not None
    return state


def profile(office: Office) -> ProducerProfile:
    found = only(office).profile
    assert isinstance(found, ProducerProfile)
    return found


def stars(office: Office) -> dict[str, int | None]:
    return {product.name: product.star for product in profile(office).products}


def test_repaired_rows_add_exactly_themselves(office: Office) -> None:
    content = fixture("producers.csv")
    import_registrations(office, content, "p.csv", fair=FAIR, side=None, actor=ORGANISER)
    repaired = {**ROW, "Chủ thể": "Công ty TNHH Mẫu Sáu", "Loại chủ thể": "doanh nghiệp"}

    report = take(office, {**repaired, "Sản phẩm": "Chè Mẫu"})

    assert counts(report) == (0, 1, 0)
    names = {row["name"]: row["lines"] for row in office.rows(tables.registrations, key=FAIR)}
    assert names["Công ty TNHH Mẫu Sáu"] == 2


def test_changed_row_revises_and_back(office: Office) -> None:
    take(office, ROW)

    for star in ("5", "4", "5"):
        assert counts(take(office, {**ROW, "Sao": star})) == (0, 1, 0)
        assert stars(office) == {"Mật ong Mẫu": int(star)}


def test_revision_by_a_list_keeps_what_the_list_does_not_state(office: Office) -> None:
    take(office, {**ROW, "Kho lạnh": "x", "Điện thoại": "0900000003", "HACCP": "x"})
    before = profile(office)

    report = take(office, {**ROW, "Sao": "5", "Số suất gặp": "4"})

    after = profile(office)
    assert counts(report) == (0, 1, 0)
    assert (after.cold_chain, after.papers, after.places) == (True, before.papers, 4)
    assert after.holder == before.holder
    assert "places" in before.defaults
    assert "places" not in after.defaults


def test_older_list_does_not_lower_a_later_star(office: Office) -> None:
    take(office, {**ROW, "Sao": "5", "Năm": "2024"})

    assert counts(take(office, {**ROW, "Sao": "4", "Năm": "2022"})) == (0, 0, 1)
    assert stars(office) == {"Mật ong Mẫu": 5}


def test_other_spelling_changes_nothing(office: Office) -> None:
    take(office, ROW)

    other = {**ROW, "Chủ thể": "HỢP TÁC XÃ  MẪU AN", "Sản phẩm": "MẬT ONG MẪU", "Tỉnh": "TP Hà Nội"}

    assert counts(take(office, other)) == (0, 0, 1)


def test_what_was_changed_by_hand_stands(office: Office) -> None:
    take(office, ROW, {**ROW, "Sản phẩm": "Cam Mẫu"})
    before = profile(office)
    (honey,) = [p for p in before.products if p.name == "Mật ong Mẫu"]
    by_hand = before.but(products=(honey.but(star=3),))
    office.do(ReviseRegistration(fair=FAIR, registration=only(office).id, profile=by_hand))

    report = take(office, ROW, {**ROW, "Sản phẩm": "Cam Mẫu"})

    assert stars(office) == {"Mật ong Mẫu": 3}
    assert counts(report) == (0, 0, 1)
    assert [(w.row, w.code) for w in report.warnings] == [(2, "changed_by_hand")]
    assert report.accepted == 2


def test_list_still_adds_to_what_was_changed_by_hand_and_keeps_it_ever_after(
    office: Office,
) -> None:
    take(office, ROW)
    (honey,) = profile(office).products
    by_hand = profile(office).but(products=(honey.but(star=3),))
    office.do(ReviseRegistration(fair=FAIR, registration=only(office).id, profile=by_hand))
    rows = (ROW, {**ROW, "Sản phẩm": "Cam Mẫu"})

    assert counts(take(office, *rows)) == (0, 1, 0)
    assert counts(take(office, *rows)) == (0, 0, 1)
    assert stars(office) == {"Mật ong Mẫu": 3, "Cam Mẫu": 4}


def test_company_that_registered_itself_is_completed_and_not_overwritten(office: Office) -> None:
    own = producer("HTX Mẫu An", products=(product(name="Mật ong Mẫu", product_set=4, star=3),))
    office.register("r1", own)

    report = take(office, {**ROW, "HACCP": "x"}, {**ROW, "Sản phẩm": "Cam Mẫu"})

    assert counts(report) == (0, 1, 0)
    assert stars(office) == {"Mật ong Mẫu": 3, "Cam Mẫu": 4}
    assert [paper.code for paper in profile(office).papers] == ["haccp"]
    assert [w.code for w in report.warnings] == ["changed_by_hand"]


def test_company_that_withdrew_is_not_registered_again(office: Office) -> None:
    take(office, ROW)
    office.do(WithdrawRegistration(fair=FAIR, registration=only(office).id))

    report = take(office, ROW)

    assert only(office).status == "withdrawn"
    assert counts(report) == (0, 0, 1)
    assert [w.code for w in report.warnings] == ["withdrawn"]


def test_company_on_record_with_a_tax_code_is_found_by_its_name(office: Office) -> None:
    take(office, {**ROW, "Mã số thuế": "0101234567"})

    assert counts(take(office, ROW)) == (0, 0, 1)
    assert only(office).profile.holder.identity == "tax:0101234567"


def test_tax_code_that_comes_later_is_added(office: Office) -> None:
    take(office, ROW)

    assert counts(take(office, {**ROW, "Mã số thuế": "0101234567"})) == (0, 1, 0)
    assert only(office).profile.holder.identity == "tax:0101234567"
    assert counts(take(office, ROW)) == (0, 0, 1)


def test_household_is_compared_with_its_private_data(office: Office) -> None:
    take(office, HOUSEHOLD)
    before = profile(office)

    assert counts(take(office, HOUSEHOLD)) == (0, 0, 1)
    assert counts(take(office, {**HOUSEHOLD, "Người liên hệ": "Lê Mẫu"})) == (0, 1, 0)
    after = profile(office)
    assert (after.holder.private, after.note_refs) == (before.holder.private, before.note_refs)
    assert after.holder.contact_ref != before.holder.contact_ref


def test_erased_person_is_not_brought_back(office: Office) -> None:
    take(office, HOUSEHOLD)
    before = profile(office)
    refs = (before.holder.private, before.holder.contact_ref, *before.note_refs)
    office.do(ErasePerson(references=tuple(ref for ref in refs if ref)))
    office.settle()

    assert counts(take(office, HOUSEHOLD)) == (0, 0, 1)
    report = take(office, {**HOUSEHOLD, "Sao": "5"})

    assert counts(report) == (0, 1, 0)
    assert [w.code for w in report.warnings] == ["person_erased"]
    assert profile(office).holder == before.holder
    assert stars(office) == {"Mật ong Mẫu": 5}
    for planted in ("Hộ Mẫu Ba", "Trần Mẫu", "kín Mẫu"):
        assert office.keeper.find(planted) == []


def test_nothing_personal_reaches_the_log_or_the_store(office: Office) -> None:
    take(office, {**HOUSEHOLD, "Điện thoại": "0900000009", "Địa chỉ": "9 ngõ Mẫu"})
    office.settle()
    office.close()
    folder = office.folder.path
    planted = ("Hộ Mẫu Ba", "Trần Mẫu", "kín Mẫu", "0900000009", "9 ngõ Mẫu")

    holding = {
        text: sorted(
            path.relative_to(folder).parts[0].partition(".")[0].partition("-")[0]
            for path in folder.rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()
        )
        for text in planted
    }

    assert {name for names in holding.values() for name in names} == {"private"}
    assert all(holding.values())


def test_same_file_twice_at_once_is_one_import(office: Office) -> None:
    rows = [{**ROW, "Chủ thể": f"HTX Mẫu {number}"} for number in range(40)]
    reports: list[ImportReport] = []
    threads = [Thread(target=lambda: reports.append(take(office, *rows))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(office.rows(tables.registrations, key=FAIR)) == 40
    assert [report.rejected for report in reports] == [0, 0, 0]


def test_two_people_with_the_same_file_at_once_are_one_import(office: Office) -> None:
    rows = [{**ROW, "Chủ thể": f"HTX Mẫu {number}"} for number in range(40)]
    reports: list[ImportReport] = []
    threads = [
        Thread(target=lambda actor=actor: reports.append(take(office, *rows, actor=actor)))
        for actor in ("organiser-1", "organiser-2")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(office.rows(tables.registrations, key=FAIR)) == 40
    assert [report.rejected for report in reports] == [0, 0]
