"""The demo, told once: a register that counts, a proven match, an equal store."""

from pathlib import Path
from typing import Any

import pytest

from api.demo.folder import is_demo
from api.demo.story import FAIR, SERIES
from tests.builders import Office
from tests.command_line import Ran, ketnoi

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "folder"


@pytest.fixture(scope="module")
def told(folder: Path) -> Ran:
    return ketnoi("demo", "--once", "--json", data=folder)


@pytest.fixture(scope="module")
def short(told: Ran, folder: Path) -> dict[str, Any]:
    """The match as it stands after the demo."""
    document: dict[str, Any] = ketnoi(
        "match", "show", "--fair", FAIR, "--json", data=folder
    ).document
    return document


def test_document_is_the_one_that_is_promised(told: Ran) -> None:
    document = told.document

    assert (told.code, told.err) == (0, "")
    assert {name: type(value).__name__ for name, value in document.items()} == {
        "series": "str",
        "signed_memoranda": "int",
        "by_fair": "dict",
        "fair": "dict",
        "log_events": "int",
        "rebuild": "dict",
        "seconds": "float",
    }
    assert set(document["fair"]) == {
        *("id", "producers", "distributors", "pairs", "sent", "accepted"),
        *("objective", "bound", "optimal"),
    }
    assert set(document["rebuild"]) == {"before", "after", "equal"}


def test_register_of_2020_counts_473_memoranda(told: Ran) -> None:
    assert told.document["series"] == SERIES == "hanoi-2020"
    assert told.document["signed_memoranda"] == 473
    assert sum(told.document["by_fair"].values()) == 473
    assert len(told.document["by_fair"]) > 1


def test_match_of_the_fair_is_proven(told: Ran) -> None:
    fair = told.document["fair"]

    assert fair["id"] == FAIR
    assert (fair["producers"], fair["distributors"]) == (152, 40)
    assert fair["optimal"] is True
    assert fair["objective"] == fair["bound"] > 0
    assert fair["pairs"] >= fair["sent"] // 2
    assert 0 < fair["accepted"] < fair["sent"]


def test_store_comes_back_equal(told: Ran) -> None:
    rebuild = told.document["rebuild"]

    assert rebuild["equal"] is True
    assert rebuild["before"] == rebuild["after"]
    assert len(rebuild["before"]) == 64


def test_every_event_is_on_the_log(told: Ran, folder: Path) -> None:
    with Office(folder) as office:
        assert office.log.end(0) == told.document["log_events"] > 700
    verified = ketnoi("log", "verify", "--json", data=folder).document
    assert (verified["unreadable"], verified["repeated"]) == (0, 0)


def test_two_producers_whom_nobody_can_take_are_named_with_the_reason(
    short: dict[str, Any], folder: Path
) -> None:
    impossible = [one for one in short["short"] if one["possible"] == 0]
    reasons = sorted(one["obstacles"][0]["reason"]["code"] for one in impossible)
    shown = ketnoi("match", "show", "--fair", FAIR, data=folder).out

    assert reasons == ["category", "paper_expired"]
    assert "Du lịch Bản Xanh 149: none of its products belongs to a wanted group (" in shown
    assert "Nếp Thơm 150: a required paper ends before the fair does: alcohol licence, on" in shown


def test_folder_shows_afterwards_what_the_demo_said(short: dict[str, Any], told: Ran) -> None:
    fair = told.document["fair"]

    assert short["optimal"] is True
    assert (short["meetings"], short["producers"]) == (fair["pairs"], fair["producers"])


def test_folder_is_made_and_marked(told: Ran, folder: Path) -> None:
    assert is_demo(folder)
    assert (folder / "log.db").exists()
