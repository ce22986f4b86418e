"""Fairs drawn from a seed, in families that are easy and hard to match.

Shared categories, closeness and noise make a score; popular distributors stand on more shortlists.
`unequal` has several times the places on the producers' side, `balanced` about as many on both,
`contested` besides wants everybody the same distributors, `tied` knows 20 scores only.
"""

from dataclasses import dataclass

import numpy as np

from matching.bmatching import PairColumns, Problem
from matching.bmatching.columns import IntArray
from matching.objective import Objective, Rewards, Side

FAMILIES = ("unequal", "balanced", "tied", "contested")
SIZES = {
    "255 x 100": (255, 100),
    "1000 x 300": (1_000, 300),
    "5000 x 1000": (5_000, 1_000),
    "20000 x 4000": (20_000, 4_000),
}
_CATEGORIES = 24
_LEAST_LISTED, _MOST_LISTED = 20, 50
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A fair: ids are the indices, places by side, and the possible pairs."""

    places: dict[Side, IntArray]
    pairs: PairColumns

    def ids(self, side: Side) -> list[str]:
        """Return the ids of a side, in the order of their indices."""
        return [f"{side[0]}{k:06}" for k in range(len(self.places[side]))]

    def problem(self, objective: Objective) -> Problem:
        """Return the problem under an objective, nobody stating anything."""
        problem = Problem.from_columns(
            producers=self.ids("producer"),
            producer_capacity=self.places["producer"],
            distributors=self.ids("distributor"),
            distributor_capacity=self.places["distributor"],
            pairs=self.pairs,
        )
        if not objective.is_fair:
            return problem
        return problem.rewarded(
            self._rewards("producer", objective), self._rewards("distributor", objective)
        )

    def _rewards(self, side: Side, objective: Objective) -> Rewards:
        size = len(self.places[side])
        return Rewards(
            guarantee=np.full(size, objective.guarantee),
            first=np.full(size, objective.first_reward(side)),
        )


def drawn(family: str, producers: int, distributors: int, seed: int = 7) -> Drawn:
    """Draw a fair of a family."""
    rng = np.random.default_rng(seed)
    share = 1.0 / np.arange(1, _CATEGORIES + 1) ** 0.7
    share /= share.sum()
    sold = rng.choice(_CATEGORIES, size=(producers, 2), p=share)
    wanted = rng.choice(_CATEGORIES, size=(distributors, 4), p=share)
    here, there = rng.random((producers, 3)), rng.random((distributors, 3))
    left, right = _shortlists(rng, sold, wanted)
    shared = (sold[left][:, :, None] == wanted[right][:, None, :]).any(axis=2).mean(axis=1)
    close = 1 - np.abs(here[left] - there[right]).mean(axis=1)
    fit = 0.5 * shared + 0.35 * close + 0.15 * rng.random(len(left))
    places: dict[Side, IntArray] = {
        "producer": rng.integers(1, _MOST_PLACES + 1, producers),
        "distributor": rng.integers(1, _MOST_PLACES + 1, distributors),
    }
    if family != "unequal":
        ratio = np.sqrt(places["producer"].sum() / places["distributor"].sum())
        places = {
            "producer": _scaled(places["producer"], 1 / ratio),
            "distributor": _scaled(places["distributor"], ratio),
        }
    if family == "contested":
        fit = 0.75 * rng.beta(2, 4, distributors)[right] + 0.25 * fit
    score = 1 + np.round(9_999 * np.clip(fit, 0, 1)).astype(np.int64)
    if family == "tied":
        score = 500 * (1 + np.minimum(19, (20 * fit).astype(np.int64)))
    pairs = PairColumns(left=left.astype(np.int32), right=right.astype(np.int32), score=score)
    return Drawn(places=places, pairs=pairs)


def _scaled(places: IntArray, factor: float) -> IntArray:
    return np.maximum(1, np.round(places * factor)).astype(np.int64)


def _shortlists(
    rng: np.random.Generator, sold: IntArray, wanted: IntArray
) -> tuple[IntArray, IntArray]:
    """Return who stands on whose shortlist: distributors of a category, popular ones first."""
    distributors = len(wanted)
    popularity = np.log(rng.gamma(2.0, 1.0, distributors))
    of_category = [np.flatnonzero((wanted == c).any(axis=1)) for c in range(_CATEGORIES)]
    left, right = [], []
    for producer, (one, other) in enumerate(sold):
        number = int(rng.integers(_LEAST_LISTED, _MOST_LISTED + 1))
        pool = np.union1d(of_category[one], of_category[other])
        if len(pool) > number:  # Gumbel's way of drawing without replacement, by weight
            luck = popularity[pool] + rng.gumbel(size=len(pool))
            pool = pool[np.argpartition(-luck, number)[:number]]
        left.append(np.full(len(pool), producer))
        right.append(np.sort(pool))
    return np.concatenate(left), np.concatenate(right)
