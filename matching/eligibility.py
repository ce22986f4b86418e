"""Hard rules: a pair is possible when no rule says no; the first that does is the reason.

Each rule is a named predicate that answers with what was required and what it found, so that the
gap can be shown before the meeting. The rules are those of the field (`docs/events.md` names the
vocabulary); to add one, write the predicate and add its line to `RULES`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from matching.model import NO_WISHES, FairDays, Offer, Producer, Seat, Window, Wishes

ALTERNATIVES: Mapping[str, frozenset[str]] = {
    "food_safety": frozenset({"food_safety", "haccp", "iso22000", "gmp"}),
    "vietgap": frozenset({"vietgap", "globalgap", "organic"}),
}
"""Papers that satisfy a requirement beside the one it names."""

SHORTEST_MEETING = 20
"""Minutes that two people must have in common: 15 to talk and 5 to change tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a pair is impossible: the rule's code, what it requires and what it found."""

    code: str
    required: str = ""
    actual: str = ""


Rule = Callable[[Producer, Seat, FairDays, Wishes], Reason | None]


def reason_against(
    producer: Producer, seat: Seat, days: FairDays, wishes: Wishes = NO_WISHES
) -> Reason | None:
    """Return the first rule that makes the pair impossible, or None."""
    for rule in RULES:
        reason = rule(producer, seat, days, wishes)
        if reason is not None:
            return reason
    return None


def qualified_offers(producer: Producer, seat: Seat) -> list[Offer]:
    """Return the offers in a wanted group that reach the seat's lowest star."""
    return [
        offer
        for offer in producer.offers
        if offer.group in seat.groups and _reaches(offer.star, seat.lowest_star)
    ]


def same_owner(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """A company does not meet its own owner."""
    return Reason(code="same_owner") if producer.owner == seat.owner else None


def already_supplier(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """Who supplies already needs no introduction."""
    return Reason(code="already_supplier") if producer.identity in seat.suppliers else None


def unwanted(producer: Producer, seat: Seat, _: FairDays, wishes: Wishes) -> Reason | None:
    """Either side may rule the other out."""
    if producer.identity in seat.unwanted or wishes.unwanted_by:
        return Reason(code="unwanted")
    return None


def category(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """At least one product must belong to a wanted group."""
    offered = {offer.group for offer in producer.offers}
    if offered & seat.groups:
        return None
    return Reason(code="category", required=_listed(seat.groups), actual=_listed(offered))


def star(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """A product of a wanted group must reach the buyer's lowest star."""
    if qualified_offers(producer, seat):
        return None
    best = max((o.star or 0 for o in producer.offers if o.group in seat.groups), default=0)
    return Reason(code="star", required=str(seat.lowest_star), actual=str(best))


def papers(producer: Producer, seat: Seat, days: FairDays, _: Wishes) -> Reason | None:
    """Every required paper must be there and valid on the fair's last day."""
    for code in seat.must_haves:
        held = [producer.papers[c] for c in _accepted(code) if c in producer.papers]
        if not held:
            return Reason(code="paper_missing", required=code)
        if all(until is not None and until < days.last for until in held):
            latest = max(until for until in held if until is not None)
            return Reason(code="paper_expired", required=code, actual=latest.isoformat())
    return None


def delivery(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """The producer must deliver where the goods are needed."""
    if not seat.deliver_to or not producer.zones or seat.deliver_to in producer.zones:
        return None
    return Reason(
        code="delivery", required=seat.deliver_to, actual=", ".join(sorted(producer.zones))
    )


def cold_chain(producer: Producer, seat: Seat, _: FairDays, __: Wishes) -> Reason | None:
    """Who requires a cold chain meets only who has one."""
    return Reason(code="cold_chain") if seat.cold_chain and not producer.cold_chain else None


def hours(producer: Producer, seat: Seat, days: FairDays, _: Wishes) -> Reason | None:
    """Both must have time for one meeting on some day of the fair."""
    if not producer.hours or not seat.hours:
        return None
    day = days.first
    while day <= days.last:
        if _meet(_on(producer.hours, day), _on(seat.hours, day)):
            return None
        day += timedelta(days=1)
    return Reason(code="hours")


RULES: tuple[Rule, ...] = (
    same_owner,
    already_supplier,
    unwanted,
    category,
    star,
    papers,
    delivery,
    cold_chain,
    hours,
)
"""In the order in which reasons are given: what nobody can change first, what a paper can last."""


def _accepted(code: str) -> Sequence[str]:
    return sorted(ALTERNATIVES.get(code, (code,)))


def _reaches(star: int | None, lowest: int | None) -> bool:
    return lowest is None or (star is not None and star >= lowest)


def _on(windows: Iterable[Window], day: object) -> list[Window]:
    return [window for window in windows if window.on is None or window.on == day]


def _meet(left: Iterable[Window], right: Sequence[Window]) -> bool:
    return any(
        min(a.end, b.end) - max(a.start, b.start) >= SHORTEST_MEETING for a in left for b in right
    )


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
