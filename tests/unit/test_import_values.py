"""What a cell means: days, numbers, stars, papers, hours, months, ticks, codes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.meanings import PRODUCER_KINDS
from api.imports.reading import Cell
from api.imports.values.choices import choice, choice_or, yes_no
from api.imports.values.days import day, past_day, past_year
from api.imports.values.numbers import Volume, Worth, money, price_range, volume, whole, worth
from api.imports.values.papers import one_paper, paper_codes, papers
from api.imports.values.read import Read, Unreadable
from api.imports.values.sets import product_set, product_sets
from api.imports.values.stars import Star, star
from api.imports.values.texts import hours, months, note, phone, several, tax_code, text
from streams.domain.events.registrations import Paper, PriceRange, Window

TODAY = date(2026, 5, 4)
MILLION = 1_000_000


def value(read: Callable[[Cell, date], Read[Any]], cell: Cell) -> object:
    return read(cell, TODAY).value


def doubt(read: Callable[[Cell, date], Read[Any]], cell: Cell) -> str | None:
    found = read(cell, TODAY).doubt
    return found.code if found else None


def fault(read: Callable[[Cell, date], Read[Any]], cell: Cell) -> str:
    with pytest.raises(Unreadable) as unreadable:
        read(cell, TODAY)
    return unreadable.value.fault.code


@pytest.mark.parametrize(
    "cell",
    [
        "2020-12-18",
        "2020/12/18",
        "18/12/2020",
        "18-12-2020",
        "18.12.2020",
        "18 / 12 / 2020",
        "2020-12-18 00:00:00",
        "Hà Nội, ngày 18 tháng 12 năm 2020",
        date(2020, 12, 18),
        44183,
        44183.5,
    ],
)
def test_day_is_read_as_people_write_it(cell: Cell) -> None:
    assert value(day, cell) == date(2020, 12, 18)


@pytest.mark.parametrize(
    "cell", ["29/02/2021", "31/04/2020", "12/25/2020", "18/12/20", "2020", "mai", 2020, -1, ""]
)
def test_day_that_is_none_is_not_guessed(cell: Cell) -> None:
    assert fault(day, cell) == "bad_date"


def test_leap_day_is_a_day() -> None:
    assert value(day, "29/02/2020") == date(2020, 2, 29)


@pytest.mark.parametrize(("cell", "today_or_before"), [("04/05/2026", True), ("05/05/2026", False)])
def test_day_of_the_world_must_have_come(cell: str, today_or_before: bool) -> None:
    if today_or_before:
        assert value(past_day, cell) == TODAY
    else:
        assert fault(past_day, cell) == "day_in_future"


def test_year_stands_alone_or_within_a_day() -> None:
    assert [value(past_year, cell) for cell in ("2021", 2021, "05/08/2021")] == [2021] * 3
    assert fault(past_year, "2027") == "day_in_future"
    assert fault(past_year, "21") == "bad_date"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.054", 1054),
        ("1.054.000", 1_054_000),
        ("1,054,000", 1_054_000),
        ("1 054", 1054),
        ("526", 526),
        (" 526 ".strip(), 526),
        (526, 526),
        (526.0, 526),
        ("2,0", 2),
    ],
)
def test_whole_number_is_read_in_vietnamese_formats(cell: Cell, number: int) -> None:
    assert value(whole(), cell) == number
    assert doubt(whole(), cell) is None


def test_single_comma_before_three_digits_is_thousands_and_doubted() -> None:
    assert value(whole(), "1,054") == 1054
    assert doubt(whole(), "1,054") == "number_read"


@pytest.mark.parametrize("cell", ["", "abc", "1.2.3", "12 34", "1,5,0", "--1", "9" * 40, "²"])
def test_number_that_cannot_be_meant_is_refused(cell: str) -> None:
    assert fault(whole(), cell) == "bad_number"


def test_number_out_of_bounds_or_broken_is_refused() -> None:
    assert fault(whole(1, 26), "27") == "out_of_range"
    assert fault(whole(), "-1") == "out_of_range"
    assert fault(whole(), "1,5") == "not_whole"


@pytest.mark.parametrize(
    ("cell", "vnd"),
    [
        ("526", 526 * MILLION),
        ("12,5", 12_500_000),
        ("526 triệu", 526 * MILLION),
        ("526 triệu đồng", 526 * MILLION),
        ("1,2 tỷ", 1_200 * MILLION),
        ("1.054", 1_054 * MILLION),
        ("526.000.000 đồng", 526 * MILLION),
        (0.5, 500_000),
    ],
)
def test_value_in_millions_becomes_dong(cell: Cell, vnd: int) -> None:
    assert value(worth(MILLION), cell) == Worth(vnd=vnd)


def test_value_may_be_left_to_be_agreed() -> None:
    assert value(worth(MILLION), "Thỏa thuận sau") == Worth(to_be_agreed=True)
    assert value(worth(MILLION), "thoả thuận sau") == Worth(to_be_agreed=True)


def test_value_beyond_all_bounds_is_refused() -> None:
    assert fault(worth(MILLION), "99999999999999") == "out_of_range"


def test_volume_keeps_its_unit_and_weights_become_kilograms() -> None:
    assert value(volume, "500 kg") == Volume(amount=500, unit="kg")
    assert value(volume, "2,5 tấn/tháng") == Volume(amount=2500, unit="kg")
    assert value(volume, "300 hộp") == Volume(amount=300, unit="hộp")
    assert value(volume, 300) == Volume(amount=300)


def test_price_is_one_or_a_range() -> None:
    assert value(price_range, "20.000-25.000 đ/kg") == PriceRange(low=20_000, high=25_000)
    assert value(price_range, "20k") == PriceRange(low=20_000, high=20_000)
    assert fault(price_range, "25.000 - 20.000") == "upside_down"
    assert value(money(), 20_000) == 20_000


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3", Star(star=3)),
        (3, Star(star=3)),
        ("3.0", Star(star=3)),
        ("4 sao", Star(star=4)),
        ("5*", Star(star=5)),
        ("★★★", Star(star=3)),
        ("tiềm năng 5", Star(star=4, potential_five=True)),
        ("Tiềm năng 5 sao", Star(star=4, potential_five=True)),
    ],
)
def test_star_is_read(cell: Cell, expected: Star) -> None:
    assert value(star, cell) == expected


def test_star_that_was_not_given_is_doubted_and_points_are_none() -> None:
    assert value(star, "0") is None
    assert doubt(star, "0") == "star_empty"
    assert fault(star, "92,5") == "bad_star"


def test_papers_are_listed_with_number_and_expiry() -> None:
    found = papers("HACCP số 12/2025 đến 30/11/2026; VietGAP\nGiấy lạ", TODAY)

    assert found.value == (
        Paper(code="haccp", number="12/2025", expires_on=date(2026, 11, 30)),
        Paper(code="vietgap"),
    )
    assert found.doubt is not None
    assert found.doubt.params == {"value": "Giấy lạ"}


def test_paper_with_an_impossible_expiry_is_refused() -> None:
    assert fault(papers, "HACCP đến 31/11/2026") == "bad_date"
    assert fault(papers, "HACCP đến cuối năm") == "bad_date"


def test_column_of_one_paper_takes_a_tick_or_a_day() -> None:
    read = one_paper("haccp")

    assert value(read, "x") == Paper(code="haccp")
    assert value(read, "30/11/2026") == Paper(code="haccp", expires_on=date(2026, 11, 30))
    assert value(read, "không") is None


def test_names_of_papers_are_told_apart() -> None:
    assert value(paper_codes, "An toàn thực phẩm, Global GAP") == ("food_safety", "globalgap")


def test_hours_and_months_are_read() -> None:
    assert value(hours, "8h30-11:30; 13h-16h30") == (
        Window(start="08:30", end="11:30"),
        Window(start="13:00", end="16:30"),
    )
    assert fault(hours, "11:30-08:30") == fault(hours, "25:00-26:00") == "bad_hours"
    assert value(months, "11-2, 6") == (1, 2, 6, 11, 12)
    assert value(months, "Tháng 3") == (3,)
    assert value(months, "quanh năm") == ()
    assert fault(months, "13") == "bad_months"


@pytest.mark.parametrize(("cell", "ticked"), [("x", True), ("✓", True), ("Có", True), ("0", False)])
def test_tick_is_read(cell: str, ticked: bool) -> None:
    assert value(yes_no, cell) is ticked


def test_tick_that_is_neither_is_refused() -> None:
    assert fault(yes_no, "có lẽ") == "bad_mark"


def test_tax_code_gets_back_the_zero_a_spreadsheet_dropped() -> None:
    assert value(tax_code, "0101234567 - 001") == "0101234567-001"
    assert value(tax_code, 101234567) == "0101234567"
    assert doubt(tax_code, 101234567) == "zero_put_back"
    assert fault(tax_code, "12") == "bad_tax_code"
    assert value(phone, 900000001) == "0900000001"


def test_product_sets_are_numbers_of_the_decision() -> None:
    assert value(product_set, "26") == 26
    assert value(product_sets, "1-3, 9; 13") == (1, 2, 3, 9, 13)
    assert fault(product_set, "27") == fault(product_sets, "3-1") == "bad_product_set"


def test_code_words_are_read_in_any_spelling() -> None:
    assert value(choice(PRODUCER_KINDS, "unknown_kind"), " HỢP TÁC XÃ ") == "cooperative"
    assert value(choice(PRODUCER_KINDS, "unknown_kind"), "ho kinh doanh") == "household"
    assert fault(choice(PRODUCER_KINDS, "unknown_kind"), "hội") == "unknown_kind"
    lenient = choice_or(PRODUCER_KINDS, "unknown_kind", "unknown")
    assert (value(lenient, "hội"), doubt(lenient, "hội")) == ("unknown", "unknown_kind")


def test_texts_are_put_on_one_line_and_kept_short() -> None:
    assert value(text, " HTX\n  Mẫu ") == "HTX Mẫu"
    assert value(several, "Mẫu A; Mẫu B\nMẫu A") == ("Mẫu A", "Mẫu B")
    assert fault(text, "x" * 501) == fault(note, "x" * 4001) == "too_long"


READERS = [
    day,
    past_day,
    past_year,
    whole(),
    worth(MILLION),
    volume,
    price_range,
    star,
    papers,
    one_paper("haccp"),
    paper_codes,
    hours,
    months,
    yes_no,
    tax_code,
    phone,
    product_sets,
    text,
    several,
]


@given(
    st.sampled_from(READERS),
    st.text(min_size=1, max_size=60)
    | st.text(alphabet="0123456789.,-/ :hx%đ", min_size=1, max_size=30)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(),
)
def test_no_cell_ends_in_anything_but_a_value_or_a_fault(
    read: Callable[[Cell, date], Read[Any]], cell: Cell
) -> None:
    code = "read"
    try:
        assert isinstance(read(cell, TODAY), Read)
    except Unreadable as unreadable:
        code = unreadable.fault.code
    assert code
