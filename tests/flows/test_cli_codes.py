"""Every exit code of the command line, reached by what happens in life."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from api.cli import session
from streams.log.port import Record
from tests.builders import FAIR, Office
from tests.command_line import ketnoi
from tests.lists import csv_list, fixture

ANNOUNCE = ("fair", "announce", "mau-moi", "--first", "2027-06-01", "--last", "2027-06-05")


def acts(data: Path) -> int:
    """Return how many records stand on the log, what the matcher says by itself left out."""
    with closing(sqlite3.connect(data / "log.db")) as connection:
        written = connection.execute("SELECT value FROM records").fetchall()
    return sum(b"ketnoi.matching.updated" not in value for (value,) in written)


def list_file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "fairs.csv"
    path.write_bytes(csv_list(*rows) if rows else fixture("fairs.csv"))
    return path


def test_what_is_done_leaves_0(data: Path) -> None:
    ran = ketnoi(*ANNOUNCE, "--name", "Hội chợ Mẫu", data=data)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Done: mau-moi, event ")
    assert acts(data) == 2


def test_refusal_by_a_rule_leaves_1(data: Path) -> None:
    ran = ketnoi("fair", "announce", FAIR, *ANNOUNCE[3:], "--name", "Mẫu", "--json", data=data)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"A fair with the id {FAIR} exists already. Revise it, or choose another id.\n"
    )
    assert acts(data) == 1


def test_unequal_rebuild_leaves_1_once(data: Path) -> None:
    (store,) = (data / "stores").glob("*.db")
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE fairs SET name = 'Đã đổi'")
        connection.commit()

    unequal = ketnoi("rebuild", "--json", data=data)
    equal = ketnoi("rebuild", "--json", data=data)

    assert (unequal.code, unequal.err, unequal.document["equal"]) == (1, "", False)
    assert "fairs" in unequal.document["difference"]
    assert unequal.document["before"] != unequal.document["after"]
    assert (equal.code, equal.document["equal"]) == (0, True)
    assert equal.document["before"] == unequal.document["after"]


@pytest.mark.parametrize("check", [("doctor",), ("log", "verify")])
def test_check_that_finds_something_leaves_1(data: Path, check: tuple[str, ...]) -> None:
    assert ketnoi(*check, data=data).code == 0
    with Office(data) as office:
        office.log.append([Record(FAIR, b"\xff")])

    ran = ketnoi(*check, "--json", data=data)

    assert (ran.code, ran.err) == (1, "")
    assert 1 in ran.document.values()


Unusable = Callable[[Path], tuple[str | Path, ...]]
UNUSABLE: dict[str, Unusable] = {
    "unknown command": lambda _: ("fair", "lst"),
    "unknown option": lambda _: ("fair", "list", "--jsno"),
    "missing option": lambda _: ("fair", "announce", "mau-moi"),
    "missing argument": lambda _: ("fair", "show"),
    "no day": lambda _: (*ANNOUNCE[:4], "2027-02-30", *ANNOUNCE[5:]),
    "no number": lambda _: (*ANNOUNCE, "--answer-days", "x"),
    "no kind": lambda _: (*ANNOUNCE, "--kind", "x"),
    "no language": lambda _: ("fair", "list", "--lang", "fr"),
    "value missing": lambda _: ("fair", "list", "--data"),
    "malformed id": lambda _: ("fair", "announce", "Mẫu / mới", *ANNOUNCE[3:], "--name", "Mẫu"),
    "broken id": lambda _: ("fair", "close", "mau\udcff"),
    "broken series": lambda _: ("report", "agreements", "--series", "\udcff"),
    "broken sign": lambda _: (*ANNOUNCE, "--name", "Mẫu\udcff"),
    "file missing": lambda path: ("import", "fairs", path / "nowhere.csv"),
    "file is a folder": lambda path: ("import", "agreements", path),
    "form missing": lambda path: ("registration", "submit", "--fair", FAIR, "--file", path / "no"),
    "form unlike": lambda path: (
        *("registration", "submit", "--fair", FAIR, "--file"),
        list_file(path, {"a": "b"}),
    ),
    "list unlike": lambda path: ("import", "agreements", list_file(path, {"a": "b"})),
    "paper unlike": lambda path: (*("agreement", "attach", "x", list_file(path), "--fair", FAIR),),
    "no folder to write to": lambda path: (
        *("match", "export", "--fair", FAIR, "--out", path / "no" / "out.json"),
    ),
    "data is a file": lambda path: (*ANNOUNCE, "--data", list_file(path)),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_unusable_input_leaves_2_and_writes_nothing(data: Path, tmp_path: Path, case: str) -> None:
    ran = ketnoi(*UNUSABLE[case](tmp_path), data=data)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert acts(data) == 1


@pytest.mark.parametrize(
    "env",
    [
        {"KETNOI_LNG": "vi"},
        {"KETNOI_LANG": "fr"},
        {"KETNOI_LANG": ""},
        {"KETNOI_LOGS": "xml"},
        {"KETNOI_CONSOLE_IN_CONTAINER": "perhaps"},
        *({"KETNOI_KAFKA_REPLICAS": text} for text in ("0", "-1", "32768", f"{10**23}", "x")),
    ],
    ids=str,
)
def test_bad_setting_leaves_2(data: Path, env: dict[str, str]) -> None:
    ran = ketnoi("fair", "list", data=data, env=env)

    assert (ran.code, ran.out) == (2, "")
    assert next(iter(env)) in ran.err


@pytest.mark.parametrize(
    ("line", "env", "said"),
    [
        ((), {"KETNOI_LANG": "xx"}, "KETNOI_LANG='xx' không hợp lệ. Hãy ghi một trong: vi, en.\n"),
        (
            ("--lang", "en"),
            {"KETNOI_LANG": "xx"},
            "KETNOI_LANG='xx' cannot be meant. Write one of these: vi, en.\n",
        ),
        (
            (),
            {"KETNOI_LANG": "en", "KETNOI_KAFKA_REPLICAS": "0"},
            "KETNOI_KAFKA_REPLICAS='0' cannot be meant. Write a whole number from 1 to 32767.\n",
        ),
        (
            (),
            {"KETNOI_LANG": "vi", "KETNOI_CONSOLE_IN_CONTAINER": "2"},
            "KETNOI_CONSOLE_IN_CONTAINER='2' không hợp lệ. Hãy ghi một trong: false, true.\n",
        ),
    ],
)
def test_bad_setting_is_told_in_the_language_that_can_be_read(
    data: Path, line: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    assert ketnoi("fair", "list", *line, data=data, env=env).err == said


def test_unknown_setting_is_told_with_those_there_are(data: Path) -> None:
    ran = ketnoi("fair", "list", data=data, env={"KETNOI_LNG": "vi", "KETNOI_LANG": "vi"})

    assert ran.err.startswith("KETNOI_LNG không phải là cài đặt. Hãy sửa tên hoặc bỏ đi.")
    assert "KETNOI_LANG" in ran.err


def test_system_that_refuses_without_a_path_is_told_in_the_language(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(session, "check_data", refuse)

    ran = ketnoi("fair", "list", "--lang", "vi", data=data)

    assert (ran.code, ran.err) == (
        4,
        "Hệ thống từ chối: No space left on device. Hãy xử lý nguyên nhân rồi thử lại.\n",
    )


def test_refused_rows_leave_3_if_strict_and_0_if_not(data: Path, tmp_path: Path) -> None:
    good = {"Mã sự kiện": "mau-a", "Tên sự kiện": "Mẫu", "Từ ngày": "2020-06-01"}
    path = list_file(tmp_path, {**good, "Đến ngày": "2020-06-02"}, {**good, "Đến ngày": "x"})

    strict = ketnoi("import", "fairs", path, "--strict", "--json", data=data)
    mild = ketnoi("import", "fairs", path, "--json", data=data)

    assert (strict.code, strict.err, mild.code, mild.err) == (3, "", 0, "")
    for ran in (strict, mild):
        assert (ran.document["accepted"], ran.document["rejected"]) == (1, 1)
    assert (strict.document["recorded"], mild.document["recorded"]) == (1, 0)


def test_strict_import_without_refused_rows_leaves_0(data: Path, tmp_path: Path) -> None:
    assert ketnoi("import", "fairs", list_file(tmp_path), "--strict", data=data).code == 0


def test_folder_in_use_leaves_4(data: Path) -> None:
    with Office(data):
        ran = ketnoi("fair", "list", "--json", data=data)

    assert (ran.code, ran.out) == (4, "")
    assert ran.err == f"Another process works on {data}. Stop it, or use its pages instead.\n"
    assert ketnoi("fair", "list", data=data).code == 0
