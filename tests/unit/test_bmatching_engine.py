"""The incremental engine: after every event the optimum, proved and told exactly."""

from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
import pytest

from matching.bmatching import Certificate, NotOptimalError, ProblemError, certify, solve
from matching.bmatching.engine import Engine
from matching.bmatching.twin import twin_pairs
from matching.objective import Objective, Side
from tests.unit.instances import fair
from tests.unit.streams_of_events import STATEMENTS, accepted, steps

OBJECTIVES = {
    "score": Objective.score(),
    "fair": Objective(),
    "one-sided": Objective(producer_lambda=200, distributor_lambda=0, guarantee=2),
    "sticky": Objective(stickiness_hundredths=1),
    "very sticky score": Objective.score(stickiness_hundredths=30),
}


def proved(engine: Engine) -> Certificate:
    """Check the result as anybody could."""
    prices = engine.prices("producer"), engine.prices("distributor")
    return certify(engine.problem(), engine.pairs(), *prices)


def signature(engine: Engine) -> tuple[object, ...]:
    """Return everything of an engine that shows."""
    return (
        engine.pairs(),
        dict(engine.terms),
        engine.prices("producer"),
        engine.prices("distributor"),
        engine.previous(),
    )


@pytest.mark.parametrize("levels", [2, 9_999])
@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_event_ends_at_the_proved_optimum(name: str, levels: int) -> None:
    engine = Engine(OBJECTIVES[name])
    for change in accepted(engine, Random(levels), 150, levels=levels):
        certificate = proved(engine)
        assert certificate.violations == ()
        assert change.objective == change.bound == certificate.objective == certificate.bound
        terms = {"stickiness": 0, **engine.terms}
        assert terms == certificate.terms


@pytest.mark.parametrize("name", OBJECTIVES)
def test_pairs_are_those_of_the_twin_and_of_the_solvers(name: str) -> None:
    engine = Engine(OBJECTIVES[name])
    for number, _ in enumerate(accepted(engine, Random(5), 120, levels=3)):
        problem = engine.problem()
        expected = solve(problem, method="flow" if number % 2 else "reference")
        assert engine.pairs() == list(expected.pairs)
        assert (twin_pairs(problem) == expected.chosen).all()


def test_changes_add_up_to_the_result() -> None:
    for name, objective in OBJECTIVES.items():
        engine = Engine(objective)
        known: set[tuple[str, str]] = set()
        for change in accepted(engine, Random(11), 150, levels=4):
            assert not known & set(change.added), name
            assert known >= set(change.removed), name
            before = known
            known = (known | set(change.added)) - set(change.removed)
            assert engine.pairs() == sorted(known), name
            assert set(engine.previous()) <= before, name


def test_refused_event_leaves_everything_as_it_was() -> None:
    engine = Engine(OBJECTIVES["sticky"])
    random = Random(3)
    refused = 0
    for step in islice(steps(random, levels=3), 400):
        before = signature(engine)
        try:
            step(engine)
        except ProblemError:
            refused += 1
            assert signature(engine) == before
    assert refused > 100


def test_confirmed_pair_is_never_removed_by_others() -> None:
    engine = Engine(Objective())
    engine.join("distributor", "d", 1, [])
    engine.join("producer", "p", 1, [("d", 10)])
    engine.confirm("p", "d")
    assert engine.join("producer", "q", 1, [("d", 10_000)]).added == []
    assert engine.profile("producer", "p", 1, []).removed == []
    assert engine.capacity("distributor", "d", 2).added == [("q", "d")]
    assert engine.unconfirm("p", "d").removed == [("p", "d")]


@pytest.mark.parametrize("seed", range(10))
def test_order_of_registrations_does_not_matter(seed: int) -> None:
    problem = fair(30, 12, levels=3)
    pairs = problem.pairs
    scores = {
        (problem.producers[i], problem.distributors[j]): score
        for i, j, score in zip(
            pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), strict=True
        )
    }
    capacities = [
        ("producer", key, int(c))
        for key, c in zip(problem.producers, problem.producer_capacity, strict=True)
    ] + [
        ("distributor", key, int(c))
        for key, c in zip(problem.distributors, problem.distributor_capacity, strict=True)
    ]
    Random(seed).shuffle(capacities)
    engine = Engine(Objective())
    for side, key, places in capacities:
        mine = 0 if side == "producer" else 1
        other: Side = "producer" if mine else "distributor"
        rows = [
            (pair[1 - mine], score)
            for pair, score in scores.items()
            if pair[mine] == key and (other, pair[1 - mine]) in engine
        ]
        engine.join(side, key, places, rows)  # type: ignore[arg-type]
    expected = solve(engine.problem(), method="flow")
    assert engine.pairs() == list(expected.pairs)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_restart_goes_on_as_if_nothing_had_happened(name: str) -> None:
    objective = OBJECTIVES[name]
    engine = Engine(objective)
    for _ in accepted(engine, Random(21), 60, levels=3, operations=STATEMENTS):
        pass
    problem = engine.problem()
    plain = replace(problem, bonus=np.zeros(len(problem.pairs), dtype=np.int64))
    again = Engine.of(plain, objective, engine.pairs())
    assert again.pairs() == engine.pairs()
    for one, other in zip(
        accepted(engine, Random(4), 60, levels=3, operations=STATEMENTS),
        accepted(again, Random(4), 60, levels=3, operations=STATEMENTS),
        strict=True,
    ):
        assert one.objective == other.objective
        assert engine.pairs() == again.pairs()
        assert proved(again).optimal


def test_engine_refuses_to_begin_with_what_is_not_optimal() -> None:
    problem = fair(8, 4)
    with pytest.raises(NotOptimalError):
        Engine.of(problem, Objective.score(), [])


def test_engine_begins_with_what_is_present() -> None:
    for seed in range(20):
        problem = fair(12, 6, seed=seed, levels=4)
        engine = Engine.of(problem, Objective.score())
        assert engine.pairs() == list(solve(problem).pairs)
        leaving = problem.producers[seed % len(problem.producers)]
        engine.leave("producer", leaving)
        assert proved(engine).optimal


def test_stickiness_keeps_a_pair_that_is_hardly_worse() -> None:
    for hundredths, winner in ((0, "q"), (1, "p")):
        engine = Engine(Objective.score(stickiness_hundredths=hundredths))
        engine.join("distributor", "d", 1, [])
        engine.join("producer", "p", 1, [("d", 5_000)])
        engine.join("producer", "q", 1, [("d", 5_050)])
        assert engine.pairs() == [(winner, "d")]
