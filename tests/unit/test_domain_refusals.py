"""Refusals: a stable code, a sentence that can be filled in, and a remedy at its end.

The sentences are read from the source, because a refusal that nobody provokes in a test is read by
people all the same.
"""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import streams
from streams.domain.errors import Conflict, DomainError, Malformed, NotFound, Unavailable

KINDS = {kind.__name__ for kind in (NotFound, Conflict, Malformed, Unavailable)}
ROOT = Path(streams.__file__).parent


@dataclass(frozen=True)
class Refusal:
    """One place in the source that refuses."""

    place: str
    kind: str
    code: str
    sentence: str
    params: frozenset[str]


def refusals() -> Iterator[Refusal]:
    """Yield every refusal that is made in the record."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in KINDS:
                continue
            code, sentence = (ast.literal_eval(argument) for argument in node.args)
            yield Refusal(
                place=f"{path.relative_to(ROOT.parent)}:{node.lineno}",
                kind=node.func.id,
                code=code,
                sentence=sentence,
                params=frozenset(keyword.arg or "**" for keyword in node.keywords),
            )


ALL = tuple(refusals())
each = pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: refusal.place)


def sentences_by_code() -> dict[str, set[str]]:
    """Return the sentences under each code."""
    found: dict[str, set[str]] = {}
    for refusal in ALL:
        found.setdefault(refusal.code, set()).add(refusal.sentence)
    return found


def test_refusals_are_found() -> None:
    assert len(ALL) > 60


@each
def test_code_is_stable_and_plain(refusal: Refusal) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code)


@each
def test_sentence_names_exactly_its_parameters(refusal: Refusal) -> None:
    named = {name for _, name, _, _ in string.Formatter().parse(refusal.sentence) if name}
    assert named == refusal.params


@each
def test_sentence_is_filled_in(refusal: Refusal) -> None:
    kind = {k.__name__: k for k in (NotFound, Conflict, Malformed, Unavailable)}[refusal.kind]
    error: DomainError = kind(refusal.code, refusal.sentence, **dict.fromkeys(refusal.params, "7"))
    assert "{" not in str(error)
    assert len(str(error)) < 200


@each
def test_sentence_begins_like_one_and_ends_with_a_full_stop(refusal: Refusal) -> None:
    assert refusal.sentence[0].isupper() or refusal.sentence.startswith("{")
    assert refusal.sentence.endswith(".")
    assert "  " not in refusal.sentence


@each
def test_sentence_says_what_is_and_then_what_to_do(refusal: Refusal) -> None:
    """Two sentences at least: the state, and the remedy."""
    assert len(re.findall(r"[.:] [A-Z]", refusal.sentence.replace("{reason} ", "{reason}. "))) >= 1


def test_code_has_one_status() -> None:
    kinds: dict[str, set[str]] = {}
    for refusal in ALL:
        kinds.setdefault(refusal.code, set()).add(refusal.kind)
    assert {code: found for code, found in kinds.items() if len(found) > 1} == {}


def test_code_has_one_sentence() -> None:
    several = {code for code, found in sentences_by_code().items() if len(found) > 1}
    assert several == set()
