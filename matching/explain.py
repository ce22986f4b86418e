"""Why somebody has no meeting: pure functions from participants to reasons.

Reasons are codes with what was required and what was found; words belong to the doors.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matching.eligibility import RULES, Reason, reason_against
from matching.model import FairDays, Producer, Seat

_ORDER = {rule.__name__: index for index, rule in enumerate(RULES)}
_ORDER |= {"paper_missing": _ORDER["papers"], "paper_expired": _ORDER["papers"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A reason and the number of seats that give it first."""

    reason: Reason
    seats: int


def obstacles(producer: Producer, seats: Iterable[Seat], days: FairDays) -> list[Obstacle]:
    """Return what keeps a producer from every seat, what is easiest to change first.

    A paper can be brought and a star cannot, so reasons of later rules come first; among equals
    the one that more seats give. Seats that could take the producer give none.
    """
    against = (reason_against(producer, seat, days) for seat in seats)
    return obstacles_of(reason for reason in against if reason is not None)


def obstacles_of(reasons: Iterable[Reason]) -> list[Obstacle]:
    """Return reasons, one per seat that gives one, in the order of `obstacles`."""
    ordered = sorted(
        Counter(reasons).items(),
        key=lambda item: (-_ORDER[item[0].code], -item[1], item[0].required, item[0].actual),
    )
    return [Obstacle(reason=reason, seats=number) for reason, number in ordered]
