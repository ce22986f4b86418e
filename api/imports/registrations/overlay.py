"""What a registration becomes when a list is laid over it.

The list adds and changes what it states and takes nothing away: a further list may speak of one
more product only. What people changed by hand stands, and what was erased stays erased.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from api.forms.registration import RegistrationForm, SeatForm
from api.imports.registrations.entry import Entry
from api.imports.registrations.known import Known
from streams.domain.events.registrations import Paper, Place, Product
from streams.domain.naming import normal_name, normal_place

T = TypeVar("T")
_OF_HOLDER = frozenset({"kind", "name", "tax_code", "address"})
_OF_CONTACT = frozenset({"contact", "contact_phone"})
_PARTS = frozenset({"papers", "products", "seats"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaid:
    """The form and notes after the list was laid over them.

    `kept` are fields in which the list says otherwise than people did, with what it says; `missed`
    says that the list names somebody who was erased.
    """

    form: RegistrationForm
    notes: tuple[str, ...]
    kept: Mapping[str, object]
    missed: bool


class _Overlay:
    """Decides field by field, and remembers what was kept."""

    def __init__(self, touched: Collection[str]) -> None:
        self._touched = touched
        self.kept: dict[str, object] = {}

    def choose(self, name: str, listed: T, recorded: T) -> T:
        if listed == recorded or name not in self._touched:
            return listed
        self.kept[name] = listed
        return recorded

    def was_removed(self, name: str, listed: object) -> bool:
        if name in self._touched:
            self.kept[name] = listed
        return name in self._touched


def overlaid(entry: Entry, known: Known, touched: Collection[str]) -> Overlaid:
    """Lay an entry over what is recorded.

    Parameters
    ----------
    touched : collection of str
        Flat names of what people changed since a list last did.
    """
    overlay = _Overlay(touched)
    form, listed = known.form, entry.form
    missed = _missed(entry, known)
    changes: dict[str, Any] = {
        name: overlay.choose(name, getattr(listed, name), getattr(form, name))
        for name in entry.stated - _PARTS - missed
    }
    if normal_name(changes.get("name", "")) == normal_name(form.name):
        changes["name"] = form.name
    if missed.isdisjoint(_OF_HOLDER):
        place = _place(listed.place, form.place)
        changes["place"] = overlay.choose("place", place, form.place)
    changes["papers"] = _papers(overlay, listed.papers, form.papers)
    changes["products"] = _products(overlay, entry, form.products)
    changes["seats"] = _seats(overlay, entry, known)
    new_notes = [note for note in entry.notes if note not in known.notes]
    if "notes" in known.erased:
        new_notes = []
    return Overlaid(
        form=replace(form, **changes),
        notes=tuple(new_notes),
        kept={name: overlay.kept[name] for name in sorted(overlay.kept)},
        missed=bool(missed) or bool("notes" in known.erased and entry.notes),
    )


def _missed(entry: Entry, known: Known) -> frozenset[str]:
    """Return the stated fields that would bring back somebody who was erased."""
    missed: frozenset[str] = frozenset()
    if "holder" in known.erased:
        missed |= _OF_HOLDER
    if "contact" in known.erased:
        missed |= _OF_CONTACT
    missed &= entry.stated
    return missed | {"buyer"} if _names_erased_buyer(entry, known) else missed


def _names_erased_buyer(entry: Entry, known: Known) -> bool:
    erased = any(seat.id in known.erased for seat in known.form.seats)
    return erased and any("buyer" in stated for stated in entry.parts_stated.values())


def _place(listed: Place, recorded: Place) -> Place:
    """Return the recorded place, made more exact or replaced by a stated one."""
    if not (listed.province or listed.district or listed.commune):
        return recorded
    same = normal_place(listed.province) == normal_place(recorded.province)
    if listed.province and not same:
        return listed
    district = listed.district or recorded.district
    commune = listed.commune or recorded.commune
    if (district, commune) == (recorded.district, recorded.commune):
        return recorded
    return recorded.but(scheme=listed.scheme, district=district, commune=commune)


def _papers(
    overlay: _Overlay, listed: tuple[Paper, ...], recorded: tuple[Paper, ...]
) -> tuple[Paper, ...]:
    found = {paper.code: paper for paper in recorded}
    for paper in listed:
        name = f"papers/{paper.code}"
        before = found.get(paper.code)
        if before is None:
            if not overlay.was_removed(name, paper):
                found[paper.code] = paper
            continue
        after = before.but(
            number=paper.number or before.number, expires_on=paper.expires_on or before.expires_on
        )
        found[paper.code] = overlay.choose(name, after, before)
    return tuple(found.values())


def _products(
    overlay: _Overlay, entry: Entry, recorded: tuple[Product, ...]
) -> tuple[Product, ...]:
    found = {normal_name(product.name): product for product in recorded}
    for listed in entry.form.products:
        key = normal_name(listed.name)
        before = found.get(key)
        if before is None:
            if not overlay.was_removed(f"products/{key}", listed.name):
                found[key] = listed
            continue
        stated = entry.parts_stated.get(key, frozenset())
        if listed.year and before.year and listed.year < before.year:
            stated -= {"star", "potential_five", "year", "recognised_on", "decision"}
        changes = {
            name: overlay.choose(
                f"products/{key}/{name}", getattr(listed, name), getattr(before, name)
            )
            for name in stated
        }
        found[key] = before.but(**changes)
    return tuple(found.values())


def _seats(overlay: _Overlay, entry: Entry, known: Known) -> tuple[SeatForm, ...]:
    """Lay listed buyers over the recorded seats; a set stays where it stands already."""
    seats = {seat.id: seat for seat in known.form.seats}
    added: list[SeatForm] = []
    for listed, before in _paired(entry.form.seats, known):
        taken = {
            number
            for seat in (*seats.values(), *added)
            if before is None or seat.id != before.id
            for number in seat.product_sets
        }
        if before is None:
            free = tuple(s for s in listed.product_sets if s not in taken)
            added.append(replace(listed, product_sets=free))
            continue
        stated = entry.parts_stated.get(normal_name(listed.buyer), frozenset())
        if before.id in known.erased:
            stated -= {"buyer", "buyer_phone"}
        changes: dict[str, Any] = {}
        for name in stated:
            value = getattr(listed, name)
            if name == "product_sets":
                value = _sets(listed, before, taken, known)
            path = f"seats/{before.id}/{name}"
            changes[name] = overlay.choose(path, value, getattr(before, name))
        seats[before.id] = replace(before, **changes)
    return (*seats.values(), *added)


def _sets(listed: SeatForm, before: SeatForm, taken: set[int], known: Known) -> tuple[int, ...]:
    """Return the sets of both, or the listed ones where those on record were only a default."""
    assumed = "product_sets" in known.registration.profile.defaults
    sets = set(listed.product_sets) | (set() if assumed else set(before.product_sets))
    return tuple(sorted(sets - taken))


def _paired(
    listed: tuple[SeatForm, ...], known: Known
) -> Iterator[tuple[SeatForm, SeatForm | None]]:
    """Yield each listed seat with the recorded one of the same buyer, none of them twice.

    Who names no buyer means the first seat. A buyer who is not found may be one who was erased, or
    the one whom a single seat without a name was waiting for.
    """
    left = list(known.form.seats)
    waiting = []
    for seat in listed:
        same = [one for one in left if normal_name(one.buyer) == normal_name(seat.buyer)]
        if not seat.buyer:
            same = left[:1]
        if same:
            left.remove(same[0])
            yield seat, same[0]
        else:
            waiting.append(seat)
    nameless = [
        one
        for one in left
        if one.id in known.erased or (not one.buyer and len(known.form.seats) == 1)
    ]
    for position, seat in enumerate(waiting):
        yield seat, nameless[position] if position < len(nameless) else None
