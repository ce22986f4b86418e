"""Upcasting: an older fact is lifted step by step, and only as far as it must be."""

from typing import Any

import pytest

from streams.domain.events import CATALOGUE
from streams.log.upcasting import UPCASTERS, Upcast, lift

MADE_UP = "stall.rented"


def to_two(fact: dict[str, Any]) -> dict[str, Any]:
    """Metres became centimetres."""
    return {"width_cm": fact["width_m"] * 100}


def to_three(fact: dict[str, Any]) -> dict[str, Any]:
    """A depth was added; stalls had been square."""
    return {**fact, "depth_cm": fact["width_cm"]}


STEPS: dict[tuple[str, int], Upcast] = {(MADE_UP, 1): to_two, (MADE_UP, 2): to_three}


@pytest.mark.parametrize(
    ("version", "fact"),
    [
        (1, {"width_m": 3}),
        (2, {"width_cm": 300}),
        (3, {"width_cm": 300, "depth_cm": 300}),
    ],
)
def test_fact_of_any_version_is_lifted_to_the_present_one(
    version: int, fact: dict[str, Any]
) -> None:
    assert lift(MADE_UP, version, 3, fact, STEPS) == {"width_cm": 300, "depth_cm": 300}


def test_fact_is_lifted_no_further_than_asked() -> None:
    assert lift(MADE_UP, 1, 2, {"width_m": 3}, STEPS) == {"width_cm": 300}


def test_missing_step_is_named() -> None:
    with pytest.raises(KeyError) as error:
        lift(MADE_UP, 1, 3, {"width_m": 3}, {(MADE_UP, 1): to_two})
    assert error.value.args == ((MADE_UP, 2),)


def test_upcaster_does_not_change_what_it_was_given() -> None:
    fact = {"width_m": 3}
    lift(MADE_UP, 1, 3, fact, STEPS)
    assert fact == {"width_m": 3}


def test_every_released_step_is_there_and_none_too_many() -> None:
    needed = {(fact.type, step) for fact in CATALOGUE for step in range(1, fact.version)}
    assert set(UPCASTERS) == needed
