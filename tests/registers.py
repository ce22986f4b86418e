"""A register of agreements with one row, and what became of it."""

from api.imports import ImportReport, import_agreements
from streams.domain.agreements.state import Agreement
from streams.store import tables
from tests.builders import ORGANISER, Office
from tests.lists import csv_list

NORTH = "mau-bac-2020"
ROW = {
    "Mã sự kiện": NORTH,
    "Số biên bản": "10/BB-MAU",
    "Loại văn bản": "Biên bản ghi nhớ",
    "Ngày ký": "2020-07-22",
    "Bên sản xuất": "HTX Mẫu An",
    "Loại chủ thể": "HTX",
    "Tỉnh/thành phố": "Hà Nội",
    "Nhà phân phối": "Siêu thị Mẫu Bình",
    "Sản phẩm": "Mật ong",
    "Bộ sản phẩm": "4",
    "Giá trị (triệu đồng)": "12,5",
    "Đã ký: bên sản xuất": "x",
    "Đã ký: nhà phân phối": "x",
    "Trạng thái": "Đã ký",
    "Ngày trạng thái": "",
    "Lý do": "",
    "Thay thế bởi": "",
    "Trùng với": "",
    "Ghi chú": "",
}
PERSON = {"Bên sản xuất": "Hộ Mẫu Ba", "Loại chủ thể": "Hộ kinh doanh", "Ghi chú": "Gọi Mẫu"}


def take(office: Office, *rows: dict[str, str]) -> ImportReport:
    return import_agreements(office, csv_list(*rows), "mau.csv", actor=ORGANISER)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.recorded, report.changed, report.unchanged, report.rejected


def papers(office: Office, fair: str = NORTH) -> dict[str, Agreement]:
    """Return the papers of a fair by number as written."""
    rows = office.rows(tables.agreements, key=fair, recorded_to=None)
    states = [office.state(Agreement, row["id"], key=fair) for row in rows]
    return {state.content.number: state for state in states if state is not None}


def paper(office: Office, number: str = "10/BB-MAU") -> Agreement:
    return papers(office)[number]
