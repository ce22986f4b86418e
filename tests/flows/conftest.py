"""What flows start from: a data folder beside the folder in which commands are run; a backup."""

from pathlib import Path

import pytest

from tests.builders import open_office
from tests.builders.backups import attach, household, taken


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one announced fair, beside the folder in which commands are run."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with open_office(tmp_path / "data"):
        return tmp_path / "data"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A backup of a folder with one household and one document."""
    with open_office(tmp_path / "small") as office:
        household(office, "kept")
        attach(office, b"%PDF-1", "kept")
    taken(tmp_path / "small", tmp_path / "small.tar")
    return tmp_path / "small.tar"
