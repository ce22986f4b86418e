"""Solving a problem that came from outside, for the doors, which compute no graph themselves."""

from matching.bmatching import Problem, Solution, solve


def solved(problem: Problem, method: str = "flow") -> Solution:
    """Return the best set of pairs with its proof."""
    return solve(problem, method=method)
