"""Sentences about a number of things: English has two forms, Vietnamese one."""

from contextvars import copy_context

import pytest

from api.words import Language, speak
from api.words.counted import trn


@pytest.mark.parametrize(
    ("language", "n", "sentence"),
    [
        ("en", 0, "0 papers"),
        ("en", 1, "1 paper"),
        ("en", 1200, "1,200 papers"),
        ("vi", 1, "1 biên bản"),
        ("vi", 1200, "1.200 biên bản"),
    ],
)
def test_sentence_has_the_form_of_its_number(language: Language, n: int, sentence: str) -> None:
    apart = copy_context()
    apart.run(speak, language)

    assert apart.run(trn, "{n} paper", "{n} papers", n) == sentence
