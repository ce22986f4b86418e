"""A list of fairs becomes fairs and series; imported again it changes nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.imports import ImportReport, UnusableFile, import_fairs
from streams.domain.events.fairs import Period
from streams.domain.fairs.commands import CloseFair, OpenFair, RescheduleFair
from streams.domain.fairs.state import Fair, Series
from tests.builders import FAIR, FIRST_DAY, LAST_DAY, ORGANISER, Office, open_office
from tests.lists import csv_list, fixture

ROW = {"Mã sự kiện": FAIR, "Tên sự kiện": "Hội chợ Mẫu 2026", "Tỉnh": "Hà Nội"}
DAYS = {"Dự kiến từ": FIRST_DAY.isoformat(), "Dự kiến đến": LAST_DAY.isoformat()}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def take(office: Office, *rows: dict[str, str]) -> ImportReport:
    return import_fairs(office, csv_list(*rows), "mau.csv", actor=ORGANISER)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.recorded, report.changed, report.unchanged, report.rejected


def test_fairs_of_the_past_are_held_and_their_series_defined(office: Office) -> None:
    report = import_fairs(office, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)

    assert counts(report) == (3, 0, 0, 0)
    held = office.state(Fair, "mau-trung-2020", key="mau-trung-2020")
    assert held is not None
    assert held.planned == Period(first=date(2020, 8, 20), last=date(2020, 8, 24))
    assert (held.actual_first, held.actual_last) == (date(2020, 10, 9), date(2020, 10, 12))
    assert (held.status, held.details.kind) == ("closed", "trade_week")
    series = office.state(Series, "mau-2020", key="org")
    assert series is not None
    assert (series.name, series.grace_days) == ("Mau 2020", 7)


def test_days_to_come_without_a_plan_are_the_plan(office: Office) -> None:
    import_fairs(office, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)

    fair = office.state(Fair, "mau-nam-2027", key="mau-nam-2027")

    assert fair is not None
    assert fair.planned == Period(first=date(2027, 3, 1), last=date(2027, 3, 2))
    assert (fair.actual_first, fair.status) == (None, "announced")


def test_second_import_changes_nothing(office: Office) -> None:
    import_fairs(office, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)
    end = office.log.end(0)

    report = import_fairs(office, fixture("fairs.csv"), "fairs.csv", actor="organiser-2")

    assert counts(report) == (0, 0, 3, 0)
    assert office.log.end(0) == end


def test_changed_row_revises_and_reschedules_and_back(office: Office) -> None:
    take(office, {**ROW, **DAYS, "Mã sự kiện": "mau-b"})
    later = {**ROW, "Mã sự kiện": "mau-b", "Dự kiến từ": "08/06/2026", "Dự kiến đến": "2026-06-12"}

    assert counts(take(office, {**later, "Địa điểm": "Nhà Mẫu"})) == (0, 1, 0, 0)
    fair = office.state(Fair, "mau-b", key="mau-b")
    assert fair is not None
    assert (fair.planned.first, fair.details.venue) == (date(2026, 6, 8), "Nhà Mẫu")

    for days, first in ((DAYS, FIRST_DAY), (later, date(2026, 6, 8)), (DAYS, FIRST_DAY)):
        assert counts(take(office, {**later, **days})) == (0, 1, 0, 0)
        now = office.state(Fair, "mau-b", key="mau-b")
        assert now is not None
        assert now.planned.first == first


def test_empty_cell_takes_nothing_away(office: Office) -> None:
    take(office, {**ROW, **DAYS, "Mã sự kiện": "mau-b", "Địa điểm": "Nhà Mẫu"})

    assert counts(take(office, {**ROW, **DAYS, "Mã sự kiện": "mau-b", "Địa điểm": ""})) == (
        0,
        0,
        1,
        0,
    )


def test_fair_moved_by_hand_is_not_moved_back_by_an_old_list(office: Office) -> None:
    row = {**ROW, **DAYS, "Mã sự kiện": "mau-b"}
    take(office, row)
    moved = Period(first=date(2026, 10, 9), last=date(2026, 10, 12))
    office.do(RescheduleFair(fair="mau-b", planned=moved))

    report = take(office, row)

    fair = office.state(Fair, "mau-b", key="mau-b")
    assert fair is not None
    assert fair.planned == moved
    assert counts(report) == (0, 0, 1, 0)
    assert [(w.code, w.params) for w in report.warnings] == [
        ("changed_by_hand", {"fields": "planned"})
    ]


def test_announced_fair_is_opened_and_closed_by_a_list_that_holds_its_days(office: Office) -> None:
    office.clock.move(days=60)
    report = take(office, {**ROW, "Từ ngày": "2026-06-01", "Đến ngày": "2026-06-04"})

    fair = office.state(Fair, FAIR)
    assert fair is not None
    assert (fair.actual_first, fair.actual_last) == (date(2026, 6, 1), date(2026, 6, 4))
    assert counts(report) == (0, 1, 0, 0)


def test_days_on_record_are_not_overwritten(office: Office) -> None:
    office.clock.move(days=60)
    office.do(OpenFair(fair=FAIR, on=FIRST_DAY))
    office.do(CloseFair(fair=FAIR, on=LAST_DAY))

    report = take(office, {**ROW, "Từ ngày": "2026-06-01", "Đến ngày": "2026-06-04"})

    assert [error.code for error in report.errors] == ["actual_fixed"]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"Mã sự kiện": ""}, "A", "fair_missing"),
        ({"Mã sự kiện": "Hội chợ"}, "A", "bad_id"),
        ({"Tên sự kiện": ""}, "B", "fair_name_missing"),
        ({"Dự kiến từ": "", "Dự kiến đến": ""}, "D", "fair_days_missing"),
        ({"Dự kiến đến": ""}, "E", "last_day_missing"),
        ({"Dự kiến đến": "31/05/2026"}, "E", "ends_before_start"),
        ({"Dự kiến từ": "31/04/2026"}, "D", "bad_date"),
        ({"Từ ngày": "2026-05-04", "Đến ngày": "2026-05-05"}, "G", "day_in_future"),
        ({"Loại": "chợ phiên"}, "F", "unknown_fair_kind"),
        ({"Chuỗi": "Chuỗi Mẫu!"}, "A", "bad_id"),
    ],
)
def test_bad_row_is_refused_and_the_others_are_taken(
    office: Office, change: dict[str, str], column: str, code: str
) -> None:
    good = {**ROW, **DAYS, "Mã sự kiện": "mau-c"}

    report = take(office, {**ROW, **DAYS, "Mã sự kiện": "mau-b", **change}, good)

    (error,) = report.errors
    assert (error.row, error.column, error.code) == (2, column, code)
    assert (report.rows, report.accepted, report.recorded) == (2, 1, 1)
    assert error.message.endswith(".")


def test_fair_that_stands_twice_is_refused_the_second_time(office: Office) -> None:
    row = {**ROW, **DAYS, "Mã sự kiện": "mau-b"}

    report = take(office, row, row)

    assert [(error.row, error.code) for error in report.errors] == [(3, "fair_twice")]
    assert report.recorded == 1


def test_other_list_is_no_list_of_fairs(office: Office) -> None:
    with pytest.raises(UnusableFile, match="Tên sự kiện"):
        import_fairs(office, b"fair,number\nmau,1\n", "mau.csv", actor=ORGANISER)
