"""What flows start from: a data folder beside the folder in which commands are run; a backup."""

import shutil
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


@pytest.fixture(scope="session")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a folder with one household and one document."""
    folder = tmp_path_factory.mktemp("backed-up")
    with open_office(folder / "data") as office:
        household(office, "kept")
        attach(office, b"%PDF-1", "kept")
    taken(folder / "data", folder / "small.tar")
    return folder / "small.tar"


@pytest.fixture
def small(tmp_path: Path, backed_up: Path) -> Path:
    """A copy of a small backup, for a test to spoil."""
    return Path(shutil.copy(backed_up, tmp_path / "small.tar"))
