"""Who can meet: producers, seats, and what is known of a pair; values only.

A *producer* is the left side. The right side are *seats*: one buyer of a distributor each, with
product sets, hours and places of its own. Ids are strings, unique per side; everything here is
frozen, hashable where it matters, and free of any natural person's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Minutes = int
"""Minutes after midnight, local time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a day, `start` to `end` in minutes; `on` absent means every day."""

    start: Minutes
    end: Minutes
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A closed range of integers with open ends where `low` or `high` is absent."""

    low: int | None = None
    high: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether at least one end is stated."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One product of a producer.

    Attributes
    ----------
    product_set : int
        1 to 26, decision 148/QĐ-TTg.
    group : int
        1 to 6, the group of the set.
    star : int | None
        1 to 5; absent means not rated or not stated.
    monthly_volume : int | None
        In the unit that both sides use; absent means not stated.
    price : Range
        VND per unit.
    """

    product_set: int
    group: int
    star: int | None = None
    monthly_volume: int | None = None
    price: Range = Range()


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """A producer as registered.

    Attributes
    ----------
    papers : mapping of code to last valid day
        A day of None means that the paper does not expire or states no day.
    zones : frozenset of str
        Provinces it delivers to; empty means everywhere.
    owner : str
        Identity of the owner; equal owners never meet.
    """

    id: str
    places: int
    identity: str
    owner: str
    offers: tuple[Offer, ...] = ()
    papers: Mapping[str, date | None] = field(default_factory=dict)
    zones: frozenset[str] = frozenset()
    cold_chain: bool = False
    hours: tuple[Window, ...] = ()
    province: str = ""
    longest_payment_days: int | None = None
    first_timer: bool = False
    remote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One buyer of a distributor, as registered.

    Attributes
    ----------
    product_sets, groups : frozenset of int
        What is wanted, and the groups of it.
    must_haves : tuple of str
        Papers without which no meeting is possible; `preferences` only weigh.
    suppliers, unwanted : frozenset of str
        Identities of producers already contracted, or not wanted.
    """

    id: str
    distributor: str
    places: int
    owner: str
    product_sets: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    lowest_star: int | None = None
    must_haves: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    cold_chain: bool = False
    deliver_to: str = ""
    regions: frozenset[str] = frozenset()
    hours: tuple[Window, ...] = ()
    monthly_volume: int | None = None
    price: Range = Range()
    payment_days: int | None = None
    suppliers: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was said about one pair: by `producer`, `distributor` or `organiser`."""

    wanted_by: frozenset[str] = frozenset()
    unwanted_by: frozenset[str] = frozenset()


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class FairDays:
    """The days of the fair; papers must be valid on all of them."""

    first: date
    last: date
