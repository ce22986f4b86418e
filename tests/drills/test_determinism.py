"""The drill of determinism: it is short as it is."""

from pathlib import Path

import pytest

from tests.drills.determinism import drill


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("cluster")
def test_every_way_of_applying_a_log_gives_one_hash(tmp_path: Path) -> None:
    hashes = drill(tmp_path)

    assert len(set(hashes.values())) == 1, hashes
    if len(hashes) == 3:
        pytest.skip("equal on this Python; there is no other one here")
    assert len(hashes) == 4
