"""What flows start from: a data folder beside the folder in which commands are run."""

from pathlib import Path

import pytest

from tests.builders import open_office


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one announced fair, beside the folder in which commands are run."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with open_office(tmp_path / "data"):
        return tmp_path / "data"
