"""What a producer could change to be possible at more seats: pure functions, each step checked.

A step is tried on a copy of the producer: it is named only if seats become possible by it alone.
It says "possible", never "will meet": places are given by the best match.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.eligibility import Reason, reason_against
from matching.model import FairDays, Producer, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A step by which alone `seats` more seats become possible.

    Attributes
    ----------
    code : str
        The rule that it answers, as in `Reason`.
    what : str
        The paper, or the place to deliver to; empty where the code says it all.
    """

    code: str
    what: str
    seats: int


def _with_paper(producer: Producer, reason: Reason) -> Producer:
    return replace(producer, papers={**producer.papers, reason.required: None})


def _with_zone(producer: Producer, reason: Reason) -> Producer:
    return replace(producer, zones=producer.zones | {reason.required})


def _with_cold_chain(producer: Producer, _: Reason) -> Producer:
    return replace(producer, cold_chain=True)


def _with_all_hours(producer: Producer, _: Reason) -> Producer:
    return replace(producer, hours=())


STEPS: Mapping[str, Callable[[Producer, Reason], Producer]] = {
    "hours": _with_all_hours,
    "delivery": _with_zone,
    "cold_chain": _with_cold_chain,
    "paper_expired": _with_paper,
    "paper_missing": _with_paper,
}
"""What can be changed, cheapest first; owners, groups and stars cannot before a fair."""

_ORDER = {code: index for index, code in enumerate(STEPS)}


def remedies(
    producer: Producer, blocked: Sequence[tuple[Seat, Reason]], days: FairDays
) -> list[Remedy]:
    """Return the steps that help, cheapest first and then those that open the most seats.

    Parameters
    ----------
    blocked
        The seats at which the producer is impossible, each with the first reason.

    Notes
    -----
    Each step is tried once over the seats that are blocked for its reason, since a seat whose
    first reason is another one stays blocked by that. A paper that several rules name counts for
    all of them.
    """
    tried: dict[tuple[str, str], Reason] = {}
    behind: dict[str, list[Seat]] = {}
    for seat, reason in blocked:
        if reason.code in STEPS:
            tried.setdefault((reason.code, reason.required), reason)
            behind.setdefault(reason.code, []).append(seat)
    found = []
    for (code, what), reason in tried.items():
        changed = STEPS[code](producer, reason)
        opened = sum(reason_against(changed, seat, days) is None for seat in behind[code])
        if opened:
            found.append(Remedy(code=code, what=what, seats=opened))
    return sorted(found, key=lambda one: (_ORDER[one.code], -one.seats, one.what))
