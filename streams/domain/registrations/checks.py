"""What makes a profile usable: ranges and references, never a judgement of the company."""

from collections.abc import Iterator

import msgspec

from streams.domain.days import is_clock
from streams.domain.errors import Malformed
from streams.domain.events.registrations import (
    DistributorProfile,
    PriceRange,
    ProducerProfile,
    Product,
    Profile,
    Window,
)
from streams.domain.people import is_closed, person_in_the_open
from streams.domain.state import is_plain_id, number_of
from streams.domain.vocabulary import NATURAL_PERSONS, PRODUCT_SETS

_MOST_PLACES = 10_000
_LARGEST_AMOUNT = 10**15
_MONTHS = range(1, 13)
_STARS = range(1, 6)


def check_profile(registration: str, profile: Profile) -> None:
    """Check a profile that is about to be recorded.

    Raises
    ------
    Malformed
        With the first fault.
    """
    if not is_plain_id(registration):
        raise Malformed(
            "bad_registration_id",
            "{id} cannot be a registration's id. Use letters, digits and hyphens, at most 64.",
            id=registration,
        )
    if not profile.holder.identity:
        raise Malformed("identity_missing", "The company has no identity. Give a name.")
    if isinstance(profile, ProducerProfile):
        _check_producer(profile)
    else:
        _check_distributor(registration, profile)


def _check_producer(profile: ProducerProfile) -> None:
    holder = profile.holder
    if profile.kind in NATURAL_PERSONS and not is_closed(holder):
        raise person_in_the_open(profile.kind)
    _check_places(profile.places)
    _check_amount(profile.longest_payment_days)
    for product in profile.products:
        _check_product(product)
    for window in profile.hours:
        _check_window(window)


def _check_product(product: Product) -> None:
    if not product.name.strip():
        raise Malformed("product_name_missing", "A product has no name. Give one.")
    _check_set(product.product_set)
    if product.star is not None:
        _check_star(product.star)
    if any(month not in _MONTHS for month in product.season):
        raise Malformed(
            "bad_month", "The season of {name} names no months. Give 1 to 12.", name=product.name
        )
    _check_price(product.price)
    _check_amount(product.monthly_volume)
    _check_amount(product.smallest_order)


def _check_distributor(registration: str, profile: DistributorProfile) -> None:
    if not profile.seats:
        raise Malformed("no_seat", "Nobody comes for this distributor. Name at least one buyer.")
    seats = [seat.id for seat in profile.seats]
    if len(set(seats)) != len(seats) or not all(
        seat == f"{registration}.{number_of(seat)}" for seat in seats
    ):
        raise Malformed(
            "bad_seat",
            "The numbers of the seats do not fit. Number them {registration}.1, .2 and so on.",
            registration=registration,
        )
    for amount in msgspec.structs.astuple(profile.terms):
        _check_amount(amount)
    for seat in profile.seats:
        _check_places(seat.places)
        _check_price(seat.price)
        _check_amount(seat.monthly_volume)
        for window in seat.hours:
            _check_window(window)
        if seat.lowest_star is not None:
            _check_star(seat.lowest_star)
    for product_set in _sets_wanted(profile):
        _check_set(product_set)
    wanted = list(_sets_wanted(profile))
    if len(set(wanted)) != len(wanted):
        raise Malformed(
            "set_in_two_seats", "A product set belongs to exactly one buyer. Give it to one."
        )


def _sets_wanted(profile: DistributorProfile) -> Iterator[int]:
    for seat in profile.seats:
        yield from seat.product_sets


def _check_set(product_set: int) -> None:
    if product_set not in PRODUCT_SETS:
        raise Malformed(
            "bad_product_set", "{set} is no product set. The sets are 1 to 26.", set=product_set
        )


def _check_star(star: int) -> None:
    if star not in _STARS:
        raise Malformed("bad_star", "{star} is no star class. Give 1 to 5.", star=star)


def _check_places(places: int) -> None:
    if not 0 <= places <= _MOST_PLACES:
        raise Malformed(
            "bad_places", "{places} meetings are not possible. Give 0 to 10000.", places=places
        )


def _check_window(window: Window) -> None:
    for clock in (window.start, window.end):
        if not is_clock(clock):
            raise Malformed(
                "bad_clock", "{clock} is no time of day. Write it as 08:00.", clock=clock
            )
    if not window.start < window.end:
        raise Malformed(
            "bad_hours",
            "From {start} to {end} is no stretch of a day. Exchange them.",
            start=window.start,
            end=window.end,
        )


def _check_amount(amount: int | None) -> None:
    if amount is not None and not 0 <= amount <= _LARGEST_AMOUNT:
        raise Malformed(
            "bad_amount", "{amount} is no possible amount. Give 0 or more.", amount=amount
        )


def _check_price(price: PriceRange) -> None:
    _check_amount(price.low)
    _check_amount(price.high)
    if price.low is not None and price.high is not None and price.high < price.low:
        raise Malformed(
            "bad_price",
            "The price range {low} to {high} is upside down. Exchange them.",
            low=price.low,
            high=price.high,
        )
