"""Backups that are damaged, cut short, or made to do harm: refused with the place and a remedy."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.runtime.backup.manifest import BadBackup
from streams.runtime.backup.reading import opened
from tests.builders.backups import Contents, member, rewritten, write
from tests.command_line import ketnoi


def flipped(name: str) -> Callable[[Contents], None]:
    """Change one bit of a member."""

    def change(held: Contents) -> None:
        found = next(one for one in held if one.startswith(name))
        held[found] = held[found][:-1] + bytes([held[found][-1] ^ 1])

    return change


def without(name: str) -> Callable[[Contents], None]:
    """Take a member out."""

    def change(held: Contents) -> None:
        del held[next(one for one in held if one.startswith(name))]

    return change


def beside(held: Contents) -> None:
    """Put something into the archive that would stand elsewhere."""
    held["../../evil"] = b"evil"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (flipped("log/"), "The checksum of log/0000/000000.msgpack in the backup is wrong."),
        (
            flipped("private/persons"),
            "The checksum of private/persons/000000.msgpack in the backup is wrong.",
        ),
        (flipped("documents/"), " in the backup is wrong."),
        (flipped("erasures"), "The checksum of erasures.json in the backup is wrong."),
        (flipped("manifest.json"), "The checksum of manifest.json in the backup is wrong."),
        (without("log/"), "The backup lacks log/0000/000000.msgpack."),
        (without("documents/"), "The backup lacks documents/"),
        (without("manifest.json"), "The backup lacks manifest.json."),
        (without("manifest.sha256"), "The backup lacks manifest.sha256."),
        (beside, "The backup is damaged at ../../evil."),
    ],
)
def test_damaged_backup_is_refused_with_its_place(
    small: Path, tmp_path: Path, change: Callable[[Contents], None], place: str
) -> None:
    rewritten(small, change)

    verified = ketnoi("backup", "verify", small)
    ran = ketnoi("restore", small, data=tmp_path / "other")

    for one in (verified, ran):
        assert (one.code, one.out) == (2, "")
        assert place in one.err
        assert one.err.endswith("Nothing was restored. Use another backup.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.tar"]


def nothing(_held: Contents) -> None:
    """Change nothing."""


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"format": 2}, "The backup has format 2, this program knows 1. Use a newer program."),
        ({"format": "x"}, "The backup is damaged at manifest.json"),
        ({"log": []}, "The backup is damaged at manifest.json"),
        ({"log": {"0": {"position": 1, "records": 99}}}, "The backup is damaged at log/0000."),
        ({"private_revision": "9999"}, "are of revision 9999, which this program does not know."),
        ({"private_revision": ""}, "The backup is damaged at manifest.json"),
        ({"taken_at": "\x1b[31mred"}, "The backup is damaged at manifest.json"),
        ({"private": {}}, "The backup is damaged at private/"),
        ({"members": [member("../evil", b"")]}, "The backup is damaged at ../evil."),
        (
            {"members": [member("documents/../../evil", b"")]},
            "The backup is damaged at documents/../../evil.",
        ),
        ({"members": []}, "The backup is damaged at "),
    ],
)
def test_hostile_manifest_is_refused(
    small: Path, tmp_path: Path, stated: dict[str, object], said: str
) -> None:
    rewritten(small, nothing, **stated)

    ran = ketnoi("restore", small, data=tmp_path / "other")

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.tar"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE]
)
def test_archive_with_anything_but_plain_files_is_refused(small: Path, kind: bytes) -> None:
    with tarfile.open(small, "a") as tar:
        entry = tarfile.TarInfo("documents/" + "0" * 64)
        entry.type, entry.linkname = kind, "/etc/passwd"
        tar.addfile(entry)

    ran = ketnoi("backup", "verify", small)

    assert (ran.code, ran.err[:34]) == (2, "The backup is damaged at documents")


def test_archive_that_claims_more_than_it_holds_is_refused(small: Path) -> None:
    with tarfile.open(small, "a") as tar:
        entry = tarfile.TarInfo("documents/" + "0" * 64)
        entry.size = 2**60
        tar.fileobj.seek(tar.offset)
        tar.fileobj.write(entry.tobuf(tarfile.GNU_FORMAT))

    ran = ketnoi("backup", "verify", small)

    assert (ran.code, ran.err[:34]) == (2, "The backup is damaged at documents")


def test_archive_with_two_of_a_name_is_refused(small: Path) -> None:
    with tarfile.open(small, "a") as tar:
        tar.addfile(tarfile.TarInfo("manifest.json"))

    assert "damaged at manifest.json" in ketnoi("backup", "verify", small).err


def test_backup_that_was_cut_short_is_refused(small: Path) -> None:
    whole = small.read_bytes()
    for size in (0, 1, 511, 512, 700, len(whole) // 2, len(whole) - 10_240):
        small.write_bytes(whole[:size])
        with pytest.raises(BadBackup), opened(small) as archive:
            archive.check()


@pytest.mark.parametrize("content", [b"no tar at all", b"\x1f\x8b\x08" + b"0" * 600, b"0" * 5_000])
def test_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tar").write_bytes(content)
    ran = ketnoi("backup", "verify", tmp_path / "a.tar")

    assert (ran.code, ran.err[:24]) == (2, "The backup is damaged at")


def test_empty_archive_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.tar", {})

    assert "The backup lacks manifest.json." in ketnoi("backup", "verify", tmp_path / "a.tar").err


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for line in (("backup", "verify"), ("restore",)):
        ran = ketnoi(*line, tmp_path / "a.tar", data=tmp_path / "other")
        assert (ran.code, ran.err[:17]) == (1, "There is no file ")


def test_file_of_no_erasures_is_refused(small: Path, tmp_path: Path) -> None:
    ran = ketnoi("restore", small, "--erasures", small, data=tmp_path / "other")

    assert (ran.code, "does not hold erasures" in ran.err) == (2, True)
    assert not (tmp_path / "other").exists()
