"""`match export` and `match solve`: the live instance says the same outside as it does inside."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from streams.domain.registrations.commands import ReviseRegistration
from streams.domain.suggestions.commands import ForbidPair, PinPair
from streams.pairing.sending import pairs_to_send
from streams.store.queries.matching import match_pairs, matching_of
from tests.builders import (
    Clock,
    Office,
    accept,
    announce,
    decline,
    distributor,
    period,
    producer,
    product,
    seat,
    send,
)
from tests.command_line import ketnoi

FAIR = "mau-sau"
"""A fair four weeks from now, because the command line has the clock of the world."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    """Eight producers of one to four stars, three buyers with two places each."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    first = now.date() + timedelta(days=28)
    with Office(folder, clock=Clock(now)) as opened:
        opened.do(announce(fair=FAIR, planned=period(first=first, last=first + timedelta(days=4))))
        for number in range(1, 9):
            opened.register(f"p{number}", entry(number), fair=FAIR)
        for number in range(1, 4):
            buyer = distributor(f"Siêu thị Mẫu {number}", seats=(seat(places=2),))
            opened.register(f"d{number}", buyer, fair=FAIR)
        opened.settle()
        yield opened


def entry(number: int, **changes: Any) -> Any:
    offer = (product(star=2 + number % 4, recognised_on=date(2020, 1, number)),)
    return producer(f"HTX Mẫu {number}", products=offer, **{"places": 2, **changes})


def sent(office: Office, count: int) -> list[tuple[str, str]]:
    """Send some pairs of the match and return them."""
    with office.reading() as connection:
        pairs = [(one.producer, one.seat) for one in pairs_to_send(connection, FAIR)][:count]
    assert len(pairs) == count
    office.do(send(*pairs, fair=FAIR))
    return pairs


def exported(office: Office) -> dict[str, Any]:
    """Close the office, export its fair, solve what was exported, and return the export.

    What was solved must have the recorded objective and prove it.
    """
    office.settle()
    with office.reading() as connection:
        recorded = matching_of(connection, FAIR)
        pairs = match_pairs(connection, FAIR)
    folder = office.folder.path
    office.close()
    problem, solution = folder.parent / "problem.json", folder.parent / "solution.json"
    export = ketnoi("match", "export", "--fair", FAIR, "--out", problem, data=folder)
    solve = ketnoi("match", "solve", problem, "--out", solution)
    assert (
        (export.code, export.out, export.err) == (solve.code, solve.out, solve.err) == (0, "", "")
    )
    document: dict[str, Any] = json.loads(problem.read_bytes())
    solved = json.loads(solution.read_bytes())
    result = document["result"]
    assert result["optimal"]
    assert solved["optimal"]
    assert result["objective"] == result["bound"] == solved["objective"] == solved["bound"]
    assert result["through"] == recorded.through
    fixed = {(p, s) for p, s, _ in document["fixed"]}
    assert {tuple(pair) for pair in result["pairs"]} == pairs.keys() | fixed
    assert fixed <= {tuple(pair) for pair in solved["pairs"]}
    assert fixed.isdisjoint((p, s) for p, s, _ in document["pairs"])
    return document


def capacity(document: dict[str, Any], side: str, node: str) -> int:
    (found,) = [one["capacity"] for one in document[side] if one["id"] == node]
    return int(found)


def test_exported_match_is_the_recorded_one(office: Office) -> None:
    document = exported(office)

    assert document["fixed"] == []
    assert len(document["result"]["pairs"]) == 6
    assert len(document["producers"]) == 8
    assert [one["id"] for one in document["distributors"]] == ["d1.1", "d2.1", "d3.1"]


def test_sent_and_agreed_pairs_are_fixed(office: Office) -> None:
    first, second, third = sent(office, 3)
    office.do(accept(*first, "producer", fair=FAIR))
    office.do(accept(*first, "distributor", fair=FAIR))

    document = exported(office)

    assert sorted((p, s) for p, s, _ in document["fixed"]) == sorted([first, second, third])


