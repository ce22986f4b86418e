"""The short form of `./run drill api`: generated requests against every operation."""

import pytest

from tests.drills.api import probe
from tests.flows.api.asking import operations
from tests.flows.api.world import World

CASES = 200


@pytest.mark.slow
def test_generated_requests_end_in_described_answers(world: World) -> None:
    found = probe(world, CASES)

    assert (found.faults, found.server_errors) == ([], 0)
    assert found.unreached(operations(world.description())) == []
    assert found.cases >= CASES
