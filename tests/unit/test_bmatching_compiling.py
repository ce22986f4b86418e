"""Compiling where nothing can be kept: slower at the next start, and never an error."""

import pytest
from numba.core import caching

from matching.bmatching import compiling


def twice(number: int) -> int:
    """Be small."""
    return 2 * number


def test_function_is_compiled_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    monkeypatch.setattr(compiling, "_unkept", set())
    assert compiling.is_kept()

    assert compiling.compiled()(twice)(21) == 42
    assert not compiling.is_kept()
