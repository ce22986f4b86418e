"""The registration form: a producer's or a distributor's entry as stated."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

from streams.domain.errors import Malformed
from streams.domain.events.registrations import (
    DistributorProfile,
    Paper,
    Place,
    PriceRange,
    ProducerProfile,
    Product,
    Profile,
    Seat,
    Terms,
    Window,
)
from streams.domain.vocabulary import DistributorKind, PaperCode, ProducerKind
from streams.runtime.parties import holder_of
from streams.runtime.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatForm:
    """One buyer who comes. `id` names a seat that is already registered."""

    id: str = ""
    buyer: str = ""
    buyer_phone: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationForm:
    """An entry as stated; which fields count depends on the side.

    `kind` is a producer kind or a distributor kind. `place` is where the company is.
    """

    side: Literal["producer", "distributor"]
    kind: str
    name: str
    place: Place = Place()
    tax_code: str = ""
    address: str = ""
    phone: str = ""
    contact: str = ""
    contact_phone: str = ""
    note: str = ""
    products: tuple[Product, ...] = ()
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
    seats: tuple[SeatForm, ...] = ()
    terms: Terms = Terms()
    suppliers: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def profile_of(form: RegistrationForm, request: Request) -> Profile:
    """Return the profile that a form states, with everything private set apart.

    Raises
    ------
    Malformed
        For a kind that is none of the side's, or a name or tax code that cannot be.
    """
    if form.side == "producer":
        return _producer(form, request)
    return _distributor(form, request)


def _producer(form: RegistrationForm, request: Request) -> ProducerProfile:
    kind = _producer_kind(form.kind)
    return ProducerProfile(
        kind=kind,
        holder=holder_of(
            request,
            kind=kind,
            name=form.name,
            place=form.place,
            tax_code=form.tax_code,
            address=form.address,
            phone=form.phone,
            contact=form.contact,
            contact_phone=form.contact_phone,
        ),
        products=form.products,
        papers=form.papers,
        zones=form.zones,
        cold_chain=form.cold_chain,
        hours=form.hours,
        booth=form.booth,
        booth_with=form.booth_with,
        places=form.places,
        standing_yes=form.standing_yes,
        longest_payment_days=form.longest_payment_days,
        first_timer=form.first_timer,
        remote=form.remote,
        note_refs=_note(form, request),
    )


def _distributor(form: RegistrationForm, request: Request) -> DistributorProfile:
    return DistributorProfile(
        kind=_distributor_kind(form.kind),
        holder=holder_of(
            request,
            kind="company",
            name=form.name,
            place=form.place,
            tax_code=form.tax_code,
            address=form.address,
            phone=form.phone,
            contact=form.contact,
            contact_phone=form.contact_phone,
        ),
        seats=tuple(_seat(seat, request) for seat in form.seats),
        terms=form.terms,
        suppliers=form.suppliers,
        unwanted=form.unwanted,
        note_refs=_note(form, request),
    )


def _seat(form: SeatForm, request: Request) -> Seat:
    return Seat(
        id=form.id,
        buyer_ref=request.keep(name=form.buyer, phone=form.buyer_phone),
        product_sets=form.product_sets,
        places=form.places,
        hours=form.hours,
        lowest_star=form.lowest_star,
        must_haves=form.must_haves,
        preferences=form.preferences,
        cold_chain=form.cold_chain,
        deliver_to=form.deliver_to,
        regions=form.regions,
        monthly_volume=form.monthly_volume,
        volume_unit=form.volume_unit,
        price=form.price,
    )


def _note(form: RegistrationForm, request: Request) -> tuple[str, ...]:
    reference = request.keep(text=form.note)
    return (reference,) if reference else ()


def _producer_kind(kind: str) -> ProducerKind:
    match kind:
        case "cooperative" | "company" | "household" | "cooperative_group" | "unknown":
            return kind
    raise _bad_kind(kind)


def _distributor_kind(kind: str) -> DistributorKind:
    if kind in get_args(DistributorKind):
        return cast("DistributorKind", kind)
    raise _bad_kind(kind)


def _bad_kind(kind: str) -> Malformed:
    return Malformed(
        "bad_kind",
        "{given} is no kind of participant on this side. See the list of kinds.",
        given=kind,
    )
