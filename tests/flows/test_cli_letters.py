"""Dead letters at the command line: found, looked at, repaired, given up."""

import json
from pathlib import Path

import pytest

from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.port import Record
from tests.builders import FAIR, Office, event, open_office
from tests.command_line import ketnoi

WISH = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0}, name="wish")
BROKEN = encode(WISH).replace(b'"by":"producer"', b'"by":7')
PLACE = (FAIR, "2")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder whose second record is a dead letter."""
    with open_office(tmp_path / "data") as office:
        office.log.append([Record(FAIR, BROKEN)])
    return tmp_path / "data"


def listed(data: Path, *options: str) -> list[tuple[str, int, str, str]]:
    """Return what `dlq list` says."""
    rows = ketnoi("dlq", "list", "--json", *options, data=data).document
    return [(row["key"], row["ordinal"], row["code"], row["status"]) for row in rows]


def test_letter_is_listed_and_shown_with_cause_and_place(data: Path) -> None:
    shown = ketnoi("dlq", "show", *PLACE, data=data)

    assert listed(data) == [(FAIR, 2, "bad_fact", "open")]
    assert "bad_fact" in ketnoi("dlq", "list", data=data).out
    assert shown.out == BROKEN.decode() + "\n"
    assert shown.err.startswith(f"Record 2 of {FAIR}, at offset 1 of partition 0: bad_fact. ")


def test_letter_that_is_shown_corrected_and_repaired_has_its_effect(
    data: Path, tmp_path: Path
) -> None:
    document = ketnoi("dlq", "show", *PLACE, data=data).document
    document["data"]["fact"]["by"] = "producer"
    file = tmp_path / "corrected.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    unread = ketnoi("dlq", "repair", *PLACE, data=data)
    done = ketnoi("dlq", "repair", *PLACE, "--file", file, data=data)
    again = ketnoi("dlq", "repair", *PLACE, "--file", file, data=data)

    assert unread.code == 2
    assert "still cannot be read (bad_fact" in unread.err
    assert (done.code, done.out) == (0, f"Repaired: record 3 of {FAIR} has its effect.\n")
    assert (again.code, again.out) == (1, "")
    assert "was repaired" in again.err
    assert listed(data) == []
    assert listed(data, "--all") == [(FAIR, 2, "bad_fact", "repaired")]
    assert ketnoi("doctor", data=data).code == 0


def test_repair_that_comes_too_late_says_what_had_changed(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "stale.json"
    file.write_bytes(encode(WISH.but(basis=WISH.basis.but(changes={f"fair/{FAIR}": 7}))))

    told = ketnoi("dlq", "repair", *PLACE, "--file", file, data=data)
    outcome = ketnoi("dlq", "repair", *PLACE, "--file", file, "--json", data=data)

    assert (told.code, outcome.code) == (1, 1)
    assert f"without effect: fair/{FAIR} had changed meanwhile" in told.out
    assert (outcome.document["outcome"], outcome.document["stale"]) == ("lost", [f"fair/{FAIR}"])


def test_repair_that_cannot_be_applied_is_said_to_be_a_letter_itself(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(encode(WISH.but(basis=WISH.basis.but(changes={"stall/x": 0}))))

    told = ketnoi("dlq", "repair", *PLACE, "--file", file, data=data)

    assert told.code == 1
    assert "which is a dead letter itself: cannot_apply" in told.out


def test_dropped_letter_is_no_longer_listed(data: Path) -> None:
    dropped = ketnoi("dlq", "drop", *PLACE, "--reason", "a trial", data=data)

    assert dropped.code == 0
    assert listed(data) == []
    assert listed(data, "--all") == [(FAIR, 2, "bad_fact", "dropped")]
    assert ketnoi("dlq", "drop", FAIR, "1", "--reason", "x", data=data).code == 1


@pytest.mark.parametrize("reason", ["", " \t\n", "\u200b", "x" * 501], ids=len)
def test_letter_is_not_dropped_for_no_reason_or_an_essay(data: Path, reason: str) -> None:
    ran = ketnoi("dlq", "drop", *PLACE, "--reason", reason, data=data)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err in {
        "The reason is empty. Say why nothing is to be made of it.\n",
        "The text is too long. Give at most 500 signs.\n",
    }
    assert listed(data) == [(FAIR, 2, "bad_fact", "open")]


def test_longest_reason_is_taken(data: Path) -> None:
    assert ketnoi("dlq", "drop", *PLACE, "--reason", f" {'x' * 500} ", data=data).code == 0


def test_letter_that_tells_no_time_is_listed_without_one(data: Path) -> None:
    with Office(data) as office:
        office.log.append([Record("mau-khac", b"no event")])

    rows = ketnoi("dlq", "list", "--json", data=data).document
    table = ketnoi("dlq", "list", data=data).out

    assert [(row["key"], row["recorded_at"] is None) for row in rows] == [
        (FAIR, False),
        ("mau-khac", True),
    ]
    assert "1970" not in table
    assert "–" in table


def test_clerk_has_no_letters(data: Path) -> None:
    ran = ketnoi("--actor", "clerk", "dlq", "list", data=data)
    assert (ran.code, ran.out) == (1, "")
