"""Backup and restore of a data folder: everything comes back, what was erased does not."""

import json
import sqlite3
import stat
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from streams.domain.errors import Conflict
from streams.log.port import LogUnavailable, Record
from streams.log.sqlite_log import SqliteLog
from streams.runtime.backup.of_folder import new_folder, open_folder
from streams.runtime.backup.reading import opened
from streams.runtime.backup.restoring import fill
from streams.runtime.backup.taking import back_up
from streams.store import tables
from tests.builders import FAIR, NOW, Office, open_office, producer
from tests.builders.backups import (
    attach,
    contents,
    erase,
    hash_of,
    household,
    poison,
    restored,
    taken,
)
from tests.command_line import ketnoi
from tests.golden.history import play

WITHOUT_FILE = ["ab" * 32, "cd" * 32]
"""Digests that the history names, of files that never were."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a long history, households, documents, an erasure and a dead letter."""
    with open_office(tmp_path / "data") as office:
        play(office)
        erase(office, household(office, "erased"))
        household(office, "kept")
        attach(office, b"%PDF-1", "kept")
        poison(office)
        office.settle()
    return tmp_path / "data"


def test_restored_folder_is_the_one_that_was_backed_up(folder: Path, tmp_path: Path) -> None:
    manifest = taken(folder, tmp_path / "a.tar")
    found = restored(tmp_path / "a.tar", tmp_path / "other")

    with Office(folder) as one, Office(tmp_path / "other") as other:
        assert found.hash == found.expected == hash_of(one) == hash_of(other)
        assert (found.missing_rows, found.missing_files) == ([], WITHOUT_FILE)
        assert len(other.keeper.find("kept")) == 1
        assert other.keeper.find("") == one.keeper.find("")
        assert other.keeper.fingerprint(b"1") == one.keeper.fingerprint(b"1")
        assert [*other.documents.digests()] == [*one.documents.digests()] != []
        assert other.log.end(0) == manifest.records == one.log.end(0)
        assert other.rows(tables.dead_letters) == one.rows(tables.dead_letters) != []
        other.register("later", producer("HTX Mẫu Sau"))
        assert other.rebuild().equal


def test_backup_of_a_restored_folder_holds_the_same(small: Path, tmp_path: Path) -> None:
    restored(small, tmp_path / "other")
    taken(tmp_path / "other", tmp_path / "again.tar")

    assert contents(small) == contents(tmp_path / "again.tar")


