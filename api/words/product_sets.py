"""The 26 product sets of decision 148/QĐ-TTg in short words; English originals."""

from collections.abc import Mapping

from api.words.language import tr
from api.words.vocabulary import word

PRODUCT_SET_WORDS: Mapping[int, str] = {
    1: "vegetables, fruit, fresh nuts",
    2: "meat, seafood, eggs, fresh milk",
    3: "rice, cereals",
    4: "honey, other farm goods",
    5: "fast food",
    6: "made from rice and cereals",
    7: "made from vegetables, fruit, nuts",
    8: "made from meat, eggs, milk, seafood, honey",
    9: "soya sauce, fish sauce, liquid spices",
    10: "other spices",
    11: "tea, fresh or processed",
    12: "tea of other plants",
    13: "coffee, cocoa",
    14: "white spirit",
    15: "other alcoholic drinks",
    16: "mineral and purified water",
    17: "other drinks without alcohol",
    18: "functional food, herbal medicine",
    19: "herbal cosmetics",
    20: "essential oils, other herbs",
    21: "household goods, decoration",
    22: "fabrics, garments",
    23: "flowers",
    24: "ornamental plants",
    25: "ornamental animals",
    26: "community and nature tourism",
}


def product_set_words(number: int) -> str:
    """Return a product set with its number, as `honey, other farm goods (4)`."""
    return f"{tr(PRODUCT_SET_WORDS[number])} ({number})"


def product_group_words(number: int) -> str:
    """Return a product group with its number, as `food (1)`."""
    return f"{word(f'group_{number}')} ({number})"
