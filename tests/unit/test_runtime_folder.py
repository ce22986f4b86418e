"""The data folder: one writer, one pointer, a store that can be thrown away, a log that cannot."""

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import FutureVersion, encode
from streams.log.port import Record
from streams.log.sqlite_log import SqliteLog
from streams.runtime.damage import Damaged
from streams.runtime.folder import STORE_VERSION, DataFolder, FolderInUse
from streams.runtime.projection import StoreAheadOfLog
from streams.store import tables
from tests.builders import FAIR, Office, event, open_office, producer, records, submit

ROOT = Path(__file__).parents[2]


def filled(path: Path) -> str:
    """Make a folder with three registrations; return the hash of its store."""
    with open_office(path) as office:
        for number in range(3):
            office.register(f"p{number}", producer(f"HTX Mẫu {number}"))
        return office.rebuild().after


def delete_log(path: Path) -> None:
    """Delete the log's files."""
    for file in path.glob("log.db*"):
        file.unlink()


def started(path: Path) -> subprocess.CompletedProcess[str]:
    """Open and close a folder in a process of its own."""
    script = "import sys; from pathlib import Path; from tests.builders import Office\n"
    script += "Office(Path(sys.argv[1])).close()"
    return subprocess.run(
        [sys.executable, "-c", script, str(path)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    with Office(tmp_path / "a" / "b"):
        pass
    names = {path.name for path in (tmp_path / "a" / "b").iterdir()}
    assert {"log.db", "private.db", "documents", "stores", "lock"} <= names


def test_folder_has_one_writer(tmp_path: Path) -> None:
    with Office(tmp_path), pytest.raises(FolderInUse) as error:
        Office(tmp_path)
    assert str(error.value) == (
        f"Another process works on {tmp_path}. Stop it, or use its pages instead."
    )


def test_folder_has_one_writer_among_processes(tmp_path: Path) -> None:
    with Office(tmp_path):
        done = started(tmp_path)
    assert done.returncode == 1
    assert "FolderInUse" in done.stderr


def test_lock_ends_with_its_process(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_lock_and_die, args=(tmp_path,))
    child.start()
    child.join()
    DataFolder(tmp_path).lock().unlock()


def _lock_and_die(path: Path) -> None:
    DataFolder(path).lock()


def test_store_deleted_while_closed_is_built_again(tmp_path: Path) -> None:
    expected = filled(tmp_path)
    for file in (tmp_path / "stores").iterdir():
        file.unlink()
    with Office(tmp_path) as office:
        assert len(office.rows(tables.registrations)) == 3
        assert office.rebuild().before == expected


@pytest.mark.parametrize("pointer", ["", "\n", "store-v99-0001.db\n", "store-v1-7777.db\n", "../x"])
def test_pointer_to_no_usable_store_leads_to_a_new_one(tmp_path: Path, pointer: str) -> None:
    expected = filled(tmp_path)
    (tmp_path / "stores" / "current").write_text(pointer)
    with Office(tmp_path) as office:
        assert office.rebuild().before == expected


def test_store_of_an_older_program_is_built_anew_beside_it(tmp_path: Path) -> None:
    expected = filled(tmp_path)
    stores = tmp_path / "stores"
    (store,) = stores.glob("*.db")
    old = stores / f"store-v{STORE_VERSION - 1}-0009.db"
    store.rename(old)
    (stores / "current").write_text(old.name + "\n")
    with Office(tmp_path) as office:
        assert office.rebuild().before == expected
    assert old.exists()


def test_next_store_never_takes_a_name_that_was_used(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for number in (1, 7):
        (tmp_path / "stores" / f"store-v1-{number:04}.db").touch()
    assert folder.next_store().name == f"store-v{STORE_VERSION}-0008.db"


def test_store_that_is_ahead_of_the_log_stops_with_the_remedy(tmp_path: Path) -> None:
    filled(tmp_path)
    delete_log(tmp_path)
    with pytest.raises(StoreAheadOfLog) as error:
        Office(tmp_path)
    assert str(error.value) == (
        "The store stands at offset 4 of partition 0, but the log ends at 0. "
        "Bring back the log, or delete the store."
    )


def test_store_of_another_log_stops_with_the_remedy(tmp_path: Path) -> None:
    filled(tmp_path)
    delete_log(tmp_path)
    log = SqliteLog(tmp_path / "log.db")
    other = [event(MeetingRequested(by="producer"), name=f"other {n}") for n in range(9)]
    log.append(records(*other))
    log.close()
    with pytest.raises(StoreAheadOfLog, match=r"^The record before offset 4 of partition 0 is not"):
        Office(tmp_path)


def test_store_behind_its_log_is_brought_up(tmp_path: Path) -> None:
    filled(tmp_path)
    log = SqliteLog(tmp_path / "log.db")
    wish = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0})
    log.append(records(wish))
    log.close()
    with Office(tmp_path) as office:
        assert office.rows(tables.events)[-1]["id"] == wish.id
        assert office.rebuild().equal


def future(tmp_path: Path) -> bytes:
    """Put a record of a newer program at the end of a folder's log; return it."""
    log = SqliteLog(tmp_path / "log.db")
    wish = encode(event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0}))
    newer = wish.replace(b".requested.v1", b".requested.v2")
    log.append([Record(FAIR, newer)])
    log.close()
    return newer


