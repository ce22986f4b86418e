"""Short forms of the races: rivals on one fair, while the match follows."""

from pathlib import Path

import pytest

from streams.runtime.embedded import Embedded
from tests.drills.races import race

SECONDS = 6.0


@pytest.mark.slow
def test_fifty_commands_a_second_lose_nothing_and_the_match_follows(tmp_path: Path) -> None:
    with Embedded(tmp_path) as office:
        found = race(office, SECONDS)

    assert found.lost == 0
    assert found.vanished == set()
    assert found.matches >= SECONDS, "the match keeps up; how fast is what the drill measures"
    assert (found.objective, found.optimal) == (found.bound, True)
    assert found.commands >= 45 * SECONDS
