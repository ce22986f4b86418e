"""The independent checker: a set of pairs satisfies its problem, and none can be better.

It shares with the solvers only what the objective is (:class:`matching.objective.Rewards`): it
takes ids as they are published, checks them against the problem, and compares the objective with
the bound that the prices prove (weak duality). Equal integers prove optimality, without tolerance
and whoever computed them. Every result passes here before it leaves the package; nothing is decided
or repaired here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TypeVar

import numpy as np

from matching.bmatching.columns import BoolArray, IntArray, PairColumns, rows_of
from matching.bmatching.faults import MAX_SCORE
from matching.bmatching.problem import Problem
from matching.objective import GUARANTEE_UNIT

#: Sentences per kind of violation; one is enough to refuse, thousands would help nobody.
SHOWN_VIOLATIONS = 3
#: Prices of a rewarded problem lie within twice the unit and the scores; beyond this their sums
#: would not fit into 64 bits.
MAX_PRICE = 10**12

T = TypeVar("T")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the checker found.

    Attributes
    ----------
    score
        Sum over the pairs that exist, each counted once, fixed ones included; score units.
    terms
        Parts of the objective: score, guarantee, fairness, stickiness.
    objective
        Their sum.
    bound
        No feasible set has a larger objective.
    optimal
        ``objective == bound`` and nothing is violated.
    violations
        Sentences, empty when optimal.
    """

    score: int
    terms: Mapping[str, int]
    objective: int
    bound: int
    optimal: bool
    violations: tuple[str, ...]


def certify(
    problem: Problem,
    pairs: Iterable[Pair],
    producer_prices: Mapping[str, int],
    distributor_prices: Mapping[str, int],
) -> Certificate:
    r"""Check a result against its problem; a wrong one is described, never raised.

    Parameters
    ----------
    problem
        What was to be solved.
    pairs
        (producer id, distributor id) of every meeting, fixed ones included, in any order.
    producer_prices, distributor_prices
        Price by id in score units, one for every participant: 0..10,000 where only scores
        count, of either sign where meetings are rewarded.

    Notes
    -----
    With prices u, v, capacities c, numbers of fixed pairs f and rewards G(k) of k meetings, every
    feasible set has at most

    .. math::

        \sum_{\text{candidates}} \max(0, w_{ij} - u_i - v_j)
        + \sum_{\text{fixed}} (w_{ij} - u_i - v_j)
        + \sum_a \max_{f_a \le k \le c_a} G_a(k) + k \, y_a

    A price that is missing or unusable counts as 0, so the bound holds whatever the prices.
    O(pairs + participants).

    Examples
    --------
    >>> problem = Problem.of({"p": 1, "q": 1}, {"d": 1}, [("p", "d", 40), ("q", "d", 30)])
    >>> certify(problem, [("p", "d")], {"p": 10, "q": 0}, {"d": 30}).optimal
    True
    >>> for sentence in certify(problem, [("q", "d")], {"p": 10, "q": 0}, {"d": 30}).violations:
    ...     print(sentence)
    the score 30 is below the bound 40
    producer p has a free place at price 10
    """
    times = Counter(pairs)
    keys = _keys_of(problem, times)
    chosen = _found(problem.pairs, keys, len(problem.distributors))
    kept = _found(problem.fixed, keys, len(problem.distributors))
    prices = _read_prices("producer", problem.producers, producer_prices, problem.is_plain)
    left, wrong_left = prices
    prices = _read_prices("distributor", problem.distributors, distributor_prices, problem.is_plain)
    right, wrong_right = prices
    left_free, right_free = _places_left(problem, chosen, kept)
    terms = _terms(problem, chosen, kept)
    objective = sum(terms.values())
    bound = _bound(problem, left, right)
    violations = [
        *_wrong_pairs(problem, times, chosen, kept),
        *wrong_left,
        *wrong_right,
        *_overfull("producer", problem.producers, left_free),
        *_overfull("distributor", problem.distributors, right_free),
    ]
    if objective < bound:
        what = "score" if problem.is_plain else "objective"
        violations += [
            f"the {what} {objective} is below the bound {bound}",
            *_unbalanced(problem, chosen, left, right),
        ]
        if problem.is_plain:
            violations += [
                *_idle("producer", problem.producers, left_free, left),
                *_idle("distributor", problem.distributors, right_free, right),
            ]
    return Certificate(
        score=terms["score"],
        terms=terms,
        objective=objective,
        bound=bound,
        optimal=objective == bound and not violations,
        violations=tuple(violations),
    )


