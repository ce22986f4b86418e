"""The poison drill in its short form."""

from pathlib import Path

import pytest

from tests.drills.poison import Found, drill


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_poison_is_put_aside_repaired_once_and_disturbs_no_one(tmp_path: Path) -> None:
    found = drill(tmp_path, 3_000, kills=2, seed=5)

    assert found == Found(
        records=found.records,
        letters=30,
        published=found.published,
        published_again=found.published_again,
        repaired=6,
        seconds=found.seconds,
    )
    assert found.published > 3_000
