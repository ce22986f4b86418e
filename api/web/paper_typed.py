"""A paper as typed into a page: companies by the name they are registered under, or in full."""

from collections.abc import Mapping
from typing import cast, get_args

from starlette.datastructures import FormData

from api.forms.agreement import AgreementForm, PartyForm
from api.names import participant_names
from api.web.typed import day_of, text_of, texts_of, whole_of
from streams.domain.errors import Malformed
from streams.domain.events.agreements import Item
from streams.domain.events.registrations import Holder, Place
from streams.domain.naming import normal_name
from streams.domain.vocabulary import (
    AgreementKind,
    Authority,
    DistributorKind,
    ProducerKind,
    Side,
)
from streams.runtime.installation import Installation
from streams.store.queries.registrations import registration_state, registrations_of

KINDS: tuple[str, ...] = get_args(AgreementKind)
SIDES: tuple[Side, ...] = get_args(Side)
COMPANY_KINDS: Mapping[Side, tuple[str, ...]] = {
    "producer": get_args(ProducerKind),
    "distributor": get_args(DistributorKind),
}
_AUTHORITIES: tuple[str, ...] = get_args(Authority)


def paper_typed(office: Installation, fair: str, typed: FormData, *, signed: bool) -> AgreementForm:
    """Return the paper that was typed.

    Parameters
    ----------
    signed : bool
        Whether it was signed elsewhere, so that it carries signatures and a day.

    Raises
    ------
    Malformed
        For a kind, day or number that is none.
    """
    kind = text_of(typed, "kind")
    if kind not in KINDS:
        raise Malformed("no_kind", "The kind of paper is missing. Choose one.")
    return AgreementForm(
        kind=cast("AgreementKind", kind),
        number=text_of(typed, "number"),
        parties=tuple(_party(office, fair, side, typed, signed=signed) for side in SIDES),
        items=_items(typed),
        value_vnd=whole_of(text_of(typed, "value_vnd")),
        value_open="value_open" in typed,
        term=text_of(typed, "term"),
        place=text_of(typed, "place"),
        signed_on=day_of(text_of(typed, "signed_on")) if signed else None,
        note=text_of(typed, "note"),
    )


def names_of_side(office: Installation, fair: str, side: Side) -> dict[str, str]:
    """Return the registrations of a side that take part, by the name people type."""
    names = participant_names(office, fair)
    with office.reading() as connection:
        rows = registrations_of(connection, fair, side)
    return {names[row.id]: row.id for row in rows if row.status != "withdrawn"}


def _party(
    office: Installation, fair: str, side: Side, typed: FormData, *, signed: bool
) -> PartyForm:
    """Return one party: as registered where the name is registered, else as typed."""
    name = text_of(typed, side)
    known = {normal_name(one): id_ for one, id_ in names_of_side(office, fair, side).items()}
    registration = known.get(normal_name(name)) if name else None
    holder, registered_kind = _registered(office, fair, registration)
    kind = text_of(typed, f"{side}_kind") or registered_kind
    if kind and kind not in COMPANY_KINDS[side]:
        raise Malformed("no_company_kind", "The kind of company is none of the list. Choose one.")
    authority = text_of(typed, f"{side}_authority")
    has_signed = signed and f"{side}_signed" in typed
    province = text_of(typed, f"{side}_province")
    place = holder.place if holder and not province else Place(province=province)
    return PartyForm(
        role=side,
        name=name,
        kind=kind or "unknown",
        place=place,
        tax_code=text_of(typed, f"{side}_tax_code") or _tax_code(office, holder),
        registration=registration,
        signatory=text_of(typed, f"{side}_signatory"),
        authority=cast("Authority", authority) if authority in _AUTHORITIES else "unstated",
        signed="yes" if has_signed else "no" if signed else "unstated",
        signed_on=day_of(text_of(typed, "signed_on")) if has_signed else None,
    )


def _registered(
    office: Installation, fair: str, registration: str | None
) -> tuple[Holder | None, str]:
    if registration is None:
        return None, ""
    with office.reading() as connection:
        state = registration_state(connection, fair, registration)
    return (state.profile.holder, state.profile.kind) if state else (None, "")


def _tax_code(office: Installation, holder: Holder | None) -> str:
    """Return the registered tax code, so that one company stays one; a person's stays closed."""
    if holder is None:
        return ""
    if holder.private:
        return office.keeper.read([holder.private]).get(holder.private, {}).get("tax_code", "")
    return holder.tax_code or ""


def _items(typed: FormData) -> tuple[Item, ...]:
    """Return the products; a line without a name is none."""
    names = texts_of(typed, "item_name")
    sets = texts_of(typed, "item_set")
    quantities = texts_of(typed, "item_quantity")
    lines = zip(names, sets, quantities, strict=False)
    return tuple(
        Item(name=name, product_set=whole_of(product_set), quantity=quantity)
        for name, product_set, quantity in lines
        if name
    )
