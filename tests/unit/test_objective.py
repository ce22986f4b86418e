"""The objective's integers, against the sums they stand for."""

import numpy as np

from matching.objective import GUARANTEE_UNIT, Objective, Rewards


def reward(guarantee: int, first: int, meetings: int) -> int:
    """Return what so many meetings are worth, as the formula says it."""
    guaranteed = GUARANTEE_UNIT * min(meetings, guarantee)
    return guaranteed + sum(first // k for k in range(1, meetings + 1))


def test_wanted_number_is_the_least_of_the_best() -> None:
    """The bound of every proof rests on this number."""
    rng = np.random.default_rng(5)
    for _ in range(2_000):
        guarantee, first = int(rng.integers(0, 4)), int(rng.integers(0, 12))
        least = int(rng.integers(0, 4))
        most = least + int(rng.integers(0, 9))
        price = int(rng.choice([0, -GUARANTEE_UNIT, -2 * GUARANTEE_UNIT])) + int(
            rng.integers(-13, 6)
        )
        rewards = Rewards(guarantee=np.array([guarantee]), first=np.array([first]))
        worth = {k: reward(guarantee, first, k) + k * price for k in range(least, most + 1)}
        expected = min(k for k, value in worth.items() if value == max(worth.values()))

        found = rewards.wanted(np.array([price]), np.array([least]), np.array([most]))

        assert found.tolist() == [expected]


def test_rewards_are_sums_of_marginals() -> None:
    rewards = Rewards(guarantee=np.array([0, 2, 9]), first=np.array([7, 0, 5_000]))
    for meetings in range(12):
        number = np.full(3, meetings)
        parts = np.minimum(number, rewards.guarantee) * GUARANTEE_UNIT + rewards.fairness(number)
        sums = [reward(g, f, meetings) for g, f in ((0, 7), (2, 0), (9, 5_000))]
        assert parts.tolist() == sums
        steps = rewards.marginal(number + 1)
        assert steps.tolist() == [
            reward(g, f, meetings + 1) - reward(g, f, meetings)
            for g, f in ((0, 7), (2, 0), (9, 5_000))
        ]


def test_knobs_are_those_of_the_command_line() -> None:
    objective = Objective(producer_lambda=50, distributor_lambda=200, stickiness_hundredths=1)
    assert objective.first_reward("producer") == 5_000
    assert objective.first_reward("distributor", 150) == 30_000
    assert objective.stickiness == 100
    assert Objective.score().guaranteed(3) == 0
    assert (objective.guaranteed(None), objective.guaranteed(0)) == (1, 0)