def _keys_of(problem: Problem, pairs: Iterable[Pair]) -> IntArray:
    """Return the key of every pair whose two ids take part, as `PairColumns.keys` counts."""
    left = {key: k for k, key in enumerate(problem.producers)}
    right = {key: k for k, key in enumerate(problem.distributors)}
    width = len(right)
    keys = [left[a] * width + right[b] for a, b in pairs if a in left and b in right]
    return np.array(keys, dtype=np.int64)


def _found(pairs: PairColumns, keys: IntArray, width: int) -> BoolArray:
    """Return which of the pairs are among the keys."""
    rows = rows_of(keys, pairs.keys(width))
    found = np.zeros(len(pairs), dtype=np.bool_)
    found[rows[rows >= 0]] = True
    return found


def _wrong_pairs(
    problem: Problem, times: Mapping[Pair, int], chosen: BoolArray, kept: BoolArray
) -> list[str]:
    """Say which pairs are doubled or do not exist, and which fixed ones are missing."""
    doubled = [pair for pair, count in times.items() if count > 1]
    missing = [_ids(problem, problem.fixed, row) for row in np.flatnonzero(~kept).tolist()]
    strange: list[Pair] = []
    if int(chosen.sum() + kept.sum()) < len(times):
        real = {
            _ids(problem, columns, row)
            for columns, found in ((problem.pairs, chosen), (problem.fixed, kept))
            for row in np.flatnonzero(found).tolist()
        }
        strange = [pair for pair in times if pair not in real]
    return [
        *_told(doubled, lambda p: f"pair {_named(p)} stands {times[p]} times; a pair meets once"),
        *_told(strange, lambda p: f"pair {_named(p)} is neither a candidate nor fixed"),
        *_told(missing, lambda p: f"fixed pair {_named(p)} is missing"),
    ]


def _read_prices(
    side: str, ids: Sequence[str], prices: Mapping[str, int], is_plain: bool
) -> tuple[IntArray, list[str]]:
    """Return one usable price per id, and what is wrong with the given ones."""
    least, most = (0, MAX_SCORE) if is_plain else (-MAX_PRICE, MAX_PRICE)
    usable = {key: prices[key] for key in ids if _is_price(prices.get(key), least, most)}
    violations: list[str] = []
    if len(usable) < len(ids) or len(prices) > len(ids):
        missing = [key for key in ids if key not in prices]
        wrong = [key for key in ids if key in prices and key not in usable]
        strangers = sorted(set(prices).difference(ids))
        limits = f"no integer in {least}..{most}"
        violations = [
            *_told(missing, lambda key: f"{side} {key} has no price"),
            *_told(wrong, lambda key: f"price {prices[key]!r} of {side} {key} is {limits}"),
            *_told(strangers, lambda key: f"{side} {key} has a price and takes no part"),
        ]
    return np.array([usable.get(key, 0) for key in ids], dtype=np.int64), violations


def _is_price(price: object, least: int, most: int) -> bool:
    return isinstance(price, int) and not isinstance(price, bool) and least <= price <= most


def _places_left(problem: Problem, chosen: BoolArray, kept: BoolArray) -> tuple[IntArray, IntArray]:
    """Return capacity minus meetings of both sides, negative where there are too many."""
    left = np.concatenate([problem.pairs.left[chosen], problem.fixed.left[kept]])
    right = np.concatenate([problem.pairs.right[chosen], problem.fixed.right[kept]])
    return (
        problem.producer_capacity - np.bincount(left, minlength=len(problem.producers)),
        problem.distributor_capacity - np.bincount(right, minlength=len(problem.distributors)),
    )


