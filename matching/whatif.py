"""What a pair is worth, and the smallest changes that would bring it into the match.

Every answer is the difference of two solved problems, or was solved again with the change.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from matching.bmatching.columns import BoolArray, PairColumns
from matching.bmatching.faults import MAX_SCORE
from matching.bmatching.problem import Problem
from matching.bmatching.solution import solve
from matching.objective import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One number changed, `to` the smallest value that brings the pair in.

    Attributes
    ----------
    side, id
        Whose number it is; of a score, both are None.
    """

    kind: Literal["score", "capacity"]
    side: Side | None
    id: str | None
    before: int
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExplained:
    """What can be said of one pair.

    Attributes
    ----------
    possible
        Whether it is a candidate or fixed.
    slack
        What the objective loses when the pair is forced; 0 for one in the result, None where no
        place is left for it.
    worth
        What the objective loses when it is banned; 0 for one outside the result, None for a fixed
        pair, which cannot be banned.
    changes
        Empty for a pair in the result, or where none would do.
    """

    possible: bool
    in_result: bool
    score: int | None
    slack: int | None
    worth: int | None
    changes: tuple[Change, ...]


NOT_POSSIBLE = PairExplained(
    possible=False, in_result=False, score=None, slack=None, worth=None, changes=()
)


def explain_pair(problem: Problem, producer: str, distributor: str) -> PairExplained:
    """Explain why a pair is in the match, or is not, and what would change that.

    Raises
    ------
    KeyError
        When one of the two takes no part.

    Examples
    --------
    >>> problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    >>> explained = explain_pair(problem, "q", "d")
    >>> explained.slack, [(c.kind, c.side, c.before, c.to) for c in explained.changes]
    (10, [('score', None, 30, 41), ('capacity', 'distributor', 1, 2)])
    >>> explain_pair(problem, "p", "d").worth
    10
    """
    left, right = (
        _position(problem.producers, producer),
        _position(problem.distributors, distributor),
    )
    pair = producer, distributor
    fixed = np.flatnonzero((problem.fixed.left == left) & (problem.fixed.right == right))
    if len(fixed):
        score = int(problem.fixed.score[fixed[0]])
        return PairExplained(
            possible=True, in_result=True, score=score, slack=0, worth=None, changes=()
        )
    rows = np.flatnonzero((problem.pairs.left == left) & (problem.pairs.right == right))
    if not len(rows):
        return NOT_POSSIBLE
    row = int(rows[0])
    score = int(problem.pairs.score[row])
    solution = solve(problem)
    if solution.chosen[row]:
        worth = solution.objective - solve(_without(problem, row)).objective
        return PairExplained(
            possible=True, in_result=True, score=score, slack=0, worth=worth, changes=()
        )
    free = problem.free_capacity()
    slack = None
    if free[0][left] > 0 and free[1][right] > 0:
        slack = solution.objective - solve(_forced(problem, row)).objective
    changes = []
    if slack is not None:
        changes += _score_change(problem, row, pair, score, slack)
    changes += _capacity_change(problem, "producer", left, pair)
    changes += _capacity_change(problem, "distributor", right, pair)
    return PairExplained(
        possible=True, in_result=False, score=score, slack=slack, worth=0, changes=tuple(changes)
    )


def _score_change(
    problem: Problem, row: int, pair: tuple[str, str], score: int, slack: int
) -> list[Change]:
    """Return the smallest score; at the slack the pair ties, and the tie may be its own."""
    for to in (score + slack, score + slack + 1):
        if score < to <= MAX_SCORE and _holds(_scored(problem, row, to), pair):
            return [Change(kind="score", side=None, id=None, before=score, to=to)]
    return []


def _capacity_change(problem: Problem, side: Side, k: int, pair: tuple[str, str]) -> list[Change]:
    """Return the smallest capacity: with each place more a participant only gains partners."""
    is_left = side == "producer"
    name = "producer_capacity" if is_left else "distributor_capacity"
    ends = problem.pairs.left if is_left else problem.pairs.right
    fixed = problem.fixed.left if is_left else problem.fixed.right
    capacity = getattr(problem, name)
    before = int(capacity[k])

    def does(places: int) -> bool:
        changed = capacity.copy()
        changed[k] = places
        return _holds(replace(problem, **{name: changed}), pair)

    most = int((ends == k).sum() + (fixed == k).sum())
    if before >= most or not does(most):
        return []
    to = _smallest(does, before + 1, most)
    key = pair[0] if is_left else pair[1]
    return [Change(kind="capacity", side=side, id=key, before=before, to=to)]


def _smallest(does: Callable[[int], bool], low: int, high: int) -> int:
    """Return the smallest number from `low` on that does; `high` does."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if does(middle) else (middle + 1, high)
    return high


def _holds(problem: Problem, pair: tuple[str, str]) -> bool:
    return pair in solve(problem).pairs


def _position(ids: tuple[str, ...], key: str) -> int:
    try:
        return ids.index(key)
    except ValueError:
        raise KeyError(key) from None


def _scored(problem: Problem, row: int, score: int) -> Problem:
    pairs = problem.pairs
    scores = pairs.score.copy()
    scores[row] = score
    return replace(problem, pairs=PairColumns(left=pairs.left, right=pairs.right, score=scores))


def _without(problem: Problem, row: int) -> Problem:
    kept: BoolArray = np.arange(len(problem.pairs)) != row
    return replace(problem, pairs=problem.pairs.take(kept), bonus=problem.bonus[kept])


def _forced(problem: Problem, row: int) -> Problem:
    """Return the problem with a candidate fixed."""
    fixed, pair = problem.fixed, problem.pairs.take(np.array([row]))
    joined = PairColumns(
        left=np.concatenate([fixed.left, pair.left]),
        right=np.concatenate([fixed.right, pair.right]),
        score=np.concatenate([fixed.score, pair.score]),
    )
    order = np.argsort(joined.keys(len(problem.distributors)))
    return replace(_without(problem, row), fixed=joined.take(order))
