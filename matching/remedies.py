"""What would make more pairs possible, on either side: pure functions, each step checked.

A step is tried on a copy of the producer, or of the seat: it is named only if pairs become possible
by it alone. It says "possible", never "will meet": places are given by the best match.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a seat requires beyond its product groups.

    Attributes
    ----------
    code : str
        The rule, as in `Reason`.
    what : str
        The paper, the place to deliver to, or the lowest star; empty where the code says it all.
    """

    code: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A demand without which alone `producers` more producers are possible."""

    demand: Demand
    producers: int


def demands_of(seat: Seat) -> Iterator[Demand]:
    """Yield what a seat requires, papers first."""
    for code in seat.must_haves:
        yield Demand(code="paper_missing", what=code)
    if seat.cold_chain:
        yield Demand(code="cold_chain")
    if seat.deliver_to:
        yield Demand(code="delivery", what=seat.deliver_to)
    if seat.lowest_star is not None:
        yield Demand(code="star", what=str(seat.lowest_star))
    if seat.hours:
        yield Demand(code="hours")


def waivers(seat: Seat, blocked: Sequence[Producer], days: FairDays) -> list[Waiver]:
    """Return the demands that are worth giving up, those that open most first.

    Parameters
    ----------
    blocked
        Producers that are impossible at the seat.
    """
    found = []
    for demand in demands_of(seat):
        changed = _without(seat, demand)
        opened = sum(reason_against(producer, changed, days) is None for producer in blocked)
        if opened:
            found.append(Waiver(demand=demand, producers=opened))
    return sorted(found, key=lambda one: -one.producers)


def _without(seat: Seat, demand: Demand) -> Seat:
    match demand.code:
        case "paper_missing":
            return replace(seat, must_haves=tuple(c for c in seat.must_haves if c != demand.what))
        case "cold_chain":
            return replace(seat, cold_chain=False)
        case "delivery":
            return replace(seat, deliver_to="")
        case "star":
            return replace(seat, lowest_star=None)
    return replace(seat, hours=())