def _terms(problem: Problem, chosen: BoolArray, kept: BoolArray) -> dict[str, int]:
    """Return the parts of the objective that these pairs reach."""
    left = np.concatenate([problem.pairs.left[chosen], problem.fixed.left[kept]])
    right = np.concatenate([problem.pairs.right[chosen], problem.fixed.right[kept]])
    guarantee = fairness = 0
    for rewards, ends in ((problem.producer_rewards, left), (problem.distributor_rewards, right)):
        meetings = np.bincount(ends, minlength=len(rewards.first))
        guarantee += int(np.minimum(meetings, rewards.guarantee).sum())
        fairness += int(rewards.fairness(meetings).sum())
    return {
        "score": int(problem.pairs.score[chosen].sum() + problem.fixed.score[kept].sum()),
        "guarantee": guarantee * GUARANTEE_UNIT,
        "fairness": fairness,
        "stickiness": int(problem.bonus[chosen].sum()),
    }


def _bound(problem: Problem, left: IntArray, right: IntArray) -> int:
    """Return the dual objective; see `certify`."""
    gain = problem.weights() - left[problem.pairs.left] - right[problem.pairs.right]
    fixed = problem.fixed.score - left[problem.fixed.left] - right[problem.fixed.right]
    bound: int = sum(gain[gain > 0].tolist()) + sum(fixed.tolist())
    held = problem.fixed_degrees()
    for rewards, capacity, least, prices in (
        (problem.producer_rewards, problem.producer_capacity, held[0], left),
        (problem.distributor_rewards, problem.distributor_capacity, held[1], right),
    ):
        meetings = rewards.wanted(prices, least, capacity)
        guaranteed = int(np.minimum(meetings, rewards.guarantee).sum())
        bound += guaranteed * GUARANTEE_UNIT + int(rewards.fairness(meetings).sum())
        # Places in Python integers: 2**53 of them at a price of 10,000 exceed 64 bits.
        bound += sum(map(mul, meetings.tolist(), prices.tolist()))
    return bound


def _overfull(side: str, ids: Sequence[str], free: IntArray) -> list[str]:
    return _told(
        np.flatnonzero(free < 0).tolist(),
        lambda k: f"{side} {ids[k]} has {-free[k]} more meetings than places",
    )


def _idle(side: str, ids: Sequence[str], free: IntArray, prices: IntArray) -> list[str]:
    return _told(
        np.flatnonzero((free > 0) & (prices > 0)).tolist(),
        lambda k: f"{side} {ids[k]} has a free place at price {prices[k]}",
    )


def _unbalanced(problem: Problem, chosen: BoolArray, left: IntArray, right: IntArray) -> list[str]:
    """Say which pairs contradict the prices: chosen at a loss, or left out at a gain."""
    pairs = problem.pairs
    weights = problem.weights()
    gain = weights - left[pairs.left] - right[pairs.right]

    def sentence(row: int) -> str:
        verb, where = ("is chosen", "below") if chosen[row] else ("is left out", "above")
        pair = f"pair {_named(_ids(problem, pairs, row))}"
        return f"{pair} {verb}, its score {weights[row]} {where} the prices by {abs(gain[row])}"

    return [
        *_told(np.flatnonzero(chosen & (gain < 0)).tolist(), sentence),
        *_told(np.flatnonzero(~chosen & (gain > 0)).tolist(), sentence),
    ]


def _told(found: Sequence[T], sentence: Callable[[T], str]) -> list[str]:
    """Return one sentence per violation of a kind, cut after a few."""
    told = [sentence(one) for one in found[:SHOWN_VIOLATIONS]]
    if len(found) > SHOWN_VIOLATIONS:
        told.append(f"{len(found) - SHOWN_VIOLATIONS} more like this")
    return told


def _ids(problem: Problem, pairs: PairColumns, row: int) -> Pair:
    return problem.producers[pairs.left[row]], problem.distributors[pairs.right[row]]


def _named(pair: Pair) -> str:
    return f"({pair[0]}, {pair[1]})"
