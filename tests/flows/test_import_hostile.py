"""Whatever a file holds: no traceback, every row accounted for, and a second time nothing new."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.imports import (
    ImportReport,
    UnusableFile,
    import_agreements,
    import_fairs,
    import_registrations,
)
from api.imports.agreements import columns as agreement_columns
from api.imports.columns import Column
from api.imports.fairs import columns as fair_columns
from api.imports.registrations import distributor_columns, producer_columns
from tests.builders import FAIR, ORGANISER, Office, open_office
from tests.lists import fixture, xlsx_list

pytestmark = pytest.mark.slow

Import = Callable[[Office, bytes], ImportReport]
IMPORTS: dict[str, Import] = {
    "fairs": lambda office, content: import_fairs(office, content, "mau", actor=ORGANISER),
    "agreements": lambda office, content: import_agreements(
        office, content, "mau", actor=ORGANISER
    ),
    "producers": lambda office, content: import_registrations(
        office, content, "mau", fair=FAIR, side="producer", actor=ORGANISER
    ),
    "distributors": lambda office, content: import_registrations(
        office, content, "mau", fair=FAIR, side="distributor", actor=ORGANISER
    ),
}
COLUMNS: dict[str, Sequence[Column[object]]] = {
    "fairs": fair_columns.COLUMNS,
    "agreements": agreement_columns.COLUMNS,
    "producers": producer_columns.COLUMNS,
    "distributors": distributor_columns.COLUMNS,
}
LIKELY = [
    "",
    "",
    "x",
    "1",
    "3",
    "-3",
    "2020-07-22",
    "22/07/2020",
    "2020-07-25",
    "31/02/2020",
    "2999-01-01",
    "Hà Nội",
    "Tỉnh Mẫu",
    "Huyện Đông Anh",
    "HTX",
    "Hộ kinh doanh",
    "Mẫu A",
    "mẫu a",
    "Mẫu B",
    "Công ty Mẫu",
    "Biên bản ghi nhớ",
    "Đã ký",
    "Dự thảo",
    "Đã hủy",
    "Được thay thế",
    "Trùng",
    "01/MAU",
    "01 / mau",
    "02/MAU",
    FAIR,
    "mau-bac-2020",
    "I. Thực phẩm",
    "Mật ong",
    "1.054",
    "1,054",
    "526 triệu",
    "Thỏa thuận sau",
    "tiềm năng 5",
    "0101234567",
    "HACCP đến 30/11/2026",
    "08:30-11:30",
    "{value} {0} %s",
]
FITTING = {
    "Mã sự kiện": [FAIR, "mau-bac-2020", "mau-x", "mau-y"],
    "Tên sự kiện": ["Mẫu", "Mẫu khác"],
    "Dự kiến từ": ["2026-06-01", "2026-07-01", ""],
    "Dự kiến đến": ["2026-06-05", "2026-07-05", ""],
    "Từ ngày": ["2020-06-01", "", ""],
    "Đến ngày": ["2020-06-05", "", ""],
    "Chuỗi": ["mau-2020", ""],
    "Số biên bản": ["01/MAU", "01 / mau", "02/MAU", "03/MAU", "04/MAU", ""],
    "Loại văn bản": ["Biên bản ghi nhớ", "Biên bản hợp tác"],
    "Ngày ký": ["2020-07-22", "2020-07-23"],
    "Bên sản xuất": ["HTX Mẫu An", "HTX MẪU AN", "Mẫu Ba"],
    "Nhà phân phối": ["Mẫu Bình", "Mẫu Tư", "MẪU BÌNH"],
    "Bên thứ ba": ["UBND tỉnh Mẫu", "Mẫu Sáu", ""],
    "Trạng thái": ["Đã ký", "Dự thảo", "Đã hủy", "Được thay thế", "Trùng", ""],
    "Ngày trạng thái": ["2020-07-25", "2020-07-22", ""],
    "Trùng với": ["01/MAU", "02/MAU", "03/MAU", "04/MAU", ""],
    "Thay thế bởi": ["01/MAU", "09/MAU", ""],
    "Lý do": ["Ký nhầm", "vì Mẫu", ""],
    "Ghi chú": ["kín", "kín khác", ""],
    "Chủ thể": ["HTX Mẫu An", "Hợp tác xã Mẫu An", "Mẫu Ba", "MẪU BA", "Công ty Mẫu"],
    "Loại chủ thể": ["HTX", "Hộ kinh doanh", "Doanh nghiệp", "lạ", ""],
    "Sản phẩm": ["Mật ong", "MẬT ONG", "Cam", "Vật lạ"],
    "Nhóm sản phẩm": ["I", "IV", ""],
    "Bộ sản phẩm": ["1", "4", "1-3", ""],
    "Sao": ["3", "4", "tiềm năng 5", "", "0"],
    "Năm": ["2021", "2023", ""],
    "Tỉnh/thành phố": ["Hà Nội", "TP Hà Nội", "Nghệ An", "Tỉnh Mẫu", ""],
    "Quận/huyện": ["Huyện Đông Anh", "đông anh", ""],
    "Mã số thuế": ["0101234567", "0109999999", ""],
    "Cán bộ thu mua": ["Mẫu Mai", "mẫu mai", "Mẫu Nam", ""],
    "Nhu cầu": ["mật ong; gạo", "cam", "lạ", ""],
    "Căn cứ": ["một", "hai", ""],
}
"""What columns hold when nobody is hostile, with few values, so that rows meet."""
CELLS = st.sampled_from(LIKELY) | st.sampled_from(LIKELY) | st.text(max_size=12)
STUBBORN = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        import_fairs(opened, fixture("fairs.csv"), "fairs.csv", actor=ORGANISER)
        yield opened


def check(report: ImportReport) -> None:
    """Check that every row is accounted for, once, and everything said can be printed."""
    document = json.loads(json.dumps(report.document()))
    rows = [error["row"] for error in document["errors"]]
    assert len(set(rows)) == len(rows)
    assert rows == sorted(rows)
    assert document["rows"] == document["accepted"] + document["rejected"]
    assert document["rejected"] == len(rows)
    assert report.described == report.recorded + report.changed + report.unchanged
    for said in (*document["errors"], *document["warnings"]):
        assert said["message"]
        assert said["code"]


def tables(kind: str) -> st.SearchStrategy[list[list[str]]]:
    headers = [column.name for column in COLUMNS[kind]]
    needed = [column.name for column in COLUMNS[kind] if column.needed or column.required]

    def rows(chosen: list[str]) -> st.SearchStrategy[list[list[str]]]:
        header = [*needed, *(name for name in chosen if name not in needed)]
        line = st.tuples(*(_cell(name) for name in header)).map(list)
        return st.lists(line, min_size=1, max_size=6).map(lambda lines: [header, *lines])

    return st.lists(st.sampled_from(headers), max_size=14, unique=True).flatmap(rows)


def _cell(name: str) -> st.SearchStrategy[str]:
    if name not in FITTING:
        return CELLS
    fitting = st.sampled_from(FITTING[name])
    return st.one_of(*[fitting] * 19, CELLS)


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode(errors="replace")


@pytest.mark.parametrize("kind", IMPORTS)
def test_any_table_is_accounted_for_and_a_second_time_changes_nothing(
    office: Office, kind: str
) -> None:
    @STUBBORN
    @given(tables(kind))
    def run(lines: list[list[str]]) -> None:
        content = as_csv(lines)
        check(IMPORTS[kind](office, content))

        again = IMPORTS[kind](office, content)

        check(again)
        assert (again.recorded, again.changed) == (0, 0)

    run()


@pytest.mark.parametrize("kind", ["agreements", "producers", "distributors"])
def test_order_of_a_known_file_does_not_matter(office: Office, kind: str) -> None:
    @STUBBORN
    @given(tables(kind))
    def run(lines: list[list[str]]) -> None:
        IMPORTS[kind](office, as_csv(lines))

        again = IMPORTS[kind](office, as_csv([lines[0], *reversed(lines[1:])]))

        assert (again.recorded, again.changed) == (0, 0)

    run()


@pytest.mark.parametrize("kind", IMPORTS)
def test_any_bytes_are_read_or_refused(office: Office, kind: str) -> None:
    header = ",".join(column.name for column in COLUMNS[kind]).encode()

    @STUBBORN
    @given(st.binary(max_size=120), st.booleans())
    def run(content: bytes, known: bool) -> None:
        said = "."
        try:
            check(IMPORTS[kind](office, header + b"\n" + content if known else content))
        except UnusableFile as refused:
            said = str(refused)
        assert said.endswith(".")

    run()


@pytest.mark.parametrize("kind", IMPORTS)
def test_any_cells_of_a_workbook_are_accounted_for(office: Office, kind: str) -> None:
    headers = [column.name for column in COLUMNS[kind]]
    cell = (
        CELLS.filter(lambda text: text.isprintable() and not text.startswith(("=", "{")))
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.integers(min_value=-(2**40), max_value=2**40)
        | st.dates()
        | st.booleans()
    )

    @settings(STUBBORN, max_examples=20)
    @given(st.lists(st.lists(cell, max_size=len(headers)), min_size=1, max_size=4))
    def run(lines: list[list[object]]) -> None:
        code = "file_empty"
        try:
            check(IMPORTS[kind](office, xlsx_list(headers, *lines)))
        except UnusableFile as refused:
            code = refused.code
        assert code == "file_empty"

    run()
