"""What a pair is worth, what would bring it in: solved again; nothing smaller does."""

from dataclasses import replace

import numpy as np
import pytest

from matching.bmatching import PairColumns, Problem, solve
from matching.objective import Objective, Rewards, Side
from matching.whatif import explain_pair
from tests.unit.instances import fair


def under(problem: Problem, objective: Objective) -> Problem:
    """Return the problem under an objective, nobody stating anything."""
    if not objective.is_fair:
        return problem
    return problem.rewarded(
        usual("producer", len(problem.producers), objective),
        usual("distributor", len(problem.distributors), objective),
    )


def usual(side: Side, participants: int, objective: Objective) -> Rewards:
    """Return the rewards of a side where nobody states anything."""
    return Rewards(
        guarantee=np.full(participants, objective.guarantee),
        first=np.full(participants, objective.first_reward(side)),
    )


def changed(
    problem: Problem, pair: tuple[str, str], kind: str, side: str | None, to: int
) -> Problem:
    """Return the problem with one number changed, from scratch."""
    left, right = problem.producers.index(pair[0]), problem.distributors.index(pair[1])
    if kind == "score":
        here = (problem.pairs.left == left) & (problem.pairs.right == right)
        pairs = problem.pairs
        return replace(
            problem,
            pairs=PairColumns(
                left=pairs.left, right=pairs.right, score=np.where(here, to, pairs.score)
            ),
        )
    name, k = ("producer_capacity", left) if side == "producer" else ("distributor_capacity", right)
    capacity = getattr(problem, name).copy()
    capacity[k] = to
    return replace(problem, **{name: capacity})


@pytest.mark.parametrize("objective", [Objective.score(), Objective()], ids=["score", "fair"])
def test_smallest_change_brings_the_pair_in_and_nothing_smaller_does(objective: Objective) -> None:
    seen = dict.fromkeys(("score", "capacity"), 0)
    for seed in range(12):
        problem = under(fair(7, 4, seed=seed, levels=(5, 9_999)[seed % 2]), objective)
        solution = solve(problem)
        for i, j in zip(problem.pairs.left.tolist(), problem.pairs.right.tolist(), strict=True):
            pair = problem.producers[i], problem.distributors[j]
            explained = explain_pair(problem, *pair)
            assert explained.in_result == (pair in solution.pairs)
            for change in explained.changes:
                seen[change.kind] += 1
                assert (
                    pair in solve(changed(problem, pair, change.kind, change.side, change.to)).pairs
                )
                for less in range(max(change.before, change.to - 3), change.to):
                    other = changed(problem, pair, change.kind, change.side, less)
                    assert pair not in solve(other).pairs
    assert min(seen.values()) > 20


def test_worth_and_slack_are_differences_of_two_optima() -> None:
    problem = Problem.of(
        {"p": 1, "q": 1}, {"d": 1, "e": 0}, [("p", "d", 40), ("q", "d", 30), ("q", "e", 90)]
    )
    assert explain_pair(problem, "p", "d").worth == 10
    assert explain_pair(problem, "q", "d").slack == 10
    without_place = explain_pair(problem, "q", "e")
    assert (without_place.slack, without_place.worth) == (None, 0)
    assert [(c.side, c.to) for c in without_place.changes] == [("distributor", 1)]
    impossible = explain_pair(problem, "p", "e")
    assert (impossible.possible, impossible.score, impossible.changes) == (False, None, ())
    with pytest.raises(KeyError):
        explain_pair(problem, "nobody", "d")


def test_fixed_pair_has_no_worth() -> None:
    problem = Problem.of({"p": 1}, {"d": 1}, [], [("p", "d", 40)])
    explained = explain_pair(problem, "p", "d")
    assert (explained.in_result, explained.slack, explained.worth) == (True, 0, None)


def test_pair_of_a_large_fair_is_explained() -> None:
    problem = fair(150, 40)
    solution = solve(problem)
    left_out = next(
        (problem.producers[i], problem.distributors[j])
        for i, j in zip(problem.pairs.left.tolist(), problem.pairs.right.tolist(), strict=True)
        if (problem.producers[i], problem.distributors[j]) not in solution.pairs
    )
    assert explain_pair(problem, *left_out).slack
