"""`match solve`, `replay` and `explain` as outside checks call them."""

import json
from pathlib import Path
from typing import Any

import pytest

from matching.bmatching import compiling
from tests.command_line import ketnoi

PROBLEM = {
    "producers": [
        {"id": "p", "capacity": 1, "guarantee": 0},
        {"id": "q", "capacity": 2, "guarantee": 2, "priority_percent": 300},
    ],
    "distributors": [{"id": "d", "capacity": 1}, {"id": "e", "capacity": 1}],
    "pairs": [["p", "d", 9000], ["q", "d", 400], ["q", "e", 300]],
}
EVENTS = [
    {"op": "join", "side": "distributor", "id": "d", "capacity": 1, "pairs": []},
    {"op": "join", "side": "producer", "id": "p", "capacity": 1, "pairs": [["d", 5000]]},
    {"op": "leave", "side": "producer", "id": "nobody"},
    {"op": "join", "side": "producer", "id": "q", "capacity": 1, "pairs": [["d", 5050]]},
    {"op": "capacity", "side": "distributor", "id": "d", "capacity": 1.5},
]


def written(folder: Path, name: str, text: str) -> str:
    """Write a file and return its path."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def result(folder: Path) -> dict[str, Any]:
    """Return what the command wrote."""
    document: dict[str, Any] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("method", ["auto", "kernel", "flow", "reference"])
def test_fair_objective_adds_up_and_is_proved(data: Path, tmp_path: Path, method: str) -> None:
    file, out = written(tmp_path, "problem.json", json.dumps(PROBLEM)), tmp_path / "out.json"
    line = ("match", "solve", file, "--out", str(out), "--objective", "fair", "--method", method)
    assert ketnoi(*line, data=data).code == 0
    told = result(tmp_path)
    assert told["terms"] == {
        "score": 700,
        "guarantee": 40_000_000_000,
        "fairness": 15_000 + 7_500 + 5_000 + 5_000,
    }
    assert told["objective"] == told["bound"] == sum(told["terms"].values())
    assert told["pairs"] == [["q", "d"], ["q", "e"]]
    only_producers = (*line, "--lambda-hundredths", "0", "--lambda-producers", "10")
    assert ketnoi(*only_producers, "--guarantee", "0", data=data).code == 0
    assert result(tmp_path)["terms"]["fairness"] == 3_000 + 1_500


@pytest.mark.parametrize(
    ("hundredths", "pairs", "changed"), [("0", [["q", "d"]], 3), ("1", [["p", "d"]], 1)]
)
def test_replay_says_which_lines_it_refused_and_goes_on(
    data: Path, tmp_path: Path, hundredths: str, pairs: list[list[str]], changed: int
) -> None:
    lines = "\n".join(json.dumps(event) for event in EVENTS)
    file, out = written(tmp_path, "events.jsonl", lines), tmp_path / "out.json"
    line = ("match", "replay", file, "--out", str(out), "--checkpoint-every", "2")
    ran = ketnoi(*line, "--stickiness-hundredths", hundredths, data=data)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "line 3: producer nobody is not present",
        "line 5: event.capacity: capacity must be an integer (found: number 1.5)",
    ]
    told = result(tmp_path)
    assert (told["events"], told["refused"], told["changed_pairs"]) == (3, 2, changed)
    assert told["pairs"] == pairs
    assert [one["event"] for one in told["checkpoints"]] == [2]
    assert all(one["objective"] == one["bound"] for one in told["checkpoints"])
    assert told["objective"] == told["bound"] == 5_050 if hundredths == "0" else 5_100
    assert set(told["latency_ms"]) == {"p50", "p99", "max"}


def test_strict_replay_stops_at_the_first_refused_line(data: Path, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(event) for event in EVENTS)
    file, out = written(tmp_path, "events.jsonl", lines), tmp_path / "out.json"
    ran = ketnoi("match", "replay", file, "--out", str(out), "--strict", data=data)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert not out.exists()


def test_explain_names_the_smallest_changes(data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "problem.json", json.dumps(PROBLEM))
    ran = ketnoi("match", "explain", file, "--pair", "q", "d", "--json", data=data)
    assert ran.document == {
        "pair": ["q", "d"],
        "possible": True,
        "in_result": False,
        "score": 400,
        "slack": 8_600,
        "worth": 0,
        "changes": [
            {"kind": "score", "side": None, "id": None, "from": 400, "to": 9_001},
            {"kind": "capacity", "side": "distributor", "id": "d", "from": 1, "to": 2},
        ],
    }
    assert ketnoi("match", "explain", file, "--pair", "q", "d", data=data).out.splitlines() == [
        "It is not in the match; forced, it costs 8600.",
        "It would be in with a score of 9001 instead of 400.",
        "It would be in with 2 places of distributor d instead of 1.",
    ]


def test_explain_refuses_who_takes_no_part(data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "problem.json", json.dumps(PROBLEM))
    ran = ketnoi("match", "explain", file, "--pair", "x", "d", "--json", data=data)
    assert (ran.code, ran.out) == (2, "")
    assert "producer x is not listed among the producers" in ran.err


def test_replay_says_that_nothing_compiled_can_be_kept(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_unkept", {"augment"})
    file = written(tmp_path, "events.jsonl", json.dumps(EVENTS[0]))
    ran = ketnoi("match", "replay", file, "--out", str(tmp_path / "out.json"), data=data)
    assert ran.code == 0
    assert ran.err.startswith("What is compiled cannot be kept here")
