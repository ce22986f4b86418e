"""Names in the order of the Vietnamese alphabet."""

from random import Random

from streams.domain.naming import alphabetical

IN_ORDER = [
    "An Giang",
    "Bà Rịa - Vũng Tàu",
    "Bạc Liêu",
    "Bắc Giang",
    "Bắc Kạn",
    "Bến Tre",
    "Bình Định",
    "Bình Thuận",
    "Cần Thơ",
    "Dầu Tiếng",
    "Đà Nẵng",
    "Đắk Lắk",
    "Điện Biên",
    "Gia Lai",
    "Hà Giang",
    "Hà Nội",
    "Hà Tĩnh",
    "Hải Dương",
    "Hòa Bình",
    "Hưng Yên",
    "Thanh Hóa",
    "Thừa Thiên Huế",
]


def test_names_stand_as_in_a_vietnamese_list() -> None:
    shuffled = Random(7).sample(IN_ORDER, len(IN_ORDER))

    assert sorted(shuffled, key=alphabetical) == IN_ORDER
