"""Companies and persons as the doors state them, put where they belong.

Companies and cooperatives are business data and stand on the log. What identifies a natural person
is set apart: the log gets a reference and a keyed identity, equal for equal people.
"""

from streams.domain.errors import Malformed
from streams.domain.events.agreements import Party
from streams.domain.events.registrations import Holder, Place
from streams.domain.naming import company_identity, normal_tax_code
from streams.domain.vocabulary import NATURAL_PERSONS, Authority, PartyRole
from streams.runtime.request import Request


def holder_of(
    request: Request,
    *,
    kind: str,
    name: str,
    place: Place = Place(),
    tax_code: str = "",
    address: str = "",
    phone: str = "",
    contact: str = "",
    contact_phone: str = "",
    owner: str | None = None,
) -> Holder:
    """Return a holder for a registration.

    Parameters
    ----------
    request : Request
        Keeps what identifies a natural person.
    kind : str
        Producer or distributor kind; decides what is personal.
    contact, contact_phone : str
        The person to call: always personal.

    Raises
    ------
    Malformed
        For a missing name or a tax code that is none.
    """
    identity = identity_of(request, kind=kind, name=name, province=place.province, tax=tax_code)
    contact_ref = request.keep(name=contact, phone=contact_phone)
    code = normal_tax_code(tax_code) or ""
    if kind in NATURAL_PERSONS:
        return Holder(
            identity=identity,
            private=request.keep(name=name, tax_code=code, address=address, phone=phone),
            place=place,
            owner=request.keyed(owner) if owner else None,
            contact_ref=contact_ref,
        )
    return Holder(
        identity=identity,
        name=name,
        tax_code=code or None,
        address=address or None,
        phone=phone or None,
        place=place,
        owner=owner,
        contact_ref=contact_ref,
    )


def party_of(
    request: Request,
    *,
    role: PartyRole,
    kind: str,
    name: str,
    place: Place = Place(),
    tax_code: str = "",
    registration: str | None = None,
    signatory: str = "",
    authority: Authority = "unstated",
) -> Party:
    """Return a party for an agreement, unsigned.

    Raises
    ------
    Malformed
        For a missing name or a tax code that is none.
    """
    natural = role == "producer" and kind in NATURAL_PERSONS
    return Party(
        role=role,
        kind=kind,
        identity=identity_of(
            request,
            kind=kind if role == "producer" else "company",
            name=name,
            province=place.province,
            tax=tax_code,
        ),
        name=None if natural else name,
        private=request.keep(name=name, tax_code=tax_code) if natural else None,
        registration=registration,
        place=place,
        signatory_ref=request.keep(name=signatory),
        authority=authority,
    )


def identity_of(request: Request, *, kind: str, name: str, province: str, tax: str) -> str:
    """Return the identity of a company, keyed where it identifies a natural person.

    Raises
    ------
    Malformed
        For a missing name or a tax code that is none.
    """
    if not name.strip():
        raise Malformed("name_missing", "The company has no name. Give one.")
    if tax and normal_tax_code(tax) is None:
        raise Malformed(
            "bad_tax_code",
            "{number} is no tax code. Give 10 digits, or 13 for a branch.",
            number=tax,
        )
    identity = company_identity(name, province, tax or None)
    return request.keyed(identity) if kind in NATURAL_PERSONS else identity
