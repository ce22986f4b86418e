"""Facts about registrations, and the profiles they carry.

A fair's events are self-contained: a registration carries the company's profile as registered.
Whatever identifies a natural person is a reference into the private store.
"""

from datetime import date
from typing import Literal

from streams.domain.event import Fact
from streams.domain.value import Value
from streams.domain.vocabulary import (
    DistributorKind,
    Origin,
    PaperCode,
    ProducerKind,
    WithdrawalReason,
)


class Place(Value):
    """An administrative unit as named on its day; empty text means unknown.

    `scheme` is the list the names belong to: 63 provinces until 30/6/2025, 34 since.
    """

    scheme: Literal["63", "34"] = "63"
    province: str = ""
    district: str = ""
    commune: str = ""


class Holder(Value):
    """Who takes part. For natural persons only kind, place and reference are on the log.

    Attributes
    ----------
    private : str | None
        Reference to name, address, phone and tax number where they identify a natural person.
    identity : str
        What makes the company the same one within the fair: `tax:…`, `name:…|province`, or
        `keyed:…`, a keyed fingerprint of either for natural persons.
    owner : str | None
        Identity of the owner when another company has the same one.
    """

    identity: str
    name: str | None = None
    private: str | None = None
    tax_code: str | None = None
    address: str | None = None
    phone: str | None = None
    place: Place = Place()
    owner: str | None = None
    contact_ref: str | None = None


class Window(Value):
    """A stretch of a day, local time `HH:MM`; `on` absent means every day of the fair."""

    start: str
    end: str
    on: date | None = None


class PriceRange(Value):
    """VND per unit, both inclusive; an open end is absent."""

    low: int | None = None
    high: int | None = None


class Product(Value):
    """One product as registered. `star` 1 to 5; absent means not rated or not stated."""

    name: str
    product_set: int
    star: int | None = None
    potential_five: bool = False
    recognised_on: date | None = None
    decision: str = ""
    criteria: str = ""
    year: int | None = None
    monthly_volume: int | None = None
    volume_unit: str = "kg"
    smallest_order: int | None = None
    season: tuple[int, ...] = ()
    price: PriceRange = PriceRange()
    chilled: bool = False


class Paper(Value):
    """A certificate or licence. `expires_on` absent means it does not expire or is not stated."""

    code: PaperCode
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    document: str | None = None


class ProducerProfile(Value, tag_field="side", tag="producer"):
    """A producer as registered at one fair.

    Attributes
    ----------
    zones : tuple of str
        Provinces it delivers to; empty means everywhere.
    hours : tuple of Window
        When someone can leave the booth; empty means always.
    places : int
        How many meetings it can hold.
    standing_yes : bool
        Asked, never pre-ticked: agrees beforehand to meet whoever agrees.
    defaults : tuple of str
        Names of fields that were filled in because the source did not state them.
    """

    kind: ProducerKind
    holder: Holder
    products: tuple[Product, ...]
    papers: tuple[Paper, ...] = ()
    zones: tuple[str, ...] = ()
    cold_chain: bool = False
    hours: tuple[Window, ...] = ()
    booth: Literal["own", "shared", "none"] = "own"
    booth_with: str | None = None
    places: int = 3
    standing_yes: bool = False
    longest_payment_days: int | None = None
    first_timer: bool = False
    remote: bool = False
    note_refs: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()


class Terms(Value):
    """What a buyer asks of suppliers; shown only to producers who were suggested to it."""

    discount_percent: int | None = None
    payment_days: int | None = None
    listing_fee: int | None = None


class Seat(Value):
    """One buyer of a distributor, with product sets, hours and places; a node of the matching.

    `id` is `<registration>.<n>` and keeps its number through revisions. `must_haves` are papers
    without which no meeting is possible; `regions` are wished, `deliver_to` is required.
    """

    id: str
    buyer_ref: str | None = None
    product_sets: tuple[int, ...] = ()
    places: int = 12
    hours: tuple[Window, ...] = ()
    lowest_star: int | None = None
    must_haves: tuple[PaperCode, ...] = ()
    preferences: tuple[PaperCode, ...] = ()
    cold_chain: bool = False
    deliver_to: str = ""
    regions: tuple[str, ...] = ()
    monthly_volume: int | None = None
    volume_unit: str = "kg"
    price: PriceRange = PriceRange()


class DistributorProfile(Value, tag_field="side", tag="distributor"):
    """A distributor as registered at one fair, with the people who come.

    `suppliers` and `unwanted` are identities of producers: already contracted, or not wanted.
    """

    kind: DistributorKind
    holder: Holder
    seats: tuple[Seat, ...]
    terms: Terms = Terms()
    suppliers: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    note_refs: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()


Profile = ProducerProfile | DistributorProfile


class RegistrationSubmitted(Fact):
    """Written when a company, or somebody for it, enters one fair."""

    type = "registration.submitted"
    profile: Profile
    origin: Origin = "own"


class RegistrationRevised(Fact):
    """Written when the entry changes; carries the profile whole."""

    type = "registration.revised"
    profile: Profile
    origin: Origin = "own"


class RegistrationAdmitted(Fact):
    """Written when the organiser admits an entry of a fair that asks for admission."""

    type = "registration.admitted"


class RegistrationWithdrawn(Fact):
    """Written when a company leaves the fair.

    `released` are the pairs whose places are given back on both sides.
    """

    type = "registration.withdrawn"
    reason: WithdrawalReason = "other"
    reason_ref: str | None = None
    released: tuple[tuple[str, str], ...] = ()
