"""The short form of the drill of random events."""

import pytest

from tests.drills.events import drill


@pytest.mark.slow
def test_events_end_at_the_optimum_whatever_the_order_and_after_restarts() -> None:
    found = drill(4_000, 10, 10)

    assert found.wrong == []
    assert found.tried["events"] == 4_000
