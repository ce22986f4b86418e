"""The exchange format: every fault with its place, never a traceback, whatever the bytes."""

import copy
import json
from typing import Any

import pytest

from matching.bmatching import Problem, solve
from matching.bmatching.faults import MESSAGES, OF_EVENTS
from matching.problem_file import parse_problem, solution_document

VALID: dict[str, Any] = {
    "producers": [{"id": "p1", "capacity": 3}, {"id": "p2", "capacity": 0}],
    "distributors": [{"id": "d1", "capacity": 6}, {"id": "p1", "capacity": 1}],
    "pairs": [["p1", "d1", 6120], ["p2", "d1", 1], ["p2", "p1", 10_000]],
    "fixed": [["p1", "p1", 77]],
    "comment": "unknown keys are ignored",
}

P1 = '{"id": "p1", "capacity": 3}'
P2 = '{"id": "p2", "capacity": 0}'
PAIR = '["p1", "d1", 6120]'
NEGATIVE = "is negative; 0 keeps a participant without meetings"
NOT_BOTH = "a fixed pair is not among the candidates"
OUTSIDE = "is outside 1..10000; scale it, or leave an impossible pair out"

#: What is replaced in the valid document, by what, and every fault that follows.
FAULTY: list[tuple[str, str, list[str]]] = [
    (
        '"capacity": 3',
        '"capacity": -3',
        [f"producers[0].capacity: capacity -3 {NEGATIVE}"],
    ),
    (
        '"capacity": 3',
        '"capacity": 3.0',
        ["producers[0].capacity: capacity must be an integer (found: number 3.0)"],
    ),
    (
        '"capacity": 3',
        '"capacity": true',
        ["producers[0].capacity: capacity must be an integer (found: boolean)"],
    ),
    (
        '"capacity": 3',
        '"capacity": 9007199254740992',
        ["producers[0].capacity: capacity 9007199254740992 is larger than 9007199254740991"],
    ),
    (
        '"capacity": 3',
        f'"capacity": {"9" * 5_000}',
        [f"producers[0].capacity: capacity {'9' * 60}… is larger than 9007199254740991"],
    ),
    (P1, '{"id": "p1"}', ["producers[0]: the field capacity is missing"]),
    (
        P2,
        f'{P2}, {{"id": "p2", "capacity": -1}}',
        [
            "producers[2].id: id p2 already stands at producers[1]; ids are unique within a side",
            f"producers[2].capacity: capacity -1 {NEGATIVE}",
        ],
    ),
    (
        P2,
        f'{P2}, {{"capacity": "0"}}',
        [
            "producers[2]: the field id is missing",
            "producers[2].capacity: capacity must be an integer (found: string)",
        ],
    ),
    (
        P2,
        f'{P2}, {{"id": 2, "capacity": 0}}',
        ["producers[2].id: an id must be a string (found: number 2)"],
    ),
    (
        P2,
        f'{P2}, {{"id": "\\ud800", "capacity": 0}}',
        [
            (
                "producers[2].id: the id holds half a surrogate pair, which no file can store; "
                "write it anew"
            )
        ],
    ),
    (P2, f'{P2}, "p3"', ["producers[2]: must be an object (found: string)"]),
    ("6120", "10001", [f"pairs[0][2]: score 10001 {OUTSIDE}"]),
    ("6120", "0", [f"pairs[0][2]: score 0 {OUTSIDE}"]),
    ("6120", "61.5", ["pairs[0][2]: score must be an integer (found: number 61.5)"]),
    ("6120", "NaN", ["pairs[0][2]: score must be an integer (found: number nan)"]),
    ("6120", "1e999", ["pairs[0][2]: score must be an integer (found: number inf)"]),
    ("6120", '"6120"', ["pairs[0][2]: score must be an integer (found: string)"]),
    ("6120", "null", ["pairs[0][2]: score must be an integer (found: null)"]),
    ("6120", "true", ["pairs[0][2]: score must be an integer (found: boolean)"]),
    ("6120", "{}", ["pairs[0][2]: score must be an integer (found: object)"]),
    ("6120", f"-{'1' * 5_000}", [f"pairs[0][2]: score -{'1' * 59}… {OUTSIDE}"]),
    (
        PAIR,
        '["p1", "d1"]',
        ["pairs[0]: must be [producer id, distributor id, score] (found: list of 2)"],
    ),
    (
        PAIR,
        f'{PAIR}, ["p1", "d1", 0]',
        [
            f"pairs[1][2]: score 0 {OUTSIDE}",
            "pairs[1]: pair p1, d1 already stands at pairs[0]; a pair meets once",
        ],
    ),
    (
        PAIR,
        f'{PAIR}, ["p1", "p1", 5]',
        ["fixed[0]: pair p1, p1 also stands at pairs[1]; a fixed pair is not among the candidates"],
    ),
    (PAIR, '["px", "d1", 6120]', ["pairs[0][0]: producer px is not listed among the producers"]),
    (
        PAIR,
        '["p1", "\\udfff", 0]',
        [
            "pairs[0][1]: distributor \\udfff is not listed among the distributors",
            f"pairs[0][2]: score 0 {OUTSIDE}",
        ],
    ),
    (PAIR, '["p1", ["d1"], 6120]', ["pairs[0][1]: an id must be a string (found: list of 1)"]),
    (
        '"fixed": [["p1", "p1", 77]',
        '"fixed": [["p2", "p1", 77]',
        [
            f"fixed[0]: pair p2, p1 also stands at pairs[2]; {NOT_BOTH}",
            "fixed: producer p2 has 1 fixed pairs and capacity 0",
        ],
    ),
    (
        '"fixed": [["p1", "p1", 77]',
        '"fixed": [["p1", "p1", 77], ["p1", "p1", 77]',
        [
            "fixed[1]: pair p1, p1 already stands at fixed[0]; a pair meets once",
            "fixed: distributor p1 has 2 fixed pairs and capacity 1",
        ],
    ),
    ('"fixed": [["p1", "p1", 77]]', '"fixed": null', ["fixed: must be a list (found: null)"]),
    ('"pairs"', '"pears"', ["document: the field pairs is missing"]),
    ('"producers"', '"producer"', ["document: the field producers is missing"]),
]

UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "document: not JSON at line 1, column 1: Expecting value"),
    (b'{"a": 1 "b"}', "document: not JSON at line 1, column 9: "),
    (b'{"producers": "\xff"}', "document: byte 15 is not UTF-8; save the document as UTF-8"),
    (b"[" * 100_000, "document: nested too deeply to be read; the format needs three levels"),
    (b'{"a":' * 100_000, "document: nested too deeply to be read; the format needs three levels"),
    (b"[]", "document: must be an object (found: list of 0)"),
    (b"null", "document: must be an object (found: null)"),
    (b"NaN", "document: must be an object (found: number nan)"),
]


def lines_of(document: bytes | str) -> list[str]:
    """Return the faults of a document as lines, empty when it is a problem."""
    parsed = parse_problem(document)
    return [] if isinstance(parsed, Problem) else [str(fault) for fault in parsed]


def test_valid_document_is_a_problem() -> None:
    text = json.dumps(VALID)
    for document in (text, text.encode(), b"\xef\xbb\xbf" + text.encode()):
        problem = parse_problem(document)
        assert isinstance(problem, Problem)
        assert problem.producers == ("p1", "p2")
        assert problem.distributors == ("d1", "p1")
        assert problem.pairs.score.tolist() == [6120, 1, 10_000]
        assert problem.fixed.score.tolist() == [77]


def test_fixed_may_be_absent() -> None:
    problem = parse_problem('{"producers": [], "distributors": [], "pairs": []}')
    assert isinstance(problem, Problem)
    assert len(problem.fixed) == 0


@pytest.mark.parametrize(("old", "new", "expected"), FAULTY)
def test_fault_is_named_with_its_place(old: str, new: str, expected: list[str]) -> None:
    text = json.dumps(VALID)
    assert text.count(old) == 1
    assert lines_of(text.replace(old, new)) == expected


@pytest.mark.parametrize(("document", "expected"), UNREADABLE)
def test_unreadable_document_is_one_fault(document: bytes, expected: str) -> None:
    lines = lines_of(document)
    assert len(lines) == 1
    assert lines[0].startswith(expected)


def test_every_fault_is_reported_at_once() -> None:
    document = copy.deepcopy(VALID)
    document["producers"][0]["capacity"] = -1
    document["pairs"][1][2] = 10_001
    document["pairs"].append(["p9", "d9", None])
    document["fixed"][0] = 5
    assert [line.split(" ")[0] for line in lines_of(json.dumps(document))] == [
        "producers[0].capacity:",
        "pairs[1][2]:",
        "pairs[3][0]:",
        "pairs[3][1]:",
        "pairs[3][2]:",
        "fixed[0]:",
    ]


def test_unreadable_side_is_not_reported_once_per_pair() -> None:
    document = {**VALID, "producers": {}}
    assert lines_of(json.dumps(document)) == ["producers: must be a list (found: object)"]


def test_tables_above_show_every_message() -> None:
    text = json.dumps(VALID)
    documents = [text.replace(old, new).encode() for old, new, _ in FAULTY]
    parsed = [parse_problem(document) for document in (*documents, *(raw for raw, _ in UNREADABLE))]
    codes = {fault.code for faults in parsed if isinstance(faults, list) for fault in faults}
    only_from_arrays = {"index_outside"}
    assert codes == set(MESSAGES) - only_from_arrays - set(OF_EVENTS)


def test_solution_document_has_the_pinned_shape() -> None:
    problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    document = solution_document(solve(problem))
    seconds = document.pop("seconds")
    assert isinstance(seconds, float)
    assert json.loads(json.dumps(document)) == {
        "pairs": [["p", "d"]],
        "score": 40,
        "objective": 40,
        "bound": 40,
        "optimal": True,
        "prices": {"producers": {"p": 10, "q": 0}, "distributors": {"d": 30}},
        "method": "flow",
    }
