"""The crash drill in its short form, and what it would notice."""

from pathlib import Path

import pytest

from streams.log.port import Position, Record
from streams.log.sqlite_log import SqliteLog
from streams.store import tables
from tests.builders import Office, open_office, producer
from tests.drills.crash import Found, acknowledged_in, check, drill


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    found = drill(tmp_path, 20, seed=20)
    assert found.acknowledged > 100
    assert found == Found(kills=20, acknowledged=found.acknowledged, recorded=found.recorded)


def test_half_a_line_is_no_acknowledgement() -> None:
    assert acknowledged_in(b"a x.y\nb x.z\nc x.") == {"a": "x.y", "b": "x.z"}
    assert acknowledged_in(b"") == {}


def test_acknowledged_event_that_is_missing_is_noticed(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.register("p1", producer())
    found = Found()
    check(tmp_path, {"gone": "x.y"}, found)
    assert (found.lost, found.holds) == (["gone"], False)


def test_log_that_lost_its_last_record_is_noticed(tmp_path: Path) -> None:
    """As if the log had answered before it was durable."""
    with open_office(tmp_path / "whole") as office:
        office.register("p1", producer())
        (row,) = office.rows(tables.events, type="registration.submitted")
        history = office.log.read(Position(0, 0), 10)
    (tmp_path / "torn").mkdir()
    log = SqliteLog(tmp_path / "torn" / "log.db")
    log.append([Record(one.key or "", one.value) for one in history[:-1]])
    log.close()
    found = Found()
    check(tmp_path / "torn", {row["id"]: row["type"]}, found)
    assert found.lost == [row["id"]]


def test_company_that_stands_twice_is_noticed(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.register("p1", producer())
        (row,) = office.rows(tables.registrations)
        with office.caching() as connection:
            connection.execute(tables.registrations.insert(), row | {"id": "p2"})
    found = Found()
    check(tmp_path, {}, found)
    assert found.doubled == [f"{row['key']} {row['identity']}"]
    assert found.unequal == ["registrations: mau-2026 p2 is only in one store"]


def test_folder_that_is_whole_is_clean(tmp_path: Path) -> None:
    with Office(tmp_path):
        pass
    found = Found()
    check(tmp_path, {}, found)
    assert found.holds
