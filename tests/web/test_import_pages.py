"""Import and repair on a page: shown before it is recorded, repaired in groups, taken once."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from streams.runtime.reactions.erasure import sweep
from streams.store import tables
from tests.builders import FAIR, Office
from tests.lists import csv_list
from tests.web.halls import AT, browser, words

IMPORT = f"{AT}/import"
HOSTILE = '<script>alert("Mẫu")</script>'


def untidy(good: int = 329, bad: int = 88) -> bytes:
    """Return a list of products of which some rows name no producer."""
    named = [
        {"Chủ thể": f"HTX Mẫu Số {n % 184}", "Sản phẩm": f"Mật ong {n}", "Bộ sản phẩm": "4"}
        for n in range(good)
    ]
    nameless = [
        {"Chủ thể": "", "Sản phẩm": f"Chè xanh {n}", "Bộ sản phẩm": "11"} for n in range(bad)
    ]
    return csv_list(*named, *nameless)


def upload(client: TestClient, content: bytes, name: str = "mau.csv", side: str = "") -> str:
    """Upload a list and return the address of its page."""
    answer = client.post(IMPORT, files={"list_file": (name, content)}, data={"side": side})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def repair(client: TestClient, at: str, typed: dict[str, str | list[str]]) -> str:
    """Write into cells and return the address of the list as repaired."""
    answer = client.post(f"{at}/repair", data=typed)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def entries(office: Office) -> int:
    return len(office.rows(tables.registrations, key=FAIR))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("Drop an Excel or CSV file. No template needed.", "Read the list")),
        ("vi", ("Thả tệp Excel hoặc CSV vào đây. Không cần theo mẫu.", "Đọc danh sách")),
    ],
)
def test_page_asks_for_a_list(tmp_path: Path, language: str, sentences: tuple[str, ...]) -> None:
    with browser(tmp_path, language) as (_, client):
        answer = client.get(IMPORT)

    assert answer.status_code == 200
    assert [one for one in sentences if one not in words(answer.text)] == []


@pytest.mark.parametrize(
    ("language", "counts", "action"),
    [
        ("en", "329 good rows · 88 rows to repair · 0 rows lost", "Take 329 good rows"),
        ("vi", "329 dòng tốt · 88 dòng cần sửa · 0 dòng mất", "Nhận 329 dòng tốt"),
    ],
)
def test_list_is_shown_before_anything_is_recorded(
    tmp_path: Path, language: str, counts: str, action: str
) -> None:
    with browser(tmp_path, language) as (office, client):
        at = upload(client, untidy())
        page = words(client.get(at).text)
        recorded = entries(office)

    assert counts in page
    assert action in page
    assert "Mật ong 0; Mật ong 1; Mật ong 2" in page
    assert recorded == 0


def test_good_rows_are_taken_and_a_second_upload_changes_nothing(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        taken = client.post(f"{upload(client, untidy())}/take")
        first = words(client.get(taken.headers["location"]).text)
        again = upload(client, untidy())
        before = words(client.get(again).text)
        second = client.post(f"{again}/take").headers["location"]
        after = words(client.get(second).text)
        recorded = entries(office)

    assert "Taken: 184 new, 0 changed, 0 unchanged." in first
    assert "Nothing of this list is left to take." in before
    assert "Taken: 0 new, 0 changed, 184 unchanged." in after
    assert recorded == 184


def test_repaired_rows_add_exactly_those(tmp_path: Path) -> None:
    with browser(tmp_path) as (office, client):
        at = upload(client, untidy())
        client.post(f"{at}/take")
        mended = repair(
            client,
            at,
            {"column": "A", "row": ["331", "332", "333"], "cell": ["HTX Mới", "", "HTX Mới Hai"]},
        )
        page = words(client.get(mended).text)
        taken = client.post(f"{mended}/take").headers["location"]
        told = words(client.get(taken).text)
        recorded = entries(office)

    assert "331 good rows · 86 rows to repair · 0 rows lost" in page
    assert "Companies: 186 (2 new, 0 changed, 184 as on record)." in page
    assert "Taken: 2 new, 0 changed, 184 unchanged." in told
    assert recorded == 186


def test_one_value_mends_all_rows_of_a_group(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        at = upload(client, untidy(good=2, bad=3))
        mended = repair(client, at, {"column": "A", "rows": "4,5,6", "value": "HTX Mẫu Ba"})
        page = words(client.get(mended).text)
        unrepaired = words(client.get(at).text)

    assert "5 good rows · 0 rows to repair · 0 rows lost" in page
    assert "Companies: 3 (" in page
    assert "2 good rows · 3 rows to repair" in unrepaired


def test_probable_same_producers_are_left_apart_until_somebody_merges_them(tmp_path: Path) -> None:
    names = ("Công ty TNHH Mẫu Sáu Sáu", "Công ty THHH Mẫu Sáu Sáu")
    content = csv_list(
        *({"Chủ thể": name, "Sản phẩm": f"Chè {name}", "Bộ sản phẩm": "11"} for name in names)
    )
    with browser(tmp_path) as (_, client):
        at = upload(client, content)
        apart = words(client.get(at).text)
        merged = repair(client, at, {"column": "A", "rows": "2,3", "value": names[0]})
        together = words(client.get(merged).text)

    assert " ~ ".join(names) in apart
    assert "Companies: 2 (" in apart
    assert "Companies: 1 (" in together


def test_rows_to_repair_are_a_workbook_with_their_cause(tmp_path: Path) -> None:
    with browser(tmp_path, "vi") as (_, client):
        at = upload(client, untidy(good=1, bad=2))
        answer = client.get(f"{at}/bad.xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["Chủ thể", "Sản phẩm", "Bộ sản phẩm", "Lỗi"]
    assert [row[1] for row in rows[1:]] == ["Chè xanh 0", "Chè xanh 1"]
    assert all("chủ thể" in str(row[3]).lower() for row in rows[1:])


def test_workbook_of_bad_rows_holds_no_formula_and_can_be_uploaded_again(tmp_path: Path) -> None:
    content = csv_list({"Chủ thể": "", "Sản phẩm": "=1+1"})
    with browser(tmp_path) as (_, client):
        workbook = client.get(f"{upload(client, content, side='producer')}/bad.xlsx").content
        again = upload(client, workbook, "loi.xlsx", "producer")
        page = words(client.get(again).text)

    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert "0 good rows · 1 rows to repair · 0 rows lost" in page


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.csv"), (b"a;b\n1;2\n", "other.csv"), (b"PK\x03\x04broken", "broken.xlsx")],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, name: str
) -> None:
    with browser(tmp_path) as (office, client):
        answer = client.post(IMPORT, files={"list_file": (name, content)}, data={"side": ""})
        kept = office.keeper.written_before(office.clock() + timedelta(days=1))

    assert answer.status_code == 422
    assert name in words(answer.text)
    assert kept == []


def test_a_repair_without_a_value_or_of_no_column_or_row_is_refused(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        at = upload(client, untidy(good=1, bad=1))
        empty = client.post(f"{at}/repair", data={"column": "A", "rows": "3", "value": " "})
        nowhere = [
            client.post(f"{at}/repair", data={"column": column, "rows": rows, "value": "x"})
            for column, rows in (("ZZ", "3"), ("A", "9"), ("A", "9" * 5_000), ("A", "x"))
        ]

    assert [answer.status_code for answer in (empty, *nowhere)] == [422] * 5
    assert "Nothing was written. Give a value, then repair." in words(empty.text)


def test_hostile_values_are_shown_as_they_stand(tmp_path: Path) -> None:
    content = csv_list(
        {"Chủ thể": "", "Sản phẩm": HOSTILE, HOSTILE: "1"},
        {"Chủ thể": HOSTILE + "M" * 500, "Sản phẩm": "Chè", HOSTILE: "2"},
    )
    with browser(tmp_path) as (_, client):
        page = client.get(upload(client, content, f"{HOSTILE}.csv", "producer"))

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_a_list_survives_a_restart_and_is_gone_after_a_day(tmp_path: Path) -> None:
    with browser(tmp_path) as (_, client):
        at = upload(client, untidy(good=1, bad=1))
    with browser(tmp_path) as (office, client):
        after_restart = client.get(at).status_code
        office.clock.move(hours=25)
        sweep(office)
        a_day_later = client.get(at).status_code
        files = [path for path in office.folder.documents.rglob("*") if path.is_file()]

    assert (after_restart, a_day_later) == (200, 404)
    assert files == []


@pytest.mark.parametrize("address", ["/fairs/nowhere/import", f"{IMPORT}/list-unknown"])
def test_unknown_fair_and_list_are_not_found(tmp_path: Path, address: str) -> None:
    with browser(tmp_path) as (_, client):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/take").status_code in {404, 405}
