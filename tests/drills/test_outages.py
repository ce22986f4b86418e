"""The outages drill on the cluster, in its short form."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.drills.cluster_load import ClusterOffice
from tests.drills.outages import AWAY, REMEDY, Away, begin, drill, refusal_of_another_log
from tests.drills.world import Size, World, opened

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("outages"),
]
SECONDS = 5.0


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One broker, one database, one worker.

    Not in pytest's folder, which any other run closes to the database's user.
    """
    with (
        TemporaryDirectory() as folder,
        opened(Path(folder), Size(workers=1, callers=0)) as found,
    ):
        yield found


@pytest.mark.parametrize("what", AWAY)
def test_outage_is_noticed_and_leaves_nothing_behind(world: World, what: Away) -> None:
    found = drill(world, what, SECONDS)

    assert found.holds, found


def test_log_shorter_than_the_stored_position_is_refused(world: World, tmp_path: Path) -> None:
    with ClusterOffice(world.place) as office:
        begin(office, "mau-shorter")

    assert REMEDY in refusal_of_another_log(world, tmp_path)
