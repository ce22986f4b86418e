"""Downloads of the agreement report: CSV and Excel hold the same, nothing in them calculates."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from api.exports import workbook
from api.exports.delimited import write_csv
from api.exports.workbook import write_workbook
from streams.runtime.embedded import Embedded
from tests.web.registers import DAYS, REPORT, browser, register_of_2020

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "'=1", 'Mẫu, "An"\n')


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with register_of_2020(tmp_path_factory.mktemp("register")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(office: Embedded) -> Iterator[TestClient]:
    with browser(office) as client:
        yield client


def lines_of_csv(pages: TestClient, name: str, **query: str) -> list[list[str]]:
    answer = pages.get(f"{REPORT}/{name}", params={**DAYS, **query})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def as_in_csv(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_csv_of_numbers_holds_the_count_what_was_left_out_and_tables_that_close(
    pages: TestClient,
) -> None:
    lines = lines_of_csv(pages, "numbers.csv")

    counts = [int(line[2]) for line in lines if line[0] == "Report"]
    left_out = [int(line[2]) for line in lines if line[0] == "left out"]
    assert (counts, left_out) == ([473], [38, 6, 11, 0, 0, 9, 7, 5, 20])
    for table in ("fair", "month", "province", "producer kind", "distributor kind"):
        assert sum(int(line[2]) for line in lines if line[0] == table) == 473, table


def test_csv_of_papers_has_a_line_per_paper(pages: TestClient) -> None:
    assert len(lines_of_csv(pages, "papers.csv")) == 1 + 473
    assert len(lines_of_csv(pages, "papers.csv", excluded="second_copy")) == 1 + 20


def test_workbook_and_csv_hold_the_same(pages: TestClient) -> None:
    answer = pages.get(f"{REPORT}/report.xlsx", params=DAYS)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    numbers, papers = sheets.values()
    assert all(isinstance(line[2], float) for line in numbers if line[0] == "Report")
    shown = [[as_in_csv(cell) for cell in line] for line in papers]
    assert shown == lines_of_csv(pages, "papers.csv")
    without_moment = [
        [as_in_csv(cell) for cell in line] for line in numbers if "record" not in str(line[0])
    ]
    assert without_moment == [
        line for line in lines_of_csv(pages, "numbers.csv") if "record" not in line[0]
    ]


def test_text_that_looks_like_a_formula_is_neutralised_in_csv() -> None:
    out = io.BytesIO()
    write_csv(out, [(text,) for text in HOSTILE])

    cells = [
        line[0] for line in csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
    ]

    assert cells[:7] == [f"'{text}" for text in HOSTILE[:7]]
    assert cells[7:] == list(HOSTILE[7:])


def test_text_that_looks_like_a_formula_stays_text_in_a_workbook() -> None:
    out = io.BytesIO()
    write_workbook(out, {"Mẫu": [(text, 1) for text in HOSTILE]})

    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    read = (
        CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    )
    assert [line[0] for line in read[:4]] == list(HOSTILE[:4])


def test_list_too_long_for_excel_is_refused_with_the_remedy(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_LINES", 472)

    answer = pages.get(f"{REPORT}/report.xlsx")

    assert answer.status_code == 422
    assert "Take the CSV file instead." in answer.text
