"""The disk of a data folder is full for a while, or its file system read-only."""

from pathlib import Path

import pytest

from tests.drills.outages import disk_drill, may_mount, read_only_drill


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="only root may make a small disk")
def test_full_disk_is_noticed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    found = disk_drill(tmp_path)

    assert found.holds, found


@pytest.mark.slow
@pytest.mark.cc
def test_read_only_file_system_is_noticed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    found = read_only_drill(tmp_path / "read-only")

    assert found.holds, found