def test_declined_pairs_are_absent(office: Office) -> None:
    first, second = sent(office, 2)
    office.do(decline(*first, "distributor", fair=FAIR))

    document = exported(office)

    assert [(p, s) for p, s, _ in document["fixed"]] == [second]
    assert first not in {(p, s) for p, s, _ in document["pairs"]}


def test_forbidden_pairs_are_absent_and_pinned_ones_fixed(office: Office) -> None:
    office.do(ForbidPair(fair=FAIR, producer="p1", seat="d1.1"))
    office.do(PinPair(fair=FAIR, producer="p8", seat="d2.1"))

    document = exported(office)

    assert [(p, s) for p, s, _ in document["fixed"]] == [("p8", "d2.1")]
    assert ("p1", "d1.1") not in {(p, s) for p, s, _ in document["pairs"]}
    assert ("p1", "d2.1") in {(p, s) for p, s, _ in document["pairs"]}


def test_capacity_is_never_below_the_places_held(office: Office) -> None:
    for buyer in ("d1.1", "d2.1"):
        office.do(PinPair(fair=FAIR, producer="p8", seat=buyer))
    lowered = ReviseRegistration(fair=FAIR, registration="p8", profile=entry(8, places=1))
    office.do(lowered)
    untouched = ReviseRegistration(fair=FAIR, registration="p7", profile=entry(7, places=1))
    office.do(untouched)

    document = exported(office)

    assert capacity(document, "producers", "p8") == 2
    assert capacity(document, "producers", "p7") == 1
    assert len(document["fixed"]) == 2


def test_export_after_everything_at_once_says_the_same(office: Office) -> None:
    pairs = sent(office, 4)
    office.do(decline(*pairs[0], "distributor", fair=FAIR))
    office.do(accept(*pairs[1], "producer", fair=FAIR))
    office.settle()
    (free, *_) = sorted({f"p{n}" for n in range(1, 9)} - {p for p, _ in pairs})
    office.do(ForbidPair(fair=FAIR, producer=free, seat=pairs[0][1]))

    document = exported(office)

    assert len(document["fixed"]) == 3


def test_both_methods_reach_the_same_objective(office: Office, tmp_path: Path) -> None:
    sent(office, 2)
    objective = exported(office)["result"]["objective"]

    for method in ("flow", "reference"):
        out = tmp_path / f"{method}.json"
        ran = ketnoi("match", "solve", tmp_path / "problem.json", "--out", out, "--method", method)
        assert ran.code == 0
        assert json.loads(out.read_bytes())["objective"] == objective


BAD = {
    "no file": (None, [("", "cannot be read")]),
    "no JSON": (b"{", [("document", "")]),
    "not UTF-8": (b"\xff", [("document", "")]),
    "nothing in it": (
        b"{}",
        [("document", "producers"), ("document", "distributors"), ("document", "pairs")],
    ),
    "many faults": (
        json.dumps(
            {
                "producers": [{"id": "p1", "capacity": -1}, {"id": "p1", "capacity": 1}],
                "distributors": [{"id": "d1"}],
                "pairs": [["p1", "d9", 0]],
            }
        ).encode(),
        [
            ("producers[0].capacity", "-1"),
            ("producers[1].id", "p1"),
            ("distributors[0]", "capacity"),
            ("pairs[0]", "d9"),
            ("pairs[0][2]", "0"),
        ],
    ),
}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("case", BAD)
def test_bad_problem_leaves_2_one_line_per_fault_and_no_file(
    tmp_path: Path, case: str, language: str
) -> None:
    content, faults = BAD[case]
    if content is not None:
        (tmp_path / "problem.json").write_bytes(content)
    out = tmp_path / "out.json"

    ran = ketnoi("match", "solve", tmp_path / "problem.json", "--out", out, "--lang", language)

    said = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert not out.exists()
    assert len(said) == len(faults)
    for line, (place, about) in zip(sorted(said), sorted(faults), strict=True):
        assert line.startswith(place), said
        assert about in line or language == "vi", said
