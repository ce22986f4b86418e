"""A world of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.api.world import World, open_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An open office behind the API."""
    with open_world(tmp_path) as opened:
        yield opened
