"""The demo's folder: made where there is none, made anew where a demo was, else left alone."""

from pathlib import Path

import pytest

from api.demo.folder import is_demo, prepare
from streams.domain.errors import Malformed
from tests.builders import Office, open_office
from tests.command_line import ketnoi


def files(path: Path) -> dict[str, bytes]:
    """Return everything in a folder."""
    return {
        str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }


def test_marked_folder_is_made_anew(tmp_path: Path) -> None:
    prepare(tmp_path)
    with Office(tmp_path):
        (tmp_path / "documents" / "deep").mkdir()

    prepare(tmp_path)

    assert list(files(tmp_path)) == ["THIS-IS-A-DEMO"]
    assert [path.name for path in tmp_path.iterdir()] == ["THIS-IS-A-DEMO"]


@pytest.mark.parametrize("there", [False, True], ids=["absent", "empty"])
def test_absent_or_empty_folder_is_made_and_marked(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "a" / "b"
    if there:
        folder.mkdir(parents=True)

    prepare(folder)

    assert is_demo(folder)


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "sub/"])
def test_any_other_folder_is_refused_and_stays(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("mine")
    before = files(tmp_path)

    ran = ketnoi("demo", "--once", "--json", data=folder)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{folder} holds something that no demo made. Choose an empty folder.\n"
    assert files(tmp_path) == before
    assert len(list(folder.iterdir())) == 1


def test_ordinary_data_folder_is_refused_and_stays(tmp_path: Path) -> None:
    with open_office(tmp_path):
        pass
    before = files(tmp_path)

    assert ketnoi("demo", "--once", data=tmp_path).code == 2
    assert files(tmp_path) == before
    with pytest.raises(Malformed) as refusal:
        prepare(tmp_path)
    assert refusal.value.code == "not_a_demo"


def test_demo_that_somebody_looks_at_is_refused_and_stays(tmp_path: Path) -> None:
    prepare(tmp_path)
    with Office(tmp_path):
        before = files(tmp_path)
        ran = ketnoi("demo", "--once", data=tmp_path)

        assert ran.code == 4
        assert files(tmp_path) == before


def test_folder_is_that_of_the_option_else_of_the_setting_else_ketnoi_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is refused in its turn, which names it without telling the story."""
    monkeypatch.chdir(tmp_path)
    for name in ("chosen", "set", "ketnoi-demo", "ketnoi-data"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").touch()
    setting = {"KETNOI_DATA": "set"}

    assert ketnoi("demo", "--once", data=Path("chosen"), env=setting).err.startswith(
        "chosen holds "
    )
    assert ketnoi("demo", "--once", env=setting).err.startswith("set holds ")
    assert ketnoi("demo", "--once").err.startswith("ketnoi-demo holds ")
