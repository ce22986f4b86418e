"""Checks of pairs as columns, vectorised: what solvers rely on and no row shows alone.

Each check answers a list of faults, empty when there is nothing to say. They read dense indices
and name the ids and the input's rows.
"""

from collections.abc import Sequence

import numpy as np

from matching.bmatching.columns import IndexArray, IntArray, Rows, rows_of
from matching.bmatching.faults import MAX_SCORE, MIN_SCORE, Fault, shown
from matching.bmatching.reading import score_fault


def column_faults(rows: Rows, sizes: tuple[int, int]) -> list[Fault]:
    """Return indices outside the two sides and scores outside the range.

    Parameters
    ----------
    rows
        Columns as a caller built them.
    sizes
        Number of producers and of distributors.
    """
    faults = []
    columns = rows.columns
    for end, side, index in ((0, "producer", columns.left), (1, "distributor", columns.right)):
        for row in np.flatnonzero((index < 0) | (index >= sizes[end])).tolist():
            params = {"index": int(index[row]), "count": sizes[end]}
            place = f"{rows.place(row)}[{end}]"
            faults.append(Fault.at(place, "index_outside", side=side, **params))
    score = columns.score
    outside = np.flatnonzero((score < MIN_SCORE) | (score > MAX_SCORE)).tolist()
    return faults + [score_fault(f"{rows.place(row)}[2]", int(score[row])) for row in outside]


def doubled_faults(
    rows: Rows, keys: IntArray, producers: Sequence[str], distributors: Sequence[str]
) -> list[Fault]:
    """Return every repetition of a pair.

    Parameters
    ----------
    rows, keys
        As `Rows.arranged` gives them: sorted, equal pairs in the order of the input.
    producers, distributors
        Ids by index.
    """
    faults = []
    for row in (np.flatnonzero(keys[1:] == keys[:-1]) + 1).tolist():
        first = rows.place(int(rows_of(keys[row : row + 1], keys)[0]))
        names = _pair_names(rows, row, producers, distributors)
        faults.append(Fault.at(rows.place(row), "pair_doubled", first=first, **names))
    return faults


def overlap_faults(
    pairs: tuple[Rows, IntArray],
    fixed: tuple[Rows, IntArray],
    producers: Sequence[str],
    distributors: Sequence[str],
) -> list[Fault]:
    """Return fixed pairs that are also candidates; both with their sorted keys."""
    found = rows_of(fixed[1], pairs[1])
    faults = []
    for row in np.flatnonzero(found >= 0).tolist():
        first = pairs[0].place(int(found[row]))
        names = _pair_names(fixed[0], row, producers, distributors)
        faults.append(Fault.at(fixed[0].place(row), "pair_fixed", first=first, **names))
    return faults


def overload_faults(
    side: str, ids: Sequence[str], capacity: IntArray, fixed: IndexArray
) -> list[Fault]:
    """Return participants with more fixed pairs than places.

    Parameters
    ----------
    side
        ``producer`` or ``distributor``.
    ids, capacity
        Of that side.
    fixed
        That side's end of every fixed pair.
    """
    used = np.bincount(fixed, minlength=len(ids))
    return [
        Fault.at(
            "fixed",
            "fixed_beyond_capacity",
            side=side,
            id=shown(ids[k]),
            fixed=int(used[k]),
            capacity=int(capacity[k]),
        )
        for k in np.flatnonzero(used > capacity).tolist()
    ]


def _pair_names(
    rows: Rows, row: int, producers: Sequence[str], distributors: Sequence[str]
) -> dict[str, str]:
    left, right = int(rows.columns.left[row]), int(rows.columns.right[row])
    return {"producer": shown(producers[left]), "distributor": shown(distributors[right])}
