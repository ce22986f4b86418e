"""Which line is the header, which column means what, and what becomes of each row."""

from datetime import date

import pytest

from api.imports.columns import Column, check_columns, read_rows, understand
from api.imports.ledger import Ledger, headings
from api.imports.reading import read_file
from api.imports.registrations.side import side_of
from api.imports.unusable import UnusableFile
from api.imports.values.numbers import whole
from api.imports.values.texts import text
from tests.lists import csv_list

TODAY = date(2026, 5, 4)
NAME = Column(headers=("Chủ thể", "producer"), read=text, needed="producer_missing")
STAR = Column(headers=("Hạng sao", "star"), read=whole(1, 5))
COLUMNS = (NAME, STAR)


def ledger_of(content: bytes) -> Ledger:
    sheets = read_file(content, "mau.csv")
    understood = understand(sheets, COLUMNS)
    assert understood is not None
    ledger = Ledger()
    ledger.warn_of_file(understood, sheets)
    ledger.settle(read_rows(understood, TODAY))
    return ledger


@pytest.mark.parametrize(
    "header",
    ["Chủ thể,Hạng sao", "CHU THE,hạng  SAO (1-5)", "producer*,star", "Chu\u0309 thể,Star"],
)
def test_header_is_understood_in_any_spelling(header: str) -> None:
    understood = understand(read_file(f"{header}\nMẫu,3\n".encode(), "mau.csv"), COLUMNS)

    assert understood is not None
    assert understood.places == {NAME: 0, STAR: 1}


def test_header_may_stand_below_a_title() -> None:
    content = "DANH SÁCH MẪU,\nnăm 2026,\n\nChủ thể,Hạng sao\nHTX Mẫu,9\n".encode()

    (error,) = ledger_of(content).errors

    assert (error.row, error.column, error.value, error.code) == (5, "B", "9", "out_of_range")


def test_unknown_column_is_named_once_and_not_per_row() -> None:
    ledger = ledger_of(csv_list(*[{"Chủ thể": "HTX Mẫu", "Màu": "đỏ"}] * 3))

    assert [(w.row, w.column, w.code) for w in ledger.warnings] == [(1, "B", "unknown_column")]


def test_second_column_of_the_same_meaning_is_not_read() -> None:
    ledger = ledger_of(b"star,producer,Hang sao\n3,HTX Mau,9\n")

    assert ledger.errors == ()
    assert [w.column for w in ledger.warnings] == ["C"]


def test_row_is_refused_once_with_its_first_cause_by_column_and_the_rest_beside() -> None:
    ledger = ledger_of(b"star,producer\n9,\n3,HTX Mau\n")

    (error,) = ledger.errors
    assert (error.row, error.column, error.code) == (2, "A", "out_of_range")
    assert [(cause.column, cause.code) for cause in error.also] == [("B", "producer_missing")]


def test_columns_are_told_as_understood() -> None:
    understood = understand(read_file(b"STT,star,Mau,producer\n1,3,x,y\n", "mau.csv"), COLUMNS)

    assert understood is not None
    assert [(h.column, h.header, h.means) for h in headings(understood)] == [
        ("A", "STT", ""),
        ("B", "star", "Hạng sao"),
        ("C", "Mau", ""),
        ("D", "producer", "Chủ thể"),
    ]


def test_list_without_a_needed_column_is_refused_by_its_name() -> None:
    understood = understand(read_file(b"star,x\n3,4\n", "mau.csv"), COLUMNS)
    assert understood is not None

    with pytest.raises(UnusableFile, match=r"mau\.csv lacks columns .* Chủ thể\."):
        check_columns(understood, COLUMNS, "mau.csv")


def test_delimiter_is_the_one_whose_header_is_understood() -> None:
    understood = understand(read_file(b"producer,star\nMau|||||,3\n", "mau.csv"), COLUMNS)

    assert understood is not None
    assert understood.places == {NAME: 0, STAR: 1}


def test_lines_without_any_header_are_not_understood() -> None:
    assert understand(read_file(b"1,2\n3,4\n", "mau.csv"), COLUMNS) is None


@pytest.mark.parametrize(
    ("header", "side"),
    [
        ("Chủ thể,Sản phẩm", "producer"),
        ("name,product,star", "producer"),
        ("Nhà phân phối,Loại hình", "distributor"),
        ("name,kind,wanted_categories", "distributor"),
    ],
)
def test_side_is_told_by_headers_that_only_one_side_has(header: str, side: str) -> None:
    kind, _ = side_of(read_file(f"{header}\na,b,c\n".encode(), "mau.csv"), "mau.csv", None)

    assert kind.side == side


@pytest.mark.parametrize("header", ["name,kind", "Nhà phân phối,Sản phẩm"])
def test_side_that_is_not_told_or_told_twice_is_asked_for(header: str) -> None:
    sheets = read_file(f"{header}\na,b\n".encode(), "mau.csv")

    with pytest.raises(UnusableFile) as refused:
        side_of(sheets, "mau.csv", None)

    assert refused.value.code == "side_unclear"
    assert side_of(sheets, "mau.csv", "distributor")[0].side == "distributor"
