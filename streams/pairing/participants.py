"""Registrations and wishes as the matcher sees them, without anything private."""

from datetime import date

from matching.model import Offer, Producer, Range, Seat, Window, Wishes
from streams.domain.events import registrations as registered
from streams.domain.events.registrations import DistributorProfile, ProducerProfile
from streams.domain.suggestions.state import Wish
from streams.domain.vocabulary import product_group


def producer_of(registration: str, profile: ProducerProfile) -> Producer:
    """Return the producer that a registration brings."""
    holder = profile.holder
    return Producer(
        id=registration,
        places=profile.places,
        identity=holder.identity,
        owner=holder.owner or holder.identity,
        offers=tuple(_offer(product) for product in profile.products),
        papers=_papers(profile),
        zones=frozenset(profile.zones),
        cold_chain=profile.cold_chain,
        hours=_windows(profile.hours),
        province=holder.place.province,
        longest_payment_days=profile.longest_payment_days,
        first_timer=profile.first_timer,
        remote=profile.remote,
    )


def seats_of(registration: str, profile: DistributorProfile) -> list[Seat]:
    """Return the seats that a distributor's registration brings."""
    holder = profile.holder
    return [
        Seat(
            id=seat.id,
            distributor=registration,
            places=seat.places,
            owner=holder.owner or holder.identity,
            product_sets=frozenset(seat.product_sets),
            groups=frozenset(product_group(s) for s in seat.product_sets),
            lowest_star=seat.lowest_star,
            must_haves=seat.must_haves,
            preferences=seat.preferences,
            cold_chain=seat.cold_chain,
            deliver_to=seat.deliver_to,
            regions=frozenset(seat.regions),
            hours=_windows(seat.hours),
            monthly_volume=seat.monthly_volume,
            price=_range(seat.price),
            payment_days=profile.terms.payment_days,
            suppliers=frozenset(profile.suppliers),
            unwanted=frozenset(profile.unwanted),
        )
        for seat in profile.seats
    ]


def wishes_of(wish: Wish) -> Wishes:
    """Return who wants a pair and who does not."""
    return Wishes(wanted_by=frozenset(wish.wanted_by), unwanted_by=frozenset(wish.unwanted_by))


def _offer(product: registered.Product) -> Offer:
    return Offer(
        product_set=product.product_set,
        group=product_group(product.product_set),
        star=product.star,
        monthly_volume=product.monthly_volume,
        price=_range(product.price),
    )


def _papers(profile: ProducerProfile) -> dict[str, date | None]:
    """Return the last valid day per paper; of two papers of one kind the longer one counts."""
    papers: dict[str, date | None] = {}
    for paper in profile.papers:
        known = papers.get(paper.code, date.min)
        if known is None or paper.expires_on is None:
            papers[paper.code] = None
        else:
            papers[paper.code] = max(known, paper.expires_on)
    return papers


def _range(price: registered.PriceRange) -> Range:
    return Range(low=price.low, high=price.high)


def _windows(windows: tuple[registered.Window, ...]) -> tuple[Window, ...]:
    return tuple(
        Window(start=_minutes(window.start), end=_minutes(window.end), on=window.on)
        for window in windows
    )


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