def test_record_of_a_newer_program_stops_the_start(tmp_path: Path) -> None:
    filled(tmp_path)
    future(tmp_path)
    with pytest.raises(FutureVersion, match=r"meeting\.requested version 2"):
        Office(tmp_path)


def test_upgraded_program_starts_where_the_old_one_stopped(tmp_path: Path) -> None:
    """The upgrade is played on the log: the same record in the version that is known."""
    filled(tmp_path)
    newer = future(tmp_path)
    assert "FutureVersion" in started(tmp_path).stderr
    connection = sqlite3.connect(tmp_path / "log.db")
    known = newer.replace(b".v2", b".v1")
    connection.execute("UPDATE records SET value = ? WHERE value = ?", (known, newer))
    connection.commit()
    connection.close()
    assert started(tmp_path).returncode == 0
    with Office(tmp_path) as office:
        assert len(office.rows(tables.events)) == 5
        assert office.rebuild().equal


def test_start_that_failed_gives_the_folder_back(tmp_path: Path) -> None:
    expected = filled(tmp_path)
    saved = tmp_path.with_name("saved.db")
    (tmp_path / "log.db").rename(saved)
    with pytest.raises(StoreAheadOfLog):
        Office(tmp_path)
    delete_log(tmp_path)
    saved.rename(tmp_path / "log.db")
    with Office(tmp_path) as office:
        assert office.rebuild().before == expected


def test_store_that_could_not_be_built_is_not_left(tmp_path: Path) -> None:
    filled(tmp_path)
    future(tmp_path)
    for file in (tmp_path / "stores").iterdir():
        file.unlink()
    with pytest.raises(FutureVersion):
        Office(tmp_path)
    assert list((tmp_path / "stores").glob("*.db")) == []


def test_folder_that_was_closed_has_no_journals(tmp_path: Path) -> None:
    """Everything is in the files themselves, so that a plain copy is a copy."""
    filled(tmp_path)
    assert [path.name for path in tmp_path.rglob("*-wal")] == []


def test_opening_changes_nothing(tmp_path: Path) -> None:
    expected = filled(tmp_path)
    for _ in range(3):
        with Office(tmp_path) as office:
            assert office.log.end(0) == 4
    with Office(tmp_path) as office:
        assert office.rebuild().before == expected
        assert office.do(submit("p9", producer("HTX Mẫu 9"))).ordinal == 5


@pytest.mark.parametrize(
    ("name", "code"),
    [("log.db", "file_damaged"), ("private.db", "file_damaged"), ("store", "store_damaged")],
)
def test_damaged_file_is_named_with_the_remedy(tmp_path: Path, name: str, code: str) -> None:
    expected = filled(tmp_path)
    (store,) = (tmp_path / "stores").glob("*.db")
    damaged = store if name == "store" else tmp_path / name
    damaged.write_bytes(b"no database" * 1000)
    with pytest.raises(Damaged) as error:
        Office(tmp_path)
    assert error.value.code == code
    if name == "store":
        store.unlink()
        with Office(tmp_path) as office:
            assert office.rebuild().before == expected
