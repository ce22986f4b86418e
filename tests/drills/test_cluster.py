"""The short form of the drill of the cluster."""

from pathlib import Path

import pytest

from tests.drills.cluster import Found, Size, drill


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_stopped_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    found = drill(tmp_path, Size(stops=25, of_broker=2, longest_pause=1.0), seed=25)

    assert found.acknowledged > 50
    assert found == Found(
        stops=found.stops, acknowledged=found.acknowledged, recorded=found.recorded
    )
