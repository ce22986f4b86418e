"""Whatever people say of people at the command line is in one file, and after erasure in none."""

import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from tests.builders.folders import files_with
from tests.command_line import ketnoi, verbs
from tests.flows.gossip import DIGITS, FAIR, MARK, Gossip
from tests.registers import NORTH

pytestmark = pytest.mark.slow
PERSONAL = (MARK, *DIGITS.values())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Gossip:
    """A fair in which everything personal was said; tests read it, or take a copy."""
    gossip = Gossip(tmp_path_factory.mktemp("gossip") / "data")
    gossip.tell()
    return gossip


@pytest.fixture
def erased(told: Gossip, tmp_path: Path) -> Path:
    """A copy of it from which everything personal was erased."""
    shutil.copytree(told.folder, tmp_path / "data")
    found = {reference for text in PERSONAL for reference in references(tmp_path / "data", text)}
    ran = ketnoi("person", "erase", *sorted(found), "--json", data=tmp_path / "data")
    assert ran.code == 0
    return tmp_path / "data"


def references(folder: Path, text: str) -> list[str]:
    found: list[str] = ketnoi("person", "find", text, "--json", data=folder).document["references"]
    return found


def counted(folder: Path) -> dict[str, Any]:
    """Return everything that is counted or listed, without what is said of persons."""

    def rows(*line: str) -> Any:
        return ketnoi(*line, "--json", data=folder).document

    report = rows("report", "agreements", "--series", "mau-2020", "--as-of", "2026-01-01")
    registered = rows("registration", "list", "--fair", FAIR)
    match = rows("match", "show", "--fair", FAIR)
    return {
        "report": {name: report[name] for name in ("count", "excluded", "candidates", "tables")},
        "registrations": [(row["id"], row["status"], row["places"]) for row in registered],
        "agreements": [rows("agreement", "list", "--fair", fair) for fair in (FAIR, NORTH)],
        "suggestions": [
            (row["producer"], row["seat"], row["status"])
            for row in rows("suggestions", "list", "--fair", FAIR)
        ],
        "meetings": match["meetings"],
    }


def test_every_option_for_personal_text_was_used(told: Gossip) -> None:
    personal = {
        (path, option.opts[-1])
        for path, found in verbs().items()
        for option in found.params
        if isinstance(option, click.Option) and "closed" in (option.help or "").split()[-1]
    }

    assert told.texts == personal


def test_personal_text_is_kept_and_is_in_the_private_file_only(told: Gossip) -> None:
    for said in told.said:
        assert references(told.folder, said), said
    for text in PERSONAL:
        assert files_with(told.folder, text) == {"private.db"}, text


def test_row_that_was_refused_is_nowhere(told: Gossip) -> None:
    assert files_with(told.folder, f"{MARK} refused") == set()


def test_personal_text_of_open_commands_is_in_no_journal_but_the_private_one(
    told: Gossip, tmp_path: Path
) -> None:
    """A rebuild writes every row of the store anew, while journals are there to be read."""
    shutil.copytree(told.folder, tmp_path / "data")

    assert ketnoi("rebuild", "--json", data=tmp_path / "data").document["equal"] is True
    assert files_with(tmp_path / "data", MARK) == {"private.db"}


def test_what_was_erased_is_nowhere(erased: Path) -> None:
    for text in PERSONAL:
        assert references(erased, text) == []
        assert files_with(erased, text) == set(), text


def test_erasure_changes_no_count(told: Gossip, erased: Path) -> None:
    before, after = counted(told.folder), counted(erased)

    assert before["report"]["count"] == 1
    assert before["report"]["candidates"] == 2
    assert len(before["registrations"]) == 9
    assert after == before


def test_erased_person_is_shown_by_kind_alone(told: Gossip, erased: Path) -> None:
    line = ("registration", "list", "--fair", FAIR, "--side", "producer")

    assert MARK in ketnoi(*line, data=told.folder).out
    shown = ketnoi(*line, data=erased).out
    assert MARK not in shown
    assert shown.count("Household business (erased)") == 7


def test_store_is_equal_after_erasure(erased: Path) -> None:
    assert ketnoi("rebuild", "--json", data=erased).document["equal"] is True
    assert files_with(erased, MARK) == set()
