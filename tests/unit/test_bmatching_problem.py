"""Building a problem: one canonical form from ids or arrays, and every fault at once."""

from typing import Any

import numpy as np
import pytest

from matching.bmatching import NO_PAIRS, PairColumns, Problem, ProblemError
from tests.unit.instances import small, small_parts


def faults_of(*parts: object, **named: object) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        Problem.of(*parts, **named)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


def columns_faults_of(**changed: object) -> list[str]:
    valid: dict[str, object] = {
        "producers": ["p", "q"],
        "producer_capacity": [1, 2],
        "distributors": ["d"],
        "distributor_capacity": [3],
        "pairs": PairColumns.of([(0, 0, 5), (1, 0, 6)]),
        "fixed": NO_PAIRS,
    }
    with pytest.raises(ProblemError) as caught:
        Problem.from_columns(**(valid | changed))  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


def test_ids_and_pairs_are_sorted() -> None:
    problem = Problem.of(
        {"p2": 1, "p10": 2},
        {"e": 3, "d": 4},
        [("p2", "e", 1), ("p10", "e", 2), ("p2", "d", 3)],
        [("p10", "d", 4)],
    )
    assert problem.producers == ("p10", "p2")
    assert problem.producer_capacity.tolist() == [2, 1]
    assert problem.distributors == ("d", "e")
    assert problem.distributor_capacity.tolist() == [4, 3]
    assert problem.pairs.left.tolist() == [0, 1, 1]
    assert problem.pairs.right.tolist() == [1, 0, 1]
    assert problem.pairs.score.tolist() == [2, 3, 1]
    assert (problem.fixed.left.tolist(), problem.fixed.right.tolist()) == ([0], [0])
    assert [places.tolist() for places in problem.free_capacity()] == [[1, 1], [3, 3]]
    assert [places.tolist() for places in problem.usable_capacity()] == [[1, 1], [1, 2]]


def test_ids_and_columns_build_the_same_problem() -> None:
    for seed in range(100):
        producers, distributors, pairs, fixed = small_parts(seed)
        left = {key: k for k, key in enumerate(producers)}
        right = {key: k for k, key in enumerate(distributors)}
        problem = Problem.from_columns(
            producers=list(producers),
            producer_capacity=np.array(list(producers.values()), dtype=np.int64),
            distributors=list(distributors),
            distributor_capacity=np.array(list(distributors.values()), dtype=np.int64),
            pairs=PairColumns.of((left[p], right[d], score) for p, d, score in pairs),
            fixed=PairColumns.of((left[p], right[d], score) for p, d, score in fixed),
        )
        expected = small(seed)
        assert problem.producers == expected.producers
        assert problem.distributors == expected.distributors
        for name in ("left", "right", "score"):
            for part in ("pairs", "fixed"):
                columns, others = getattr(problem, part), getattr(expected, part)
                assert getattr(columns, name).tolist() == getattr(others, name).tolist()
        assert problem.producer_capacity.tolist() == expected.producer_capacity.tolist()


def test_all_faults_are_reported_together() -> None:
    assert faults_of(
        {"p": -1, "q": 1},
        {"d": 1.5, "e": 2**53},
        [("p", "d", 0), ("q", "x", 5), ("q", "d", 5), ("q", "d", True), ("q",)],
        [("q", "d", 7), ("q", "e", 8)],
    ) == [
        "producers['p'].capacity: capacity -1 is negative; 0 keeps a participant without meetings",
        "distributors['d'].capacity: capacity must be an integer (found: number 1.5)",
        "distributors['e'].capacity: capacity 9007199254740992 is larger than 9007199254740991",
        "pairs[0][2]: score 0 is outside 1..10000; scale it, or leave an impossible pair out",
        "pairs[1][1]: distributor x is not listed among the distributors",
        "pairs[3][2]: score must be an integer (found: boolean)",
        "pairs[4]: must be [producer id, distributor id, score] (found: list of 1)",
        "pairs[3]: pair q, d already stands at pairs[2]; a pair meets once",
        "fixed[0]: pair q, d also stands at pairs[2]; a fixed pair is not among the candidates",
        "fixed: producer q has 2 fixed pairs and capacity 1",
    ]


def test_fixed_pairs_beyond_a_capacity_are_refused_on_both_sides() -> None:
    assert faults_of({"p": 1}, {"d": 0}, [], [("p", "d", 5)]) == [
        "fixed: distributor d has 1 fixed pairs and capacity 0"
    ]


def test_error_shows_the_first_faults_and_carries_all() -> None:
    with pytest.raises(ProblemError, match="and 8 more faults") as caught:
        Problem.of({"p": 1}, {"d": 1}, [("p", "d", score) for score in range(-6, 1)])
    assert [fault.place for fault in caught.value.faults[:3]] == [
        "pairs[0][2]",
        "pairs[1][2]",
        "pairs[2][2]",
    ]


def test_numpy_integers_are_integers() -> None:
    capacity: Any = np.int64(1)
    score: Any = np.int32(5)
    assert Problem.of({"p": capacity}, {"d": 1}, [("p", "d", score)]).pairs.score.tolist() == [5]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"producers": ["p", "p"]}, ["producers[1].id: id p already stands at producers[0]; "]),
        ({"producers": ["p", "\ud800"]}, ["producers[1].id: the id holds half a surrogate pair"]),
        ({"distributor_capacity": [-3]}, ["distributors[0].capacity: capacity -3 is negative"]),
        (
            {"pairs": PairColumns.of([(2, 0, 5), (0, -1, 5), (0, 0, 10_001)])},
            ["pairs[0][0]: producer index 2 ", "pairs[1][1]: distributor index -1 ", "pairs[2][2]"],
        ),
        (
            {"pairs": PairColumns.of([(1, 0, 5), (0, 0, 5), (1, 0, 7)])},
            ["pairs[2]: pair q, d already stands at pairs[0]"],
        ),
        (
            {"fixed": PairColumns.of([(1, 0, 5)])},
            ["fixed[0]: pair q, d also stands at pairs[1]"],
        ),
        (
            {"distributor_capacity": [1], "pairs": NO_PAIRS}
            | {"fixed": PairColumns.of([(0, 0, 5), (1, 0, 5)])},
            ["fixed: distributor d has 2 fixed pairs and capacity 1"],
        ),
    ],
)
def test_columns_are_checked(changed: dict[str, object], faults: list[str]) -> None:
    found = columns_faults_of(**changed)
    assert len(found) == len(faults)
    for line, start in zip(found, faults, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize("capacity", [[1], [1.0, 2.0], [[1, 2]], [1, 2, 3]])
def test_capacities_of_another_shape_are_refused(capacity: object) -> None:
    with pytest.raises(ValueError, match="2 ids need as many integer capacities"):
        columns_faults_of(producer_capacity=capacity)


def test_columns_of_another_type_are_refused() -> None:
    index = np.zeros(1, dtype=np.int32)
    with pytest.raises(TypeError, match="score is float64"):
        PairColumns(left=index, right=index, score=np.array([61.5]))
    with pytest.raises(TypeError, match=r"right is int32 of shape \(2,\)"):
        PairColumns(
            left=index, right=np.zeros(2, dtype=np.int32), score=np.zeros(1, dtype=np.int64)
        )
