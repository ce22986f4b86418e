"""The drill of the power cut in its short form, and that it would notice."""

import random
from pathlib import Path

import pytest

from tests.drills.durable import CARELESS, cut, noted, take_back

KILLS = 5
_WHOLE = (2).to_bytes(8, "little") + (3).to_bytes(8, "little") + (4).to_bytes(8, "little") + b"cd\0"
"""Of a file "abcd" three bytes at 2 were replaced."""


@pytest.mark.cc
@pytest.mark.slow
def test_power_cuts_lose_and_double_nothing(tmp_path: Path) -> None:
    found, taken_back = cut(tmp_path, KILLS, seed=3)

    assert (found.kills, found.holds) == (KILLS, True), found
    assert taken_back > 0
    assert found.acknowledged > KILLS


@pytest.mark.cc
@pytest.mark.slow
@pytest.mark.parametrize("careless", CARELESS)
def test_file_that_is_not_flushed_is_noticed(tmp_path: Path, careless: str) -> None:
    found, _ = cut(tmp_path, KILLS, seed=3, careless=[careless])

    missing = found.lost if careless == "log" else found.unclean
    assert missing != []


def test_changes_are_taken_back_to_the_last_sync(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"abxyz")
    notes = tmp_path / "log.db.undo"
    notes.write_bytes(_WHOLE)

    assert take_back(notes, random.Random(1)) == 1
    assert (tmp_path / "log.db").read_bytes() == b"abcd"


def test_torn_note_is_no_change() -> None:
    assert noted(_WHOLE + _WHOLE[:-1]) == [(2, 4, b"cd\0")]
    assert noted(_WHOLE + _WHOLE[:9]) == [(2, 4, b"cd\0")]
