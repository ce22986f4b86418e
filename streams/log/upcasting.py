"""Lifting facts of older versions to the present one, step by step, before they are decoded.

An upcaster is a pure function from the JSON of one version to the JSON of the next. Once released
it stays for ever, and a golden sample of every version ever released is decoded by a test.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcast] = {}
"""(type, version it lifts from) → function to the next version."""


def lift(
    event_type: str,
    version: int,
    target: int,
    fact: dict[str, Any],
    upcasters: Mapping[tuple[str, int], Upcast] = UPCASTERS,
) -> dict[str, Any]:
    """Return a fact's JSON lifted from `version` to `target`.

    Raises
    ------
    KeyError
        When a step is missing, which a test excludes for released versions.
    """
    for step in range(version, target):
        fact = upcasters[event_type, step](fact)
    return fact
