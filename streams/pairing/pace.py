"""How often a match is computed anew: at once at most fairs, now and then at a large one."""

LARGE = 2_000
"""Participants, producers and distributors together, above which a fair is large."""
SECONDS_AT_A_LARGE_FAIR = 10


def seconds_between(participants: int) -> int:
    """Return how many seconds lie at least between two matches of a fair of so many."""
    return SECONDS_AT_A_LARGE_FAIR if participants > LARGE else 0
