"""Sending rounds from the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import Clock, Office, announce, distributor, period, producer
from tests.command_line import ketnoi

FAIR = "mau-sau"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fair four weeks from now, with one pair to send."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    first = now.date() + timedelta(days=28)
    with Office(tmp_path / "data", clock=Clock(now)) as office:
        office.do(announce(fair=FAIR, planned=period(first=first, last=first + timedelta(days=4))))
        office.register("p1", producer(), fair=FAIR)
        office.register("d1", distributor(), fair=FAIR)
        office.settle()
    return tmp_path / "data"


def test_round_sent_again_with_its_key_is_the_same_round(folder: Path) -> None:
    command = ("suggestions", "send", "--fair", FAIR, "--idempotency-key", "monday", "--json")
    first, again = (ketnoi(*command, data=folder) for _ in range(2))

    assert (first.code, again.code) == (0, 0)
    assert json.loads(again.out) == json.loads(first.out) | {"repeated": True}
