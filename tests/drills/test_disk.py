"""The disk of a data folder is full for a while."""

from pathlib import Path

import pytest

from tests.drills.outages import disk_drill, may_mount


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="only root may make a small disk")
def test_full_disk_is_noticed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    found = disk_drill(tmp_path)

    assert found.holds, found
