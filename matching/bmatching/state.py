"""Making and enlarging the kernel's arrays."""

from collections.abc import Iterable

import numpy as np

from matching.bmatching.columns import BoolArray, rows_of
from matching.bmatching.errors import NotOptimalError
from matching.bmatching.kernel import TAIL, State
from matching.bmatching.prices import recover_prices, recover_tie_prices
from matching.bmatching.problem import Problem
from matching.bmatching.repair import choose_all, enter_all
from matching.bmatching.tiebreak import id_words, pair_ties

_PER_PARTICIPANT = {
    "side": np.int8,
    "capacity": np.int64,
    "fixed": np.int64,
    "guarantee": np.int64,
    "fairness": np.int64,
    "word": np.uint64,
    "start": np.int64,
    "room": np.int64,
    "length": np.int64,
    "matched": np.int64,
    "wanted": np.int64,
    "price": np.int64,
    "price_tie": np.int64,
    "low": np.int64,
    "high": np.int64,
    "distance": np.int64,
    "distance_tie": np.int64,
    "seen": np.int64,
    "parent": np.int32,
    "place": np.int32,
    "heap": np.int32,
    "heap_key": np.int64,
    "heap_tie": np.int64,
    "settled": np.int32,
    "mark": np.int8,
    "touched": np.int32,
}
_PER_SLOT = {"partner": np.int32, "twin": np.int32, "weight": np.int32}


def empty_state(participants: int, slots: int) -> State:
    """Return arrays for so many participants and ends of pairs, all of them unused."""
    columns = {name: np.zeros(participants, dtype) for name, dtype in _PER_PARTICIPANT.items()}
    columns |= {name: np.zeros(slots, dtype) for name, dtype in _PER_SLOT.items()}
    columns["log"] = np.zeros(slots // 2 + 4 * participants, np.int64)  # each pair has two slots
    columns["total"] = np.zeros(3, np.int64)
    columns["counts"] = np.zeros(9, np.int64)
    return State(**columns)


def state_of(problem: Problem, spare: int = 0) -> State:
    """Return a problem as the kernel holds it: nobody meets yet, producers first.

    Parameters
    ----------
    spare
        Slots that each row has beyond its pairs.
    """
    pairs, producers = problem.pairs, len(problem.producers)
    left, right = pairs.left, pairs.right + np.int32(producers)
    size = producers + len(problem.distributors)
    length = np.bincount(np.concatenate([left, right]), minlength=size).astype(np.int64)
    used = 2 * len(pairs) + spare * size
    state = empty_state(max(size, 1), used + (used // 2 if spare else 0))
    state.side[producers:] = 1
    state.capacity[:size] = np.concatenate(
        [problem.producer_capacity, problem.distributor_capacity]
    )
    state.fixed[:size] = np.concatenate(problem.fixed_degrees())
    for column, name in ((state.guarantee, "guarantee"), (state.fairness, "first")):
        column[:size] = np.concatenate(
            [getattr(problem.producer_rewards, name), getattr(problem.distributor_rewards, name)]
        )
    state.word[:producers] = id_words(problem.producers, "producer")
    state.word[producers:size] = id_words(problem.distributors, "distributor")
    state.length[:size] = length
    state.room[:size] = length + spare
    state.start[:size] = np.cumsum(state.room[:size]) - state.room[:size]
    state.counts[TAIL] = used
    # Pairs are sorted by producer, so that its slots are a range; the other ends need a sort.
    slots = np.arange(len(pairs)) + spare * left
    order = np.argsort(right, kind="stable")
    across = np.empty(len(pairs), dtype=np.int64)
    across[order] = len(pairs) + np.arange(len(pairs)) + spare * right[order]
    weights = problem.weights()
    for mine, theirs, partner in ((slots, across, right), (across, slots, left)):
        state.partner[mine] = partner
        state.twin[mine] = theirs
        state.weight[mine] = weights
    return state


def kernel_pairs(problem: Problem) -> BoolArray:
    """Choose the best candidate pairs by the kernel alone, ties settled.

    The side with fewer places chooses, one after the other; fast where the sides are unequal.
    """
    state = state_of(problem)
    left, right = (int(places.sum()) for places in problem.usable_capacity())
    producers = len(problem.producers)
    everybody = np.arange(producers + len(problem.distributors))
    sides = everybody[:producers], everybody[producers:]
    choose_all(state, *(sides if left < right else reversed(sides)))
    return chosen_of(problem, state)


def solved_state(problem: Problem, chosen: BoolArray, spare: int = 16) -> State:
    """Return the kernel's state at a best set of pairs, ready for events.

    Raises
    ------
    NotOptimalError
        When the set is not the best one.
    """
    ties = pair_ties(problem)
    prices = recover_prices(problem, chosen)
    tie_prices = recover_tie_prices(problem, chosen, prices, ties)
    state = state_of(problem, spare)
    size = len(problem.producers) + len(problem.distributors)
    state.price[:size] = np.concatenate(prices)
    state.price_tie[:size] = np.concatenate(tie_prices)
    slots = np.flatnonzero(chosen) + spare * problem.pairs.left[chosen]
    broken = enter_all(state, size, slots, problem.pairs.left[chosen].astype(np.int64))
    if broken:
        raise NotOptimalError([f"{broken} conditions do not hold"])
    return state


def chosen_rows(problem: Problem, pairs: Iterable[tuple[str, str]]) -> BoolArray:
    """Return which candidate pairs are among these; others are left out."""
    left = {key: k for k, key in enumerate(problem.producers)}
    right = {key: k for k, key in enumerate(problem.distributors)}
    width = len(right)
    keys = [left[p] * width + right[d] for p, d in pairs if p in left and d in right]
    rows = rows_of(np.array(keys, dtype=np.int64), problem.pairs.keys(width))
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    chosen[rows[rows >= 0]] = True
    return chosen


def chosen_of(problem: Problem, state: State) -> BoolArray:
    """Return which candidate pairs are in the match of a state made by `state_of`."""
    producers, width = len(problem.producers), len(problem.distributors)
    matched = state.matched[:producers]
    owner = np.repeat(np.arange(producers), matched)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(matched) - matched, matched)
    partner = state.partner[state.start[owner] + within] - producers
    chosen = np.zeros(len(problem.pairs), dtype=np.bool_)
    chosen[rows_of(owner * width + partner, problem.pairs.keys(width))] = True
    return chosen


def enlarged(state: State, participants: int, slots: int) -> State:
    """Return the same state with more room; rows lie as they did."""
    larger = empty_state(participants, slots)
    for name, old in state._asdict().items():
        getattr(larger, name)[: len(old)] = old
    return larger
