"""The operator's page: ten commands, each of which works."""

from pathlib import Path

import pytest

from tests.drills.operations import check, commands, operated


def test_page_has_ten_commands() -> None:
    assert len(commands()) == 10


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_commands_lead_to_a_served_page(tmp_path: Path) -> None:
    with operated(tmp_path, whole=False) as running:
        check(running)
