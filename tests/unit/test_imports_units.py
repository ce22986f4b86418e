"""Places: one name per province, and doubts about what is not known or has moved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.units import province_name, province_of, resolve
from api.imports.units.tables import districts, hanoi_communes, hanoi_successors, rows
from streams.domain.events.registrations import Place

THEN = date(2020, 7, 22)
NOW = date(2026, 5, 4)


def doubts(
    province: str, district: str = "", commune: str = "", *, on: date = THEN, today: date = NOW
) -> list[tuple[str, str]]:
    found = resolve(province, district, commune, on=on, today=today)
    return [(part, doubt.code) for part, doubt in found.doubts]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Thành phố Hà Nội", "Hà Nội"),
        ("hà nội", "Hà Nội"),
        ("HA NOI", "Hà Nội"),
        ("Hanoi", "Hà Nội"),
        ("Tỉnh Hoà Bình", "Hòa Bình"),
        ("Hòa Bình", "Hòa Bình"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thành phố Huế", "Huế"),
    ],
)
def test_province_has_one_name(written: str, name: str) -> None:
    assert province_name(written) == name


def test_province_that_is_none_is_kept_as_written_and_doubted() -> None:
    found = resolve("Tỉnh Mẫu", "", "", on=THEN, today=NOW)

    assert found.place == Place(scheme="63", province="Tỉnh Mẫu")
    assert doubts("Tỉnh Mẫu") == [("province", "unknown_province")]
    assert doubts("") == []


def test_both_lists_of_provinces_are_whole() -> None:
    old = {province_of(row["name"]) for row in rows("provinces_old_63")}
    new = {province_of(row["name"]) for row in rows("provinces_new_34")}

    assert (len(old), len(new)) == (63, 34)
    assert all(province is not None and province.old for province in old)
    assert all(province is not None and province.new for province in new)
    assert len(districts()) == 63
    assert len(hanoi_communes()) == 126


@pytest.mark.parametrize(
    ("province", "district", "on", "scheme"),
    [
        ("Hà Nội", "", THEN, "63"),
        ("Hà Nội", "", NOW, "34"),
        ("Hà Nội", "Huyện Đông Anh", NOW, "63"),
        ("Trà Vinh", "", NOW, "63"),
        ("Huế", "", THEN, "34"),
        ("", "", NOW, "34"),
    ],
)
def test_place_keeps_the_units_of_its_day(
    province: str, district: str, on: date, scheme: str
) -> None:
    assert resolve(province, district, "", on=on, today=NOW).place.scheme == scheme


def test_district_is_looked_up_in_its_province() -> None:
    assert doubts("Tỉnh Trà Vinh", "Huyện Cầu Kè") == []
    assert doubts("Tỉnh Hòa Bình", "Lạc Thuỷ") == []
    assert doubts("Tỉnh Nghệ An", "Huyện Cầu Kè") == [("district", "unknown_district")]
    assert doubts("Tỉnh Kiên Giang", "Huyện Phú Quốc") == [("district", "district_kind")]
    assert doubts("Tỉnh Mẫu", "Huyện Mẫu") == [("province", "unknown_province")]


@pytest.mark.parametrize(
    ("district", "commune", "code"),
    [
        ("Huyện Đông Anh", "Xã Tàm Xá", "moved_commune"),
        ("Huyện Gia Lâm", "Xã Kim Lan", "joined_commune"),
        ("Huyện Gia Lâm", "Xã Phù Đổng", None),
        ("Huyện Gia Lâm", "Xã Mẫu", "unknown_commune"),
        ("", "Phường Ba Đình", None),
        ("", "Xã Mẫu", "unknown_commune"),
    ],
)
def test_commune_of_the_capital_is_checked(district: str, commune: str, code: str | None) -> None:
    expected = [("commune", code)] if code else []

    assert doubts("Hà Nội", district, commune) == expected


def test_commune_has_not_moved_before_the_units_changed() -> None:
    assert doubts("Hà Nội", "Huyện Đông Anh", "Xã Tàm Xá", today=THEN) == []


def test_divided_commune_names_all_its_successors() -> None:
    divided = [new for new in hanoi_successors().values() if len(new) > 1]

    assert len(divided) > 150
    (_, fault), *_ = resolve("Hà Nội", "Huyện Đông Anh", "Xã Tàm Xá", on=THEN, today=NOW).doubts
    assert set(str(fault.params["now"]).split(", ")) == {"Xã Đông Anh", "Xã Vĩnh Thanh"}


def test_known_units_get_one_spelling_and_others_stay_as_written() -> None:
    spellings = [("Hoà Bình", "Lạc Thuỷ"), ("Tỉnh Hòa Bình", "huyện LẠC THỦY")]

    places = {resolve(*written, "", on=THEN, today=NOW).place for written in spellings}

    (place,) = places
    assert place.district == "Huyện Lạc Thủy"
    assert resolve("Kiên Giang", "Huyện Phú Quốc", "", on=THEN, today=NOW).place.district == (
        "Huyện Phú Quốc"
    )
    assert resolve("Hà Nội", "Đông Anh", "tàm xá", on=THEN, today=NOW).place == Place(
        province="Hà Nội", district="Huyện Đông Anh", commune="Xã Tàm Xá"
    )


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_words_are_lost(province: str, district: str, commune: str) -> None:
    place = resolve(province, district, commune, on=THEN, today=NOW).place

    assert (bool(place.province), bool(place.district), bool(place.commune)) == (
        bool(province),
        bool(district),
        bool(commune),
    )
