"""The takeover drill in its short form: everything happens once; how fast is the drill's figure."""

from pathlib import Path

import pytest

from tests.drills.takeover import BARS, drill


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.xdist_group("takeover")
def test_partitions_are_served_again_whoever_comes_and_goes(tmp_path: Path) -> None:
    found = drill(tmp_path, 1)

    assert [name for name in BARS if not found.seconds[name]] == []
    assert found.fell == []
    assert found.pages > found.unanswered
