"""What an engine holds, as a problem and its result: for the checker, for files, for a restart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.bmatching.columns import IntArray, PairColumns
from matching.bmatching.kernel import State
from matching.bmatching.problem import Problem
from matching.objective import Objective, Rewards


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Present:
    """The participants of one side: their indices in the kernel and their ids."""

    indices: IntArray
    ids: Sequence[str]


def problem_of(
    state: State,
    producers: Present,
    distributors: Present,
    *,
    confirmed: Sequence[tuple[int, int, int]],
    objective: Objective,
    previous: IntArray,
) -> Problem:
    """Read the problem that the kernel has solved.

    Parameters
    ----------
    state
        Of the kernel.
    producers, distributors
        Who is present, ids in ascending order.
    confirmed
        (producer, distributor, score), by index in the kernel.
    objective
        With its stickiness.
    previous
        Sorted keys, ``producer << 32 | distributor``, of the result before the last event.
    """
    rank = np.zeros(len(state.side), dtype=np.int32)
    for side in (producers, distributors):
        rank[side.indices] = np.arange(len(side.indices), dtype=np.int32)
    lengths = state.length[producers.indices]
    ends = np.cumsum(lengths)
    owner = np.repeat(producers.indices, lengths)
    within = np.arange(len(owner)) - np.repeat(ends - lengths, lengths)
    slots = np.repeat(state.start[producers.indices], lengths) + within
    partner = state.partner[slots]
    order = np.lexsort((rank[partner], rank[owner]))
    owner, partner, slots = owner[order], partner[order], slots[order]
    keys = owner << 32 | partner.astype(np.int64)
    extra = np.where(np.isin(keys, previous), objective.stickiness, 0).astype(np.int64)
    fixed = [(int(rank[p]), int(rank[d]), score) for p, d, score in confirmed]
    problem = Problem.from_columns(
        producers=producers.ids,
        producer_capacity=state.capacity[producers.indices],
        distributors=distributors.ids,
        distributor_capacity=state.capacity[distributors.indices],
        pairs=PairColumns(left=rank[owner], right=rank[partner], score=state.weight[slots] - extra),
        fixed=PairColumns.of(fixed),
    )
    if not objective.is_fair and not objective.stickiness:
        return problem
    left, right = (
        Rewards(guarantee=state.guarantee[side.indices], first=state.fairness[side.indices])
        for side in (producers, distributors)
    )
    return problem.rewarded(left, right, extra)
