"""The cluster drill in its short form, and what it would notice."""

from pathlib import Path

import pytest

from tests.drills.cluster import Load, drill
from tests.drills.left import Left

SHORT = Load(stops=25, broker=2, freezes=1, wrong=1, commands=3_000, pause=1.0)


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.xdist_group("cluster")
def test_twenty_five_stops_lose_and_double_nothing(tmp_path: Path) -> None:
    found = drill(tmp_path, SHORT, seed=25)

    left = found.left
    assert left == Left(
        acknowledged=left.acknowledged, recorded=left.recorded, repeated=left.repeated
    )
    assert left.acknowledged >= SHORT.commands
    assert left.repeated > 0
    assert (found.stops.total(), found.wrongs.total()) == (25, 2)
