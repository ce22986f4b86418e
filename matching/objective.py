"""What "best" means: score, guarantees, diminishing rewards and stickiness, as integer marginals.

Values only; problems, solvers and the checker in :mod:`matching.bmatching` read them. All weights
are whole numbers, so an optimum is compared without tolerance.
"""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

Side = Literal["producer", "distributor"]
IntArray = npt.NDArray[np.int64]

GUARANTEE_UNIT = 10_000_000_000
"""B, what one guaranteed meeting counts: more than all scores along any exchange together."""
POINTS = 100
"""Score units in a hundredth of the scale of 10,000."""
MOST_LAMBDA = 200
MOST_PRIORITY = 300
USUAL_PRIORITY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    r"""The knobs of a fair.

    .. math::

        \max \sum_e w_e x_e + \sum_v B \min(d_v, l_v) + \sum_v \lambda \rho_v H(d_v)
        + \delta \sum_{e \text{ in the result before}} x_e

    with d the meetings of a participant, l its guarantee, H(d) = 1 + 1/2 + ... + 1/d and B of
    :data:`GUARANTEE_UNIT`. The reward is concave, so the problem stays a minimum-cost flow.

    Attributes
    ----------
    producer_lambda, distributor_lambda
        λ of a side in hundredths, 0..200; 0 leaves fairness out.
    guarantee
        Meetings guaranteed to everybody who states no other number.
    stickiness_hundredths
        δ in hundredths of the scale, 0..100, for pairs that nobody was told of yet.
    is_fair
        False under `score`, where nobody's guarantee or priority counts.
    """

    producer_lambda: int = 50
    distributor_lambda: int = 50
    guarantee: int = 1
    stickiness_hundredths: int = 0
    is_fair: bool = True

    @classmethod
    def score(cls, stickiness_hundredths: int = 0) -> Self:
        """Return the objective that counts scores and nothing else but stickiness."""
        return cls(
            producer_lambda=0,
            distributor_lambda=0,
            guarantee=0,
            stickiness_hundredths=stickiness_hundredths,
            is_fair=False,
        )

    def guaranteed(self, stated: int | None) -> int:
        """Return the meetings guaranteed to a participant that states a number, or none."""
        if not self.is_fair:
            return 0
        return self.guarantee if stated is None else stated

    @property
    def stickiness(self) -> int:
        """δ in score units."""
        return self.stickiness_hundredths * POINTS

    def first_reward(self, side: Side, priority_percent: int = USUAL_PRIORITY) -> int:
        """Return λρ in score units: the reward of a participant's first meeting."""
        hundredths = self.producer_lambda if side == "producer" else self.distributor_lambda
        return hundredths * POINTS * priority_percent // 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rewards:
    """What meetings are worth to the participants of one side, besides their scores.

    Attributes
    ----------
    guarantee
        int64, shape (participants,): meetings guaranteed; above the capacity it counts as that.
    first
        int64, alike: reward of the first meeting, >= 0; the k-th is worth ``first // k``.

    Examples
    --------
    >>> rewards = Rewards(guarantee=np.array([1]), first=np.array([5_000]))
    >>> [rewards.marginal(np.array([k])).item() for k in (1, 2, 3)]
    [10000005000, 2500, 1666]
    """

    guarantee: IntArray
    first: IntArray

    @classmethod
    def none(cls, participants: int) -> Self:
        """Return no rewards for so many participants."""
        zero = np.zeros(participants, dtype=np.int64)
        return cls(guarantee=zero, first=zero)

    def take(self, rows: npt.NDArray[np.int64]) -> Self:
        """Return the rewards of these participants, in that order."""
        return type(self)(guarantee=self.guarantee[rows], first=self.first[rows])

    def marginal(self, meeting: IntArray) -> IntArray:
        """Return the reward of each participant's k-th meeting, ``meeting`` = k >= 1 each."""
        guaranteed = np.where(meeting <= self.guarantee, GUARANTEE_UNIT, 0)
        return np.asarray(guaranteed + self.first // meeting, dtype=np.int64)

    def fairness(self, meetings: IntArray) -> IntArray:
        """Return the sum of ``first // k`` over each participant's meetings."""
        meetings = np.minimum(meetings, self.first)
        total = np.zeros(len(self.first), dtype=np.int64)
        rows = np.flatnonzero(meetings > 0)
        k = 1
        while len(rows):
            total[rows] += self.first[rows] // k
            k += 1
            rows = rows[meetings[rows] >= k]
        return total

    def wanted(self, price: IntArray, least: IntArray, most: IntArray) -> IntArray:
        """Return the least number of meetings that maximises reward plus price.

        Parameters
        ----------
        price
            int64, of either sign, added per meeting.
        least, most
            int64, least <= most: between which the number is sought.
        """
        cost = -price
        small = np.maximum(cost, 0)
        large = np.maximum(cost - GUARANTEE_UNIT, 0)
        cheap = np.maximum(self.guarantee, self.first // (small + 1))
        dear = np.minimum(self.guarantee, self.first // (large + 1))
        number = np.where(cost < GUARANTEE_UNIT, cheap, dear)
        return np.clip(np.where(cost < 0, most, number), least, most)
