"""What holds for every test: cases are judged by what they show, and the doors are not quick."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ketnoi", deadline=None)
settings.load_profile("ketnoi")

_DOORS = tuple(Path(__file__).parent / folder for folder in ("web", "flows/api"))
"""Tests through HTTP: together they take longer than a quick look should."""


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Leave what asks over HTTP out of the quick suite."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in _DOORS):
            item.add_marker(pytest.mark.slow)
