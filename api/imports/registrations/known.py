"""A registration as it stands, in the words of the form, private data read back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from api.forms.registration import RegistrationForm, SeatForm
from streams.domain.events.registrations import (
    DistributorProfile,
    ProducerProfile,
    Product,
    Profile,
    Seat,
)
from streams.domain.naming import normal_name
from streams.domain.registrations.state import Registration

T = TypeVar("T")
Private = Mapping[str, Mapping[str, str]]
"""Fields by reference; what was erased is absent."""

_PLAIN_OF_PRODUCER = (
    "products",
    "papers",
    "zones",
    "cold_chain",
    "hours",
    "booth",
    "booth_with",
    "places",
    "standing_yes",
    "longest_payment_days",
    "first_timer",
    "remote",
)
_BLANK = RegistrationForm(side="producer", kind="unknown", name="")
_BLANK_PRODUCT = Product(name="", product_set=0)
_BLANK_SEAT = SeatForm()
_FORM_FIELDS = tuple(field.name for field in fields(RegistrationForm))
_SEAT_FIELDS = tuple(field.name for field in fields(SeatForm))
_PLAIN_OF_SEAT = tuple(name for name in _SEAT_FIELDS if name not in ("buyer", "buyer_phone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A registration with what its references say.

    `erased` holds the parts whose private data is gone: holder, contact, notes, or a seat's id.
    """

    registration: Registration
    version: int
    form: RegistrationForm
    notes: tuple[str, ...]
    erased: frozenset[str]
    private: Private


def references_of(profile: Profile) -> Iterator[str]:
    """Yield every reference of a profile into the private store."""
    for _, reference in _references(profile):
        yield reference


def known_of(registration: Registration, version: int, private: Private) -> Known:
    """Return a registration with its private data put back in place."""
    profile = registration.profile
    texts = [private[ref]["text"] for ref in profile.note_refs if ref in private]
    return Known(
        registration=registration,
        version=version,
        form=form_of(profile, private),
        notes=tuple(texts),
        erased=frozenset(part for part, ref in _references(profile) if ref not in private),
        private=private,
    )


def form_of(profile: Profile, private: Private) -> RegistrationForm:
    """Return the form that a profile was made from."""
    holder = profile.holder
    closed = private.get(holder.private or "", {})
    contact = private.get(holder.contact_ref or "", {})
    company: dict[str, Any] = {
        "kind": profile.kind,
        "name": holder.name or closed.get("name", ""),
        "place": holder.place,
        "tax_code": holder.tax_code or closed.get("tax_code", ""),
        "address": holder.address or closed.get("address", ""),
        "phone": holder.phone or closed.get("phone", ""),
        "contact": contact.get("name", ""),
        "contact_phone": contact.get("phone", ""),
    }
    if isinstance(profile, ProducerProfile):
        plain = {name: getattr(profile, name) for name in _PLAIN_OF_PRODUCER}
        return RegistrationForm(side="producer", **company, **plain)
    return RegistrationForm(
        side="distributor",
        **company,
        seats=tuple(_seat_form(seat, private) for seat in profile.seats),
        terms=profile.terms,
        suppliers=profile.suppliers,
        unwanted=profile.unwanted,
    )


def said_of(profile: Profile, private: Private) -> dict[str, object]:
    """Return what a profile says of a company, under flat names; defaults say nothing."""
    form = form_of(profile, private)
    parts = ("products", "papers", "seats")
    flat = {
        name: value
        for name, value in _saying(form, _BLANK, _FORM_FIELDS).items()
        if name not in parts
    }
    for product in form.products:
        key = f"products/{normal_name(product.name)}"
        flat |= {
            key: True,
            **_saying(product, _BLANK_PRODUCT, Product.__struct_fields__, f"{key}/"),
        }
    for paper in form.papers:
        flat[f"papers/{paper.code}"] = paper
    for seat in form.seats:
        flat |= _saying(seat, _BLANK_SEAT, _SEAT_FIELDS, f"seats/{seat.id}/")
    return flat


def _saying(part: T, blank: T, names: Iterable[str], prefix: str = "") -> dict[str, object]:
    """Return the fields of a part that differ from a blank one."""
    return {
        f"{prefix}{name}": value
        for name in names
        if (value := getattr(part, name)) != getattr(blank, name)
    }


def _seat_form(seat: Seat, private: Private) -> SeatForm:
    buyer = private.get(seat.buyer_ref or "", {})
    return SeatForm(
        buyer=buyer.get("name", ""),
        buyer_phone=buyer.get("phone", ""),
        **{name: getattr(seat, name) for name in _PLAIN_OF_SEAT},
    )


def _references(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield (part, reference) of everything private."""
    if profile.holder.private:
        yield "holder", profile.holder.private
    if profile.holder.contact_ref:
        yield "contact", profile.holder.contact_ref
    for reference in profile.note_refs:
        yield "notes", reference
    if isinstance(profile, DistributorProfile):
        for seat in profile.seats:
            if seat.buyer_ref:
                yield seat.id, seat.buyer_ref
