"""The shipped tables: every word once, every meaning known, every sentence whole."""

import ast
import csv
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

import api.imports
from api.imports import meanings
from api.imports.agreements import columns as agreement_columns
from api.imports.columns import Column
from api.imports.fairs import columns as fair_columns
from api.imports.goods import GENERIC_SETS, USUAL_SETS, set_of_product, wanted_goods
from api.imports.registrations import distributor_columns, producer_columns
from api.imports.sentences import SENTENCES
from api.imports.spelling import lookup, spelled
from streams.domain import vocabulary
from streams.domain.naming import normal_name
from streams.domain.vocabulary import PRODUCT_SETS, product_group

TABLES = {
    "FAIR_KINDS": vocabulary.FairKind,
    "PRODUCER_KINDS": vocabulary.ProducerKind,
    "DISTRIBUTOR_KINDS": vocabulary.DistributorKind,
    "AGREEMENT_KINDS": vocabulary.AgreementKind,
    "SUBJECTS": vocabulary.AgreementSubject,
    "VOID_REASONS": vocabulary.VoidReason,
    "PAPERS": vocabulary.PaperCode,
}
COLUMNS = {
    "fairs": fair_columns.COLUMNS,
    "agreements": agreement_columns.COLUMNS,
    "producers": producer_columns.COLUMNS,
    "distributors": distributor_columns.COLUMNS,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_code_has_words_and_every_word_one_meaning(name: str) -> None:
    table: Mapping[str, tuple[str, ...]] = getattr(meanings, name)

    assert set(table) == set(get_args(TABLES[name]))
    assert set(lookup(table).values()) == set(table)


def test_word_with_two_meanings_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="stands for"):
        lookup({"a": ("Hội chợ",), "b": ("hoi  cho",)})


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_header_means_one_column_of_its_list(kind: str) -> None:
    seen: dict[str, Column[Any]] = {}
    for column in COLUMNS[kind]:
        for header in column.headers:
            assert seen.setdefault(spelled(header), column) is column, header


def goods() -> list[dict[str, str]]:
    path = resources.files("api.imports.goods") / "goods.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_goods_belong_to_known_sets_and_stand_once() -> None:
    words = [normal_name(word) for row in goods() for word in row["words"].split("|")]

    assert len(words) == len(set(words))
    assert all(words)
    assert {int(s) for row in goods() for s in row["sets"].split()} == set(PRODUCT_SETS)
    assert {row["generic"] for row in goods()} == {"", "1"}


def test_usual_sets_lie_in_their_groups() -> None:
    assert {product_group(s): group for group, s in USUAL_SETS.items()} == {
        group: group for group in range(1, 7)
    }
    assert {product_group(s) for s in GENERIC_SETS} == {1}


@pytest.mark.parametrize(
    ("name", "group", "product_set"),
    [
        ("Mật ong Mẫu", 1, 4),
        ("Thịt bò khô Mẫu", 1, 8),
        ("Xoài sấy dẻo Mẫu", 1, 7),
        ("Chè lam Mẫu", 1, 6),
        ("Chè xanh Mẫu", 1, 11),
        ("Trà hoa vàng Mẫu", 1, 12),
        ("Bánh Mẫu dừa sáp", 1, 6),
        ("Rượu nếp Mẫu", 2, 14),
        ("Rượu sim Mẫu", 2, 15),
        ("RƯỢU NẾP MẪU", None, 14),
        ("Tinh dầu quế Mẫu", 3, 20),
        ("Tinh dầu quế Mẫu", 4, None),
        ("Vật lạ Mẫu", 1, None),
        ("Vật lạ Mẫu", None, None),
    ],
)
def test_product_tells_its_set_within_its_group(
    name: str, group: int | None, product_set: int | None
) -> None:
    assert set_of_product(name, group) == product_set


def test_wanted_goods_are_read_phrase_by_phrase() -> None:
    wanted = wanted_goods("fish sauce; rice paper; bánh răng cưa lạ; orange, persimmon, xyz mẫu")

    assert wanted.sets == {1, 6, 9}
    assert wanted.unknown == ("xyz mẫu",)


def test_generic_words_count_only_where_nothing_more_exact_stands() -> None:
    exact = wanted_goods("3-star-and-above OCOP: apples, lamb")
    generic = wanted_goods("all OCOP of 3 star and above")

    assert (set(exact.sets), exact.lowest_star, exact.unknown) == ({1, 2}, 3, ())
    assert (set(generic.sets), generic.lowest_star) == (set(range(1, 23)), 3)


@pytest.mark.parametrize("code", SENTENCES)
def test_sentence_is_one_that_ends_in_what_to_do(code: str) -> None:
    sentence = SENTENCES[code]

    assert re.fullmatch(r"[a-z_]+", code)
    assert sentence.endswith(".")
    assert sentence[0].isupper() or sentence[0] == "{"
    assert not re.search(r"\b(?:please|sorry)\b|!", sentence, re.IGNORECASE)


def test_every_code_that_is_raised_has_a_sentence_and_every_sentence_is_used() -> None:
    """Codes are the text literals in the sources that are keys of the table."""
    folder = Path(api.imports.__file__).parent
    used: set[str] = set()
    for path in folder.rglob("*.py"):
        if path.name == "sentences.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)

    assert set(SENTENCES) - used == set()


def test_blanks_of_sentences_name_what_a_cell_or_a_count_holds() -> None:
    blanks = {
        name for sentence in SENTENCES.values() for _, name, _, _ in Formatter().parse(sentence)
    }

    assert blanks & {"phone", "contact", "person"} == set()
