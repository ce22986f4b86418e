"""Lines of an event file: what is wrong with one is said, and nothing happens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.bmatching import ProblemError
from matching.bmatching.engine import Engine
from matching.bmatching.faults import OF_EVENTS
from matching.event_file import read_event
from matching.objective import Objective

JOIN = {"op": "join", "side": "producer", "id": "p9", "capacity": 1, "pairs": [["d1", 50]]}
CAPACITY = '{"op": "capacity", "side": "producer", "id": "p1", "capacity": %s}'
PAIR = {"producer": "p1", "distributor": "d1"}


def engine() -> Engine:
    """Return an engine with two pairs, of which one is confirmed."""
    begun = Engine(Objective())
    begun.join("distributor", "d1", 1, [])
    begun.join("distributor", "d2", 1, [])
    begun.join("producer", "p1", 1, [("d1", 40), ("d2", 30)])
    begun.confirm("p1", "d1")
    return begun


def codes(line: str) -> list[str]:
    """Return what is wrong with a line, by its codes."""
    asked = engine()
    before = asked.pairs(), dict(asked.terms)
    act = read_event(line)
    if isinstance(act, list):
        return [fault.code for fault in act]
    try:
        act(asked)
    except ProblemError as error:
        assert (asked.pairs(), dict(asked.terms)) == before
        return [fault.code for fault in error.faults]
    return []


WRONG: list[tuple[dict[str, object] | str, list[str]]] = [
    ("", ["not_json"]),
    ("[1]", ["not_an_object"]),
    ('"join"', ["not_an_object"]),
    ("{}", ["op_unknown"]),
    ({"op": "dance"}, ["op_unknown"]),
    ({"op": ["join"]}, ["op_unknown"]),
    ({"op": "join"}, ["field_missing"] * 4),
    ({**JOIN, "side": "buyer"}, ["side_unknown"]),
    ({**JOIN, "side": ["producer"]}, ["side_unknown"]),
    ({**JOIN, "id": 9}, ["not_an_id"]),
    ({**JOIN, "id": "\ud800"}, ["not_text"]),
    ({**JOIN, "capacity": 1.0}, ["not_an_integer"]),
    ({**JOIN, "capacity": True}, ["not_an_integer"]),
    ({**JOIN, "capacity": -1}, ["capacity_negative"]),
    ({**JOIN, "capacity": 10**30}, ["capacity_too_large"]),
    (CAPACITY % "Infinity", ["not_an_integer"]),
    (CAPACITY % "1e400", ["not_an_integer"]),
    (CAPACITY % "NaN", ["not_an_integer"]),
    ({**JOIN, "pairs": "d1"}, ["not_a_list"]),
    ({**JOIN, "pairs": [["d1"]]}, ["not_a_partner"]),
    ({**JOIN, "pairs": [{"d1": 5}]}, ["not_a_partner"]),
    ({**JOIN, "pairs": [[1, 5]]}, ["not_an_id"]),
    ({**JOIN, "pairs": [["d1", 0]]}, ["score_outside"]),
    ({**JOIN, "pairs": [["d1", 10_001]]}, ["score_outside"]),
    ({**JOIN, "pairs": [["d1", 5.0]]}, ["not_an_integer"]),
    ({**JOIN, "pairs": [["d1", 5], ["d1", 6]]}, ["partner_doubled"]),
    ({**JOIN, "pairs": [["d9", 5]]}, ["not_present"]),
    ({**JOIN, "id": "p1"}, ["already_present"]),
    ({**JOIN, "guarantee": -1}, ["number_outside"]),
    ({**JOIN, "guarantee": "1"}, ["not_an_integer"]),
    ({**JOIN, "priority_percent": 301}, ["number_outside"]),
    ({"op": "leave", "side": "producer", "id": "p9"}, ["not_present"]),
    ({**JOIN, "op": "profile"}, ["not_present"]),
    ({**JOIN, "op": "profile", "id": "p1", "capacity": 0}, ["below_confirmed"]),
    ({"op": "capacity", "side": "producer", "id": "p1", "capacity": 0}, ["below_confirmed"]),
    ({"op": "ban", **PAIR}, ["confirmed"]),
    ({"op": "confirm", **PAIR}, ["already_confirmed"]),
    ({"op": "confirm", "producer": "p1", "distributor": "d2"}, ["no_free_place"]),
    ({"op": "unconfirm", "producer": "p1", "distributor": "d2"}, ["not_confirmed"]),
    ({"op": "confirm", "producer": "p1", "distributor": "d9"}, ["not_present"]),
]


@pytest.mark.parametrize(("line", "expected"), WRONG, ids=range(len(WRONG)))
def test_wrong_line_says_why(line: dict[str, object] | str, expected: list[str]) -> None:
    assert codes(line if isinstance(line, str) else json.dumps(line)) == expected


def test_pair_that_is_no_candidate_is_not_confirmed() -> None:
    asked = engine()
    asked.join("producer", "p2", 1, [])
    with pytest.raises(ProblemError, match="pair p2, d2 is no candidate now"):
        asked.confirm("p2", "d2")


def test_table_shows_every_message_of_events() -> None:
    shown = {code for _, codes_ in WRONG for code in codes_} | {"no_candidate"}
    assert set(OF_EVENTS) <= shown


@given(st.text() | st.binary())
def test_any_line_is_answered(line: str | bytes) -> None:
    assert isinstance(read_event(line), list)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(
    st.sampled_from(["join", "profile", "ban"]),
    st.dictionaries(
        st.sampled_from(
            ["side", "id", "capacity", "pairs", "guarantee", "producer", "distributor"]
        ),
        JSON,
    ),
)
def test_any_fields_are_answered(op: str, fields: dict[str, object]) -> None:
    codes(json.dumps({"op": op, **fields}))
