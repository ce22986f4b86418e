"""Who is present: ids outside, the kernel's indices inside, and what is refused on the way."""

from collections.abc import Iterable
from typing import Self

import numpy as np

from matching.bmatching.errors import ProblemError
from matching.bmatching.faults import Fault
from matching.bmatching.problem import Problem
from matching.bmatching.snapshot import Present
from matching.objective import Side

Pair = tuple[str, str]


class Roster:
    """An index for everybody present; indices of those who left are given again."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._sides: dict[Side, dict[str, int]] = {"producer": {}, "distributor": {}}
        self._names = [""] * size
        self._free = list(range(size - 1, -1, -1))

    @classmethod
    def of(cls, problem: Problem, size: int) -> Self:
        """Return indices as `state_of` gives them: producers first."""
        roster = cls(size)
        for side, ids in (("producer", problem.producers), ("distributor", problem.distributors)):
            for key in ids:
                roster.take(side, key)  # type: ignore[arg-type]
        return roster

    def __contains__(self, participant: tuple[Side, str]) -> bool:
        side, key = participant
        return key in self._sides[side]

    @property
    def is_full(self) -> bool:
        """Whether `take` needs more room first."""
        return not self._free

    def enlarge(self, size: int) -> None:
        """Give room for so many participants."""
        self._free = list(range(size - 1, self.size - 1, -1)) + self._free
        self._names += [""] * (size - self.size)
        self.size = size

    def take(self, side: Side, key: str) -> int:
        """Give somebody who comes an index."""
        v = self._free.pop()
        self._sides[side][key] = v
        self._names[v] = key
        return v

    def release(self, side: Side, key: str) -> None:
        """Forget somebody who left."""
        self._free.append(self._sides[side].pop(key))

    def of_one(self, side: Side, key: str) -> int:
        """Return somebody's index; refuse who is not present."""
        v = self._sides[side].get(key)
        if v is None:
            raise refused("not_present", side=side, id=key)
        return v

    def of_pair(self, producer: str, distributor: str) -> tuple[int, int]:
        """Return the indices of two; refuse who is not present."""
        return self.of_one("producer", producer), self.of_one("distributor", distributor)

    def of_rows(self, side: Side, rows: Iterable[tuple[str, int]]) -> dict[int, int]:
        """Return score by index of the partners that a side lists."""
        across: Side = "distributor" if side == "producer" else "producer"
        index = self._sides[across]
        listed: dict[int, int] = {}
        for key, score in rows:
            u = index.get(key)
            if u is None:
                raise refused("not_present", side=across, id=key)
            if u in listed:
                raise refused("partner_doubled", side=across, id=key)
            listed[u] = score
        return listed

    def present(self, side: Side) -> Present:
        """Return everybody of a side, ids in ascending order."""
        index = self._sides[side]
        ids = sorted(index)
        return Present(indices=np.array([index[key] for key in ids], dtype=np.int64), ids=ids)

    def named(self, keys: Iterable[int]) -> list[Pair]:
        """Return the ids of pairs, sorted."""
        names = self._names
        return sorted((names[key >> 32], names[key & 0xFFFFFFFF]) for key in keys)


def pair_key(producer: int, distributor: int) -> int:
    """Return what stands for a pair of indices, as the kernel's log has it."""
    return producer << 32 | distributor


def refused(code: str, **params: str | int) -> ProblemError:
    """Return the refusal of an event, with its reason."""
    return ProblemError([Fault.at("event", code, **params)])
