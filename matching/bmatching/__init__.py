"""Exact maximum-weight bipartite b-matching, with a proof for every answer.

Build a `Problem`, `solve` it, publish the `Solution`; whoever doubts it calls `certify`, which
shares nothing with the solvers. Ids outside, dense indices inside; integers throughout.
"""

from matching.bmatching.certificate import Certificate, certify
from matching.bmatching.columns import NO_PAIRS, PairColumns
from matching.bmatching.errors import (
    MatchingError,
    NotOptimalError,
    ProblemError,
    SolverError,
    UnknownMethodError,
)
from matching.bmatching.faults import MAX_CAPACITY, MAX_SCORE, MIN_SCORE, Fault
from matching.bmatching.problem import Problem
from matching.bmatching.solution import METHODS, Solution, solve

__all__ = [
    "MAX_CAPACITY",
    "MAX_SCORE",
    "METHODS",
    "MIN_SCORE",
    "NO_PAIRS",
    "Certificate",
    "Fault",
    "MatchingError",
    "NotOptimalError",
    "PairColumns",
    "Problem",
    "ProblemError",
    "Solution",
    "SolverError",
    "UnknownMethodError",
    "certify",
    "solve",
]
