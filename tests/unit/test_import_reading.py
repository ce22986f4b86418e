"""From bytes to cells: encodings, delimiters, quotes, workbooks, and what is no table."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from api.imports.reading import Sheet, letters, read_file
from api.imports.unusable import UnusableFile
from tests.lists import xlsx_list

TEXT = "Chủ thể,Sản phẩm\nHTX Mẫu An,Mật ong\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def cells(content: bytes) -> list[list[object]]:
    likeliest = read_file(content, "mau.csv")[0]
    return [list(line.cells) for line in likeliest.lines]


def refusal(content: bytes) -> str:
    with pytest.raises(UnusableFile) as refused:
        read_file(content, "mau.csv")
    assert "mau.csv" in str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    assert cells(TEXT.encode(encoding)) == [["Chủ thể", "Sản phẩm"], ["HTX Mẫu An", "Mật ong"]]


def test_text_of_the_old_vietnamese_code_page_is_composed() -> None:
    # The code page writes â, then the tone as a sign of its own.
    old = "Chu\u0309 thê\u0309,Mâ\u0303u".encode("cp1258")

    assert cells(old) == [["Chủ thể", "Mẫu"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_split_at_its_own_delimiter(delimiter: str) -> None:
    text = f'a{delimiter}"b, c; d"\r\n1{delimiter}2\r\n'

    assert cells(text.encode()) == [["a", "b, c; d"], ["1", "2"]]


def test_decomposed_and_unseen_signs_are_put_right() -> None:
    assert cells("Ma\u0302\u0303u\u200b,a\x00b".encode()) == [["Mẫu", "ab"]]


def test_lines_keep_the_numbers_people_see() -> None:
    sheet, *_ = read_file(b'a,b\n\n"1\n2",3\n4,5\n', "mau.csv")

    assert [(line.number, list(line.cells)) for line in sheet.lines] == [
        (1, ["a", "b"]),
        (3, ["1\n2", "3"]),
        (4, ["4", "5"]),
    ]


def test_quote_that_is_never_closed_swallows_no_row() -> None:
    rows = cells(b'a,b\n"1,2\n3,4\n5,"6"\n')

    assert rows == [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]


def test_workbook_keeps_days_numbers_and_its_row_numbers() -> None:
    content = xlsx_list([], ["Chủ thể", "Ngày", "Số"], ["HTX Mẫu", date(2020, 7, 22), 1.5])

    (sheet,) = read_file(content, "mau.xlsx")

    assert [(line.number, list(line.cells)) for line in sheet.lines] == [
        (2, ["Chủ thể", "Ngày", "Số"]),
        (3, ["HTX Mẫu", date(2020, 7, 22), 1.5]),
    ]


def test_name_merged_over_several_rows_stands_for_each() -> None:
    content = xlsx_list(["Chủ thể", "Sản phẩm"], ["HTX Mẫu", "a"], ["", "b"], merged=[(0, 1, 2)])

    assert cells(content)[1:] == [["HTX Mẫu", "a"], ["HTX Mẫu", "b"]]


def test_every_visible_sheet_with_content_is_read() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name in ("một", "hai", "ẩn", "trống"):
        book.add_worksheet(name)
    for sheet in book.worksheets()[:3]:
        sheet.write(0, 0, sheet.name)
    book.worksheets()[2].hide()
    book.close()

    sheets: list[Sheet] = read_file(content.getvalue(), "mau.xlsx")

    assert [sheet.name for sheet in sheets] == ["một", "hai"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"a\x00,\x00b\x00", "not_a_table"),
        (b"\xff\xfea", "wrong_encoding"),
        (b"\x8f\x8d\x9d", "wrong_encoding"),
        (OLE + b"\0" * 600, "old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (b"PK\x03\x04" + b"junk" * 50, "not_a_table"),
        (xlsx_list(["a"])[:-200], "not_a_table"),
        (xlsx_list([]), "file_empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_archive_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mau.txt", "mau")

    assert refusal(content.getvalue()) == "not_a_table"


def test_cell_in_the_last_corner_is_refused_before_it_ends_the_process() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Chủ thể")
    sheet.write(1_048_575, 16_383, "x")
    book.close()

    assert refusal(content.getvalue()) == "sheet_too_large"


def test_archive_that_lies_about_its_size_is_refused() -> None:
    honest = bytearray(xlsx_list(["Chủ thể"] * 50))
    entry = honest.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert honest[entry : entry + 4] == b"PK\x01\x02"
    honest[entry + 24 : entry + 28] = (10).to_bytes(4, "little")

    assert refusal(bytes(honest)) == "not_a_table"


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_by_letters(index: int, name: str) -> None:
    assert letters(index) == name


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda end: b"PK\x03\x04" + end))
def test_no_bytes_end_in_anything_but_sheets_or_a_sentence(content: bytes) -> None:
    said = "."
    try:
        sheets = read_file(content, "mau.csv")
    except UnusableFile as refused:
        said = str(refused)
    else:
        assert all(sheet.lines for sheet in sheets)
    assert said.endswith(".")


@given(st.text(max_size=200))
def test_every_filled_line_of_a_text_is_a_line_of_its_sheet(text: str) -> None:
    plain = text.replace('"', "")
    try:
        sheets = read_file(plain.encode(errors="replace"), "mau.csv")
    except UnusableFile:
        return

    for sheet in sheets:
        numbers = [line.number for line in sheet.lines]
        assert numbers == sorted(set(numbers))
