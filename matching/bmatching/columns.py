"""Pairs as columns: three arrays of equal length, one row per pair, and where each row stood.

Everything behind the doors computes on these; ids are only looked up to name things.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairColumns:
    """Pairs of dense indices with their scores.

    Attributes
    ----------
    left, right
        int32, shape (pairs,): index of the producer and of the distributor.
    score
        int64, shape (pairs,).

    Raises
    ------
    TypeError
        For another dtype or unequal lengths; convert with ``np.asarray(x, dtype=np.int32)``.
        A silent conversion would cut fractions and wrap large indices.
    """

    left: IndexArray
    right: IndexArray
    score: IntArray

    def __post_init__(self) -> None:
        wanted = (("left", np.int32), ("right", np.int32), ("score", np.int64))
        for name, dtype in wanted:
            column = getattr(self, name)
            if column.dtype != dtype or column.shape != self.left.shape or column.ndim != 1:
                raise TypeError(
                    f"{name} is {column.dtype} of shape {column.shape}; pairs need one row each of "
                    "left int32, right int32, score int64."
                )

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> Self:
        """Build from (left, right, score) rows."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
        return cls(
            left=table[:, 0].astype(np.int32),
            right=table[:, 1].astype(np.int32),
            score=np.ascontiguousarray(table[:, 2]),
        )

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: IntArray | BoolArray) -> Self:
        """Return the rows of an index array or a mask, in that order."""
        return type(self)(left=self.left[rows], right=self.right[rows], score=self.score[rows])

    def keys(self, width: int) -> IntArray:
        """Return ``left * width + right``, which sorts as (left, right) does.

        Parameters
        ----------
        width
            Number of distributors, larger than every `right`.
        """
        return self.left.astype(np.int64) * width + self.right


NO_PAIRS = PairColumns.of(())


def rows_of(wanted: IntArray, keys: IntArray) -> IntArray:
    """Return the row of every wanted key among ascending keys, -1 where it is absent.

    When keys repeat, the first row counts. O(wanted log keys); `np.isin` would hash all keys,
    0.3 s for 700,000.
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    rows = np.searchsorted(keys, wanted)
    rows[rows == len(keys)] = 0
    return np.where(keys[rows] == wanted, rows, -1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Columns with the number each row had in the input.

    Attributes
    ----------
    name
        ``pairs`` or ``fixed``: how places begin.
    columns
        The rows that could be read.
    number
        int64, shape (rows,).
    """

    name: str
    columns: PairColumns
    number: IntArray

    @classmethod
    def of(cls, name: str, columns: PairColumns) -> Self:
        """Return all rows of `columns`, numbered as they stand."""
        return cls(name=name, columns=columns, number=np.arange(len(columns), dtype=np.int64))

    def place(self, row: int) -> str:
        """Return the place of a row of `columns` in the input."""
        return f"{self.name}[{self.number[row]}]"

    def arranged(self, width: int) -> tuple[Self, IntArray]:
        """Return the rows sorted by (left, right), and their keys; unchanged when they are."""
        keys = self.columns.keys(width)
        if (keys[1:] >= keys[:-1]).all():
            return self, keys
        order = np.argsort(keys, kind="stable")
        columns = self.columns.take(order)
        return type(self)(name=self.name, columns=columns, number=self.number[order]), keys[order]

    def renumbered(self, left: IndexArray | None, right: IndexArray | None) -> Self:
        """Return the rows with other indices: new = left[old]; None keeps a side's."""
        if left is None and right is None:
            return self
        old = self.columns
        columns = PairColumns(
            left=old.left if left is None else left[old.left],
            right=old.right if right is None else right[old.right],
            score=old.score,
        )
        return type(self)(name=self.name, columns=columns, number=self.number)
