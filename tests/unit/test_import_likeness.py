"""Likely same companies: proposed to people, never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.registrations.likeness import Named, likely_same


def pairs(*names: str | tuple[str, str]) -> list[tuple[str, ...]]:
    named = [
        Named(name=name, province="Hà Nội", rows=(row,))
        if isinstance(name, str)
        else Named(name=name[0], province=name[1], rows=(row,))
        for row, name in enumerate(names, start=2)
    ]
    return [together.names for together in likely_same(named)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty TNHH Mẫu Sachi", "CÔNG TY THHH MẪU SACHI"),
        ("Công ty CP Mẫu Curcumin Bắc Hà", "Công ty cổ phần Mẫu Cucurmin Bắc Hà"),
        ("HTX nông lâm nghiệp Mẫu Bình Sơn", "HTX Dịch vụ nông lâm nghiệp Mẫu Bình Sơn"),
        ("HTX Mẫu Lạc Sơn", "HTX Mau Lac Son"),
    ],
)
def test_misspelling_is_proposed(one: str, other: str) -> None:
    assert pairs(one, "HTX Mẫu khác hẳn", other) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTX Mẫu 01", "HTX Mẫu 02"),
        ("HTX Mẫu Đông Anh", "Công ty TNHH Mẫu Đông Anh"),
        ("HTX rau sạch Mẫu An Lộc", "HTX rau sạch Mẫu An Phú"),
        ("HTX Mẫu", "HTX Mẩu An"),
    ],
)
def test_other_company_is_not_proposed(one: str, other: str) -> None:
    assert pairs(one, other) == []


def test_known_provinces_that_differ_are_two_companies_and_an_unknown_one_is_not() -> None:
    assert pairs(("Công ty TNHH Mẫu Sachi", "Hà Nội"), ("Công ty THHH Mẫu Sachi", "Huế")) == []
    assert len(pairs(("Công ty TNHH Mẫu Sachi", "Hà Nội"), ("Công ty THHH Mẫu Sachi", ""))) == 1


def test_names_of_natural_persons_are_not_told() -> None:
    (together,) = likely_same(
        [
            Named(name="Hộ kinh doanh Mẫu Ba Sơn", province="", rows=(2, 3), natural=True),
            Named(name="Hộ kinh doanh Mẫu Ba Son", province="", rows=(4,), natural=True),
        ]
    )

    assert (together.names, together.rows) == ((), (2, 3, 4))


def test_two_names_on_record_are_no_business_of_a_list() -> None:
    recorded = [
        Named(name=name, province="", rows=())
        for name in ("Công ty TNHH Mẫu Sachi", "Công ty THHH Mẫu Sachi")
    ]

    assert likely_same(recorded) == ()


@given(st.lists(st.text(max_size=20), max_size=8))
def test_every_proposal_names_two_of_the_list(names: list[str]) -> None:
    named = [Named(name=name, province="", rows=(row,)) for row, name in enumerate(names)]

    for together in likely_same(named):
        assert len(together.rows) == 2
        assert together.rows[0] < together.rows[1]