def test_older_backup_without_what_was_erased_since(tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        late, kept = household(office, "late"), household(office, "kept")
        taken(tmp_path / "data", tmp_path / "old.tar")
        erase(office, late)
        office.settle()
    erasures, other = tmp_path / "gone.json", tmp_path / "other"

    written = ketnoi("backup", "--erasures", erasures, data=tmp_path / "data")
    ran = ketnoi("restore", tmp_path / "old.tar", "--erasures", erasures, data=other)

    assert (written.code, json.loads(erasures.read_bytes())) == (0, [late])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("1 private rows were erased and are not restored.\n")
    with Office(other) as office:
        assert office.keeper.find("") == [kept]
        assert len(office.rows(tables.registrations)) == 2
        office.settle()
        assert office.rebuild().equal
    again = tmp_path / "again.json"
    assert ketnoi("backup", "--erasures", again, data=other).code == 0
    assert again.read_bytes() == erasures.read_bytes()


def test_erasure_while_the_backup_is_taken_is_no_missing_row(tmp_path: Path) -> None:
    """The position is named, then the row goes, then the private data are read."""
    with open_office(tmp_path / "data") as office:
        reference = household(office, "gone")

        def erase_now(_done: int, _total: int) -> None:
            erase(office, reference)
            office.settle()

        with open_folder(tmp_path / "data") as source:
            manifest = back_up(source, tmp_path / "a.tar", NOW, erase_now)
        assert manifest.records < office.log.end(0)
    found = restored(tmp_path / "a.tar", tmp_path / "other")

    assert (found.holds, found.missing_rows, found.erased) == (True, [], 0)


def test_row_that_is_missing_in_the_backup_is_named(tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        reference = household(office, "lost")
        office.keeper.erase([reference])
    taken(tmp_path / "data", tmp_path / "a.tar")

    ran = ketnoi("restore", tmp_path / "a.tar", data=tmp_path / "other")

    assert ran.code == 1
    assert ran.err == f"The private row {reference} is missing in the backup.\n"
    with Office(tmp_path / "other") as other:
        assert len(other.rows(tables.registrations)) == 1


def test_document_whose_content_changed_is_left_out_and_named(tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        office.register("p1", producer())
        digest = attach(office, b"%PDF-1", "p1")
        office.documents.path(digest).write_bytes(b"%PDF-2")

    ran = ketnoi("backup", tmp_path / "a.tar", data=tmp_path / "data")

    assert (ran.code, ran.err) == (1, f"The document {digest} is damaged and was left out.\n")
    assert restored(tmp_path / "a.tar", tmp_path / "other").missing_files == [digest]


def test_document_that_is_not_there_is_named_when_the_backup_is_taken(tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        office.register("p1", producer())
        digest = attach(office, b"%PDF-1", "p1")
        office.documents.path(digest).unlink()

    ran = ketnoi("backup", tmp_path / "a.tar", data=tmp_path / "data")

    named = f"The document {digest} is not in the folder of documents. Check --data.\n"
    assert (ran.code, ran.err) == (1, named)


def test_restore_through_a_link_fills_what_it_names(small: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert ketnoi("restore", small, data=tmp_path / "link").code == 0

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "log.db").is_file()


def test_private_data_of_a_newer_program_are_refused(small: Path, tmp_path: Path) -> None:
    assert ketnoi("restore", small, data=tmp_path / "data").code == 0
    with closing(sqlite3.connect(tmp_path / "data" / "private.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    ran = ketnoi("fair", "list", data=tmp_path / "data")

    assert ran.code == 4
    assert "are of revision 9999, which this program does not know. Use a newer" in ran.err


def test_backup_beside_work_is_of_one_moment(tmp_path: Path) -> None:
    ended = threading.Event()
    with open_office(tmp_path / "data") as office:

        def work() -> None:
            number = 0
            while not ended.is_set():
                household(office, f"household-{number}")
                number += 1

        caller = threading.Thread(target=work)
        caller.start()
        try:
            for number in range(5):
                taken(tmp_path / "data", tmp_path / f"{number}.tar")
        finally:
            ended.set()
            caller.join()
    found = [restored(tmp_path / f"{n}.tar", tmp_path / f"other-{n}") for n in range(5)]

    assert [one.holds for one in found] == [True] * 5
    assert [one.expected for one in found] == [one.hash for one in found]
    assert len({one.records for one in found}) > 1


def test_store_that_is_behind_gives_no_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.runtime.backup.taking._STORE_WITHIN", 0.1)
    with open_office(tmp_path / "data"):
        pass
    log = SqliteLog(tmp_path / "data" / "log.db")
    log.append([Record(FAIR, b"not applied yet")])
    log.close()

    ran = ketnoi("backup", tmp_path / "a.tar", data=tmp_path / "data")

    assert (ran.code, ran.err) == (
        0,
        "The store was behind the log, so the backup has no fingerprint of it.\n",
    )
    found = restored(tmp_path / "a.tar", tmp_path / "other")
    assert (found.records, found.expected, found.holds) == (2, None, True)


def test_store_of_the_backup_that_was_wrong_is_named_and_the_log_holds(tmp_path: Path) -> None:
    with open_office(tmp_path / "data") as office:
        office.register("p1", producer())
        with office.caching() as connection:
            connection.execute(tables.registrations.update().values(name="Khác"))
    taken(tmp_path / "data", tmp_path / "a.tar")

    ran = ketnoi("restore", tmp_path / "a.tar", data=tmp_path / "other")

    assert (ran.code, ran.err[:31]) == (1, "The store built from the log is")
    with Office(tmp_path / "other") as other:
        assert other.rebuild().equal


def test_backup_is_readable_by_its_owner_only(small: Path) -> None:
    assert stat.S_IMODE(small.stat().st_mode) == 0o600
    with tarfile.open(small) as tar:
        assert {entry.mode for entry in tar} == {0o600}


def test_backup_never_overwrites_a_file(small: Path, data: Path) -> None:
    before = small.read_bytes()
    ran = ketnoi("backup", small, data=data)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{small} exists already. Name another file; it was left as it is.\n"
    assert small.read_bytes() == before


def test_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with open_office(tmp_path / "data"):
        pass

    def fail(_done: int, _total: int) -> None:
        raise LogUnavailable("gone")

    with open_folder(tmp_path / "data") as source, pytest.raises(LogUnavailable):
        back_up(source, tmp_path / "a.tar", NOW, fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_verified_backup_is_whole(small: Path) -> None:
    ran = ketnoi("backup", "verify", small)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Whole: 3 records, 1 documents, taken on 2026-05-04T02:00:00")


def test_restore_refuses_a_folder_that_is_not_empty(small: Path, data: Path) -> None:
    ran = ketnoi("restore", small, data=data)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"{data} is not empty. Nothing was changed. Name another folder with --data.\n"
    )


def test_restore_that_failed_leaves_nothing(small: Path, tmp_path: Path) -> None:
    def fail(_done: int, _total: int) -> None:
        raise LogUnavailable("gone")

    with (
        opened(small) as archive,
        pytest.raises(LogUnavailable),
        new_folder(tmp_path / "other") as rooms,
    ):
        fill(rooms, archive, (), actor="operator", now=NOW, tell=fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.tar"]


def test_restore_that_was_interrupted_says_how_to_begin_anew(small: Path, tmp_path: Path) -> None:
    left = tmp_path / "other.restoring"
    left.mkdir()

    with pytest.raises(Conflict) as refusal:
        restored(small, tmp_path / "other")
    left.rmdir()

    assert str(refusal.value) == (
        f"A restore is under way, or one was interrupted. If none is, delete {left} and begin anew."
    )
    assert restored(small, tmp_path / "other").holds


def test_restore_into_an_empty_folder_works(small: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert restored(small, tmp_path / "other").holds
