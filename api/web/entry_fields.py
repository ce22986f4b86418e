"""An entry as the fields of a form show it, and back: what a person edits at the desk.

What the form does not show stays as it was. Of natural persons tax code, address and phones are
never shown: an empty field keeps what is on record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from starlette.datastructures import FormData

from api.forms.registration import RegistrationForm, SeatForm
from api.web.typed import day_of, text_of, texts_of, whole_of
from streams.domain.errors import Malformed
from streams.domain.events.registrations import Paper, Product
from streams.domain.vocabulary import NATURAL_PERSONS, PRODUCT_SETS, PaperCode

PAPERS: tuple[PaperCode, ...] = get_args(PaperCode)
_TEXTS = ("kind", "name", "contact", "note")
_CLOSED = ("tax_code", "address", "phone", "contact_phone")
_PLACE = ("province", "district", "commune")
_EMPTY_LINES = 3
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFields:
    """Every field as text, as typed or as on record.

    `products` and `seats` are lines of a table, empty ones at the end; `papers` has a line per
    paper code.
    """

    plain: Mapping[str, str]
    products: tuple[Mapping[str, str], ...] = ()
    papers: Mapping[str, Mapping[str, str]]
    seats: tuple[Mapping[str, Any], ...] = ()


def fields_of(form: RegistrationForm) -> EntryFields:
    """Return an entry as fields."""
    natural = form.side == "producer" and form.kind in NATURAL_PERSONS
    plain = {name: getattr(form, name) for name in _TEXTS}
    plain |= {name: "" if natural else getattr(form, name) for name in _CLOSED}
    plain |= {name: getattr(form.place, name) for name in _PLACE}
    plain |= {
        "zones": ", ".join(form.zones),
        "places": str(form.places),
        "standing_yes": "x" if form.standing_yes else "",
        "cold_chain": "x" if form.cold_chain else "",
    }
    held = {paper.code: paper for paper in form.papers}
    return EntryFields(
        plain=plain,
        products=(
            *(
                {
                    "name": one.name,
                    "set": str(one.product_set),
                    "star": _shown(one.star),
                    "volume": _shown(one.monthly_volume),
                    "unit": one.volume_unit,
                }
                for one in form.products
            ),
            *({"name": "", "set": "", "star": "", "volume": "", "unit": "kg"},) * _EMPTY_LINES,
        ),
        papers={code: _paper_fields(held.get(code)) for code in PAPERS},
        seats=(*map(_seat_fields, form.seats), _seat_fields(SeatForm(places=12))),
    )


def fields_typed(typed: FormData) -> EntryFields:
    """Return the fields as somebody typed them, to show them again."""
    names = (*_TEXTS, *_CLOSED, *_PLACE, "zones", "places", "standing_yes", "cold_chain")
    columns = ("name", "set", "star", "volume", "unit")
    ticked = set(texts_of(typed, "paper"))
    numbers, ends = texts_of(typed, "paper_number"), texts_of(typed, "paper_until")
    sets, musts = texts_of(typed, "seat_set"), texts_of(typed, "seat_must")
    return EntryFields(
        plain={name: text_of(typed, name) for name in names},
        products=tuple(
            dict(zip(columns, line, strict=True))
            for line in zip(
                *(texts_of(typed, f"product_{column}") for column in columns), strict=False
            )
        ),
        papers={
            code: {
                "held": "x" if code in ticked else "",
                "number": numbers[index] if index < len(numbers) else "",
                "until": ends[index] if index < len(ends) else "",
            }
            for index, code in enumerate(PAPERS)
        },
        seats=tuple(
            {
                "id": seat,
                "buyer": buyer,
                "buyer_phone": phone,
                "places": places,
                "sets": [one.partition(":")[2] for one in sets if _is_of(one, index)],
                "musts": [one.partition(":")[2] for one in musts if _is_of(one, index)],
            }
            for index, (seat, buyer, phone, places) in enumerate(
                zip(
                    texts_of(typed, "seat_id"),
                    texts_of(typed, "seat_buyer"),
                    texts_of(typed, "seat_phone"),
                    texts_of(typed, "seat_places"),
                    strict=False,
                )
            )
        ),
    )


def form_with(fields: EntryFields, before: RegistrationForm) -> RegistrationForm:
    """Return the entry that fields state; what they do not show is as before.

    Raises
    ------
    Malformed
        For a number or day that cannot be read, or a text that is too long.
    """
    plain = fields.plain
    for value in plain.values():
        if len(value) > _LONGEST:
            raise Malformed(
                "too_long", "The text is too long. Give at most {most} signs.", most=500
            )
    natural = before.side == "producer" and plain["kind"] in NATURAL_PERSONS
    common: dict[str, Any] = {name: plain[name] for name in _TEXTS}
    common |= {
        name: plain[name] or (getattr(before, name) if natural or not _was_open(before) else "")
        for name in _CLOSED
    }
    place = before.place.but(**{name: plain[name] for name in _PLACE})
    if before.side == "distributor":
        return replace(before, **common, place=place, seats=_seats(fields, before))
    return replace(
        before,
        **common,
        place=place,
        products=_products(fields, before),
        papers=_papers(fields, before),
        zones=tuple(zone.strip() for zone in plain["zones"].split(",") if zone.strip()),
        places=_places(plain["places"]),
        standing_yes=bool(plain["standing_yes"]),
        cold_chain=bool(plain["cold_chain"]),
    )


def _was_open(before: RegistrationForm) -> bool:
    return before.side == "distributor" or before.kind not in NATURAL_PERSONS


def _products(fields: EntryFields, before: RegistrationForm) -> tuple[Product, ...]:
    found = []
    for index, line in enumerate(fields.products):
        if not line["name"]:
            continue
        known = before.products[index] if index < len(before.products) else None
        product = known or Product(name="", product_set=0)
        found.append(
            product.but(
                name=line["name"],
                product_set=_set(line["set"]),
                star=whole_of(line["star"]),
                monthly_volume=whole_of(line["volume"]),
                volume_unit=line["unit"] or "kg",
            )
        )
    return tuple(found)


def _papers(fields: EntryFields, before: RegistrationForm) -> tuple[Paper, ...]:
    known = {paper.code: paper for paper in before.papers}
    return tuple(
        known.get(code, Paper(code=code)).but(
            number=fields.papers[code]["number"], expires_on=day_of(fields.papers[code]["until"])
        )
        for code in PAPERS
        if fields.papers[code]["held"]
    )


def _seats(fields: EntryFields, before: RegistrationForm) -> tuple[SeatForm, ...]:
    known = {seat.id: seat for seat in before.seats if seat.id}
    return tuple(
        replace(
            known.get(line["id"], SeatForm()),
            buyer=line["buyer"],
            buyer_phone=line["buyer_phone"],
            product_sets=tuple(_set(one) for one in line["sets"]),
            places=_places(line["places"]),
            must_haves=tuple(code for code in PAPERS if code in line["musts"]),
        )
        for line in fields.seats
        if line["id"] in known or line["buyer"] or line["sets"]
    )


def _paper_fields(paper: Paper | None) -> Mapping[str, str]:
    if paper is None:
        return {"held": "", "number": "", "until": ""}
    until = paper.expires_on.isoformat() if paper.expires_on else ""
    return {"held": "x", "number": paper.number, "until": until}


def _seat_fields(seat: SeatForm) -> Mapping[str, Any]:
    return {
        "id": seat.id,
        "buyer": seat.buyer,
        "buyer_phone": seat.buyer_phone,
        "places": str(seat.places),
        "sets": [str(one) for one in seat.product_sets],
        "musts": list(seat.must_haves),
    }


def _set(text: str) -> int:
    number = whole_of(text)
    if number is None or number not in PRODUCT_SETS:
        raise Malformed(
            "bad_product_set", "{value} is no product set. The sets are 1 to 26.", value=text or "–"
        )
    return number


def _places(text: str) -> int:
    return whole_of(text) or 0


def _is_of(text: str, index: int) -> bool:
    return text.partition(":")[0] == str(index)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
