"""The short form of `./run drill live`: the same load for some seconds, judged without a clock."""

import pytest

from tests.drills.live import Load, drill


@pytest.mark.slow
def test_every_stream_ends_where_the_record_ends() -> None:
    found = drill(Load(streams=10, rate=20, seconds=5.0))

    assert found.failures == []
    assert len(found.commands) == 100
    assert found.ordinals == [found.last] * 10
    assert found.messages >= 20
