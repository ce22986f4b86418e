"""The soft score of a possible pair: named integer contributions that add up exactly.

score = Σ_f floor(weight_f · fit_f / 1000), fit_f an integer from 0 to 1000, Σ weight_f = 10,000.
The contributions are the explanation and the number the matcher uses is their sum; nothing is
rounded in between. What nobody stated counts as middling, never as perfect or as nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matching.eligibility import qualified_offers
from matching.model import NO_WISHES, Offer, Producer, Range, Seat, Wishes

SCALE = 10_000
"""The largest score; every possible pair scores at least 1."""

_FULL = 1000
_SAME_GROUP = 400
_UNSTATED = 500
_UNSTATED_SUPPLY = 300
_BY_STAR: Mapping[int | None, int] = {5: 1000, 4: 800, 3: 600, 2: 300, 1: 100, None: 200}
_BY_WISH: Mapping[str, int] = {"distributor": 600, "producer": 400, "organiser": 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The score of a possible pair.

    Attributes
    ----------
    score : int
        1 to 10,000, the sum of `parts`.
    parts : dict of name to int
        Contributions in the order of `WEIGHTS`; those of zero are left out.
    caution : str
        The one thing to know beforehand, as `code:value`; empty where there is none.
    """

    score: int
    parts: dict[str, int]
    caution: str = ""


Fit = Callable[[Producer, Seat, Sequence[Offer], Wishes], int]


def judge(producer: Producer, seat: Seat, wishes: Wishes = NO_WISHES) -> Judgement:
    """Score a pair that no hard rule excludes.

    Parameters
    ----------
    producer, seat
        The pair; at least one offer must be of a wanted group.
    wishes
        What was said about this pair.

    Returns
    -------
    Judgement
        With 1 ≤ score ≤ 10,000 and score = Σ parts.
    """
    offers = qualified_offers(producer, seat)
    parts: dict[str, int] = {}
    score = 0
    for name, (weight, fit) in WEIGHTS.items():
        part = weight * fit(producer, seat, offers, wishes) // _FULL
        if part:
            parts[name] = part
            score += part
    return Judgement(score=score, parts=parts, caution=_caution(seat, offers))


def shown_parts(parts: Mapping[str, int], out_of: int = 100) -> dict[str, int]:
    """Round contributions for people, so that the shown parts add up to the shown whole.

    The whole is floor(Σ parts · out_of / 10,000); the rest goes to the largest remainders, ties by
    order (largest-remainder method).

    Examples
    --------
    >>> shown_parts({"category": 3000, "price": 1250, "star": 850})
    {'category': 30, 'price': 13, 'star': 8}
    """
    whole = sum(parts.values()) * out_of // SCALE
    floors = {name: part * out_of // SCALE for name, part in parts.items()}
    missing = whole - sum(floors.values())
    by_remainder = sorted(parts, key=lambda name: -(parts[name] * out_of % SCALE))
    for name in by_remainder[:missing]:
        floors[name] += 1
    return floors


def _category(_: Producer, seat: Seat, offers: Sequence[Offer], __: Wishes) -> int:
    """Full for a wanted set, part for another set of a wanted group."""
    exact = any(offer.product_set in seat.product_sets for offer in offers)
    return _FULL if exact else _SAME_GROUP


def _volume(_: Producer, seat: Seat, offers: Sequence[Offer], __: Wishes) -> int:
    """How much of the wanted monthly volume can be supplied."""
    if seat.monthly_volume is None or seat.monthly_volume <= 0:
        return _UNSTATED
    supply = _supply(offers)
    if supply is None:
        return _UNSTATED_SUPPLY
    return min(_FULL, supply * _FULL // seat.monthly_volume)


def _price(_: Producer, seat: Seat, offers: Sequence[Offer], __: Wishes) -> int:
    """How much of the narrower price range lies in the other one; the best product counts."""
    return max((_overlap(offer.price, seat.price) for offer in offers), default=_UNSTATED)


def _region(producer: Producer, seat: Seat, _: Sequence[Offer], __: Wishes) -> int:
    """Full when the producer comes from a wished region."""
    if not seat.regions or not producer.province:
        return _UNSTATED
    return _FULL if producer.province in seat.regions else 0


def _star(_: Producer, __: Seat, offers: Sequence[Offer], ___: Wishes) -> int:
    """The best star among the products in question."""
    return max((_BY_STAR.get(offer.star, 0) for offer in offers), default=0)


def _wishes(_: Producer, __: Seat, ___: Sequence[Offer], wishes: Wishes) -> int:
    """Full when both sides asked for this meeting."""
    return min(_FULL, sum(_BY_WISH.get(side, 0) for side in wishes.wanted_by))


def _terms(producer: Producer, seat: Seat, _: Sequence[Offer], __: Wishes) -> int:
    """Whether the producer can wait as long as the buyer takes to pay."""
    if seat.payment_days is None or producer.longest_payment_days is None:
        return _UNSTATED
    return _FULL if seat.payment_days <= producer.longest_payment_days else 0


def _newcomer(producer: Producer, _: Seat, __: Sequence[Offer], ___: Wishes) -> int:
    """First-timers and remote producers get a little more."""
    return _UNSTATED * (producer.first_timer + producer.remote)


def _preferences(producer: Producer, seat: Seat, _: Sequence[Offer], __: Wishes) -> int:
    """How many of the preferred papers are there."""
    if not seat.preferences:
        return _UNSTATED
    held = sum(code in producer.papers for code in seat.preferences)
    return held * _FULL // len(seat.preferences)


WEIGHTS: Mapping[str, tuple[int, Fit]] = {
    "category": (3000, _category),
    "volume": (1500, _volume),
    "price": (1500, _price),
    "region": (1000, _region),
    "star": (1000, _star),
    "wishes": (800, _wishes),
    "terms": (500, _terms),
    "newcomer": (400, _newcomer),
    "preferences": (300, _preferences),
}
"""Weight and fit of each contribution, largest first; the weights add up to `SCALE`."""


def _supply(offers: Sequence[Offer]) -> int | None:
    stated = [offer.monthly_volume for offer in offers if offer.monthly_volume is not None]
    return sum(stated) if stated else None


def _overlap(left: Range, right: Range) -> int:
    """Return how much of the narrower range lies in the wider one, in thousandths."""
    if not left.is_known or not right.is_known:
        return _UNSTATED
    low = max(left.low or 0, right.low or 0)
    highs = [high for high in (left.high, right.high) if high is not None]
    if not highs:
        return _FULL
    high = min(highs)
    if high < low:
        return 0
    widths = [r.high - (r.low or 0) + 1 for r in (left, right) if r.high is not None]
    return min(_FULL, (high - low + 1) * _FULL // max(1, min(widths)))


def _caution(seat: Seat, offers: Sequence[Offer]) -> str:
    supply = _supply(offers)
    if seat.monthly_volume and supply is not None and supply < seat.monthly_volume:
        return f"volume:{supply * 100 // seat.monthly_volume}"
    return ""
