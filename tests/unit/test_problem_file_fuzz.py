"""Whatever the bytes: a problem that can be solved, or faults that can be printed."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matching.bmatching import Fault, Problem, solve
from matching.problem_file import parse_problem
from tests.unit.test_problem_file import VALID

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-1, 5)
    | st.floats()
    | st.text(st.characters(), max_size=4)
    | st.sampled_from(["p1", "d1", "id", "capacity", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*VALID, "id", "capacity"]), inner, max_size=4)
    ),
    max_leaves=20,
)


def assert_problem_or_faults(document: bytes | str) -> None:
    parsed = parse_problem(document)
    if isinstance(parsed, Problem):
        assert solve(parsed).optimal
    else:
        assert parsed
        for fault in parsed:
            assert isinstance(fault, Fault)
            assert str(fault).encode()


@given(JSON)
def test_any_json_is_a_problem_or_faults(value: object) -> None:
    assert_problem_or_faults(json.dumps(value))


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_problem_or_faults(document: bytes) -> None:
    assert_problem_or_faults(document)


@given(st.text(max_size=100))
def test_any_text_is_a_problem_or_faults(document: str) -> None:
    assert_problem_or_faults(document)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return the valid document after a few deletions, repetitions and replacements."""
    document = copy.deepcopy(VALID)
    for _ in range(draw(st.integers(1, 4))):
        here: Any = document
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(here[key], (dict, list)) and draw(st.booleans()):
                here = here[key]
                continue
            change = draw(st.sampled_from(["replace", "delete", "repeat", "number"]))
            if change == "delete":
                del here[key]
            elif change == "repeat" and isinstance(here, list):
                here.append(copy.deepcopy(here[key]))
            elif change == "number":
                here[key] = draw(st.integers(-1, 3) | st.integers(9_999, 10_001))
            else:
                here[key] = draw(JSON)
            break
    return json.dumps(document)


@given(mutated())
def test_mutated_document_is_a_problem_or_faults(document: str) -> None:
    assert_problem_or_faults(document)


@given(mutated(), st.data())
def test_cut_and_altered_text_is_a_problem_or_faults(document: str, data: st.DataObject) -> None:
    raw = bytearray(document.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    assert_problem_or_faults(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
