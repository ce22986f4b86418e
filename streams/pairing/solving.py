"""Problems that came from outside, for the doors, which compute no graph themselves."""

from typing import Any

from matching.bmatching import Problem, Solution, solve
from matching.whatif import explain_pair


def solved(problem: Problem, method: str = "auto") -> Solution:
    """Return the best set of pairs with its proof."""
    return solve(problem, method=method)


def pair_explained(problem: Problem, producer: str, distributor: str) -> dict[str, Any]:
    """Return what can be said of a pair, as the command line writes it."""
    explained = explain_pair(problem, producer, distributor)
    return {
        "possible": explained.possible,
        "in_result": explained.in_result,
        "score": explained.score,
        "slack": explained.slack,
        "worth": explained.worth,
        "changes": [
            {
                "kind": change.kind,
                "side": change.side,
                "id": change.id,
                "from": change.before,
                "to": change.to,
            }
            for change in explained.changes
        ],
    }
