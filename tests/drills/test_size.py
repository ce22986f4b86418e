"""The drill of size in its short form."""

from pathlib import Path

import pytest

from tests.drills.size import drill
from tests.drills.world import Size, opened


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("cluster")
def test_large_fair_streams_through_in_bounded_memory(tmp_path: Path) -> None:
    with opened(tmp_path, Size(workers=1, callers=0)) as world:
        found = drill(world, 1_900, 100)

    assert found.holds, found
    assert (found.registrations, found.pairs) == (2_000, 300)
