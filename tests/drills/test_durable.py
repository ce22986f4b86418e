"""The drill of the power cut in its short form, and that it would notice."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from streams.runtime.folder import DataFolder
from tests.builders import open_office
from tests.builders.backups import taken
from tests.drills.child import ROOT
from tests.drills.durable import CARELESS, Mains, cut, noted, take_back

KILLS = 5
_BEGIN = "import os, pathlib, sys; folder = pathlib.Path(sys.argv[1])"
_END = "os.kill(os.getpid(), 9)"
_BUILD = """
from streams.log.sqlite_log import SqliteLog
from streams.runtime.rebuild import build_store
build_store(folder / "built.db", SqliteLog(folder / "data" / "log.db"))
"""
_RESTORE = """
from tests.builders.backups import restored
restored(folder / "a.tar", folder / "restored")
"""
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


@pytest.mark.cc
@pytest.mark.slow
@pytest.mark.parametrize("what", [_BUILD, _RESTORE], ids=["built", "restored"])
def test_store_outlives_the_power_from_the_moment_it_is_made(tmp_path: Path, what: str) -> None:
    with open_office(tmp_path / "data"):
        pass
    taken(tmp_path / "data", tmp_path / "a.tar")

    power_fails_after(what, tmp_path)

    path = DataFolder(tmp_path / "restored").current_store() or tmp_path / "built.db"
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT count(*) FROM events").fetchone() == (1,)


def power_fails_after(what: str, folder: Path) -> None:
    """Run a piece of code on a folder, and cut the power when it is done."""
    mains = Mains(folder, folder, seed=1)
    process = subprocess.run(
        [sys.executable, "-c", f"{_BEGIN}{what}{_END}", str(folder)],
        env={**os.environ, **mains.env},
        cwd=ROOT,
        check=False,
    )
    mains.lose(folder)
    assert process.returncode == -signal.SIGKILL


def test_changes_are_taken_back_to_the_last_sync(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"abxyz")
    notes = tmp_path / "log.db.undo"
    notes.write_bytes(_WHOLE)

    assert take_back(notes, random.Random(1)) == 1
    assert (tmp_path / "log.db").read_bytes() == b"abcd"


def test_torn_note_is_no_change() -> None:
    assert noted(_WHOLE + _WHOLE[:-1]) == [(2, 4, b"cd\0")]
    assert noted(_WHOLE + _WHOLE[:9]) == [(2, 4, b"cd\0")]
