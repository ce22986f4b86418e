"""Solve a problem and prove the answer: choose pairs, recover prices, have both checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from matching.bmatching.certificate import certify
from matching.bmatching.columns import BoolArray
from matching.bmatching.errors import NotOptimalError, UnknownMethodError
from matching.bmatching.flow import flow_pairs, settle_ties
from matching.bmatching.prices import recover_prices
from matching.bmatching.problem import Problem
from matching.bmatching.reference import network_simplex_pairs
from matching.bmatching.tiebreak import pair_ties


def _kernel_pairs(problem: Problem) -> BoolArray:
    from matching.bmatching.state import kernel_pairs  # noqa: PLC0415 -- numba loads for 0.5 s

    return kernel_pairs(problem)


METHODS: Mapping[str, Callable[[Problem], BoolArray]] = {
    "kernel": _kernel_pairs,
    "flow": flow_pairs,
    "reference": network_simplex_pairs,
}
#: Where one side has this many times the places of the other, the kernel is the fastest; small
#: problems are not worth loading it for.
_UNEQUAL = 2
_WORTH_LOADING = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The best set of pairs, with its proof.

    Attributes
    ----------
    pairs
        (producer id, distributor id) of every meeting, sorted, fixed pairs included.
    score
        Sum of their scores.
    terms
        Parts of the objective: score, guarantee, fairness, stickiness.
    objective
        What was maximised, their sum.
    bound
        What the prices prove that no set can exceed, computed by the checker.
    optimal
        ``objective == bound`` and the checker found nothing else.
    producer_prices, distributor_prices
        Price by id, in score units, one for every participant;
        see :func:`matching.bmatching.prices.recover_prices`.
    chosen
        bool, shape (candidate pairs,): the same without the fixed ones, by row.
    is_fair
        Whether meetings were rewarded besides their scores.
    method
        The solver that chose the pairs.
    seconds
        Wall time of choosing, pricing and checking.
    """

    pairs: tuple[tuple[str, str], ...]
    score: int
    terms: Mapping[str, int]
    objective: int
    bound: int
    optimal: bool
    producer_prices: Mapping[str, int]
    distributor_prices: Mapping[str, int]
    chosen: BoolArray
    is_fair: bool
    method: str
    seconds: float


def solve(problem: Problem, *, method: str = "auto") -> Solution:
    """Return the maximum-weight b-matching of a problem.

    Parameters
    ----------
    problem
        May have empty sides, zero capacities or no pairs.
    method
        ``kernel`` (our own, fast where one side has far more places), ``flow`` (OR-Tools, fast
        everywhere), ``reference`` (NetworkX, slow) or ``auto``, one of the first two. All give
        the same pairs and prices: ties are broken by :mod:`matching.bmatching.tiebreak`, prices
        are canonical.

    Raises
    ------
    UnknownMethodError
        For any other method.
    SolverError, NotOptimalError
        When a solver fails or the checker refuses its answer; a wrong result is never returned.

    Examples
    --------
    >>> problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    >>> solution = solve(problem)
    >>> solution.pairs, solution.score, solution.optimal
    ((('p', 'd'),), 40, True)
    """
    if method not in {"auto", *METHODS}:
        raise UnknownMethodError(method, {"auto", *METHODS})
    start = perf_counter()
    if method == "auto":
        method = _fastest(problem)
    chosen = METHODS[method](problem)
    left_prices, right_prices = recover_prices(problem, chosen)
    if method == "flow":
        chosen = settle_ties(problem, chosen, (left_prices, right_prices), pair_ties(problem))
    pairs = _named_pairs(problem, chosen)
    producer_prices = dict(zip(problem.producers, left_prices.tolist(), strict=True))
    distributor_prices = dict(zip(problem.distributors, right_prices.tolist(), strict=True))
    certificate = certify(problem, pairs, producer_prices, distributor_prices)
    if not certificate.optimal:
        raise NotOptimalError(certificate.violations)
    return Solution(
        pairs=pairs,
        score=certificate.score,
        terms=certificate.terms,
        objective=certificate.objective,
        bound=certificate.bound,
        optimal=certificate.optimal,
        producer_prices=producer_prices,
        distributor_prices=distributor_prices,
        chosen=chosen,
        is_fair=not problem.is_plain,
        method=method,
        seconds=perf_counter() - start,
    )


def _named_pairs(problem: Problem, chosen: BoolArray) -> tuple[tuple[str, str], ...]:
    left = np.concatenate([problem.pairs.left[chosen], problem.fixed.left]).tolist()
    right = np.concatenate([problem.pairs.right[chosen], problem.fixed.right]).tolist()
    return tuple(
        (problem.producers[i], problem.distributors[j])
        for i, j in sorted(zip(left, right, strict=True))
    )


def _fastest(problem: Problem) -> str:
    if len(problem.pairs) < _WORTH_LOADING:
        return "flow"
    left, right = (int(places.sum()) for places in problem.usable_capacity())
    return "kernel" if max(left, right) >= _UNEQUAL * min(left, right) else "flow"
