"""The drill of rivalry: it is short as it is."""

from pathlib import Path

import pytest

from tests.drills.rivals import drill
from tests.drills.world import Size, opened


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("cluster")
def test_exactly_those_win_who_may(tmp_path: Path) -> None:
    with opened(tmp_path, Size(workers=1, callers=0)) as world:
        found = drill(world)

    assert found.holds, found
