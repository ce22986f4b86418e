"""The agreement form: what a paper says, as stated."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from streams.domain.events.agreements import Content, Item, Party
from streams.domain.events.registrations import Place
from streams.domain.vocabulary import AgreementKind, AgreementSubject, Authority, PartyRole
from streams.runtime.parties import party_of
from streams.runtime.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyForm:
    """One party as stated; `kind` is its producer or distributor kind, empty for authorities."""

    role: PartyRole
    name: str
    kind: str = ""
    place: Place = Place()
    tax_code: str = ""
    registration: str | None = None
    signatory: str = ""
    authority: Authority = "unstated"
    signed: Literal["yes", "no", "unstated"] = "unstated"
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementForm:
    """What the paper says; `value_vnd` in đồng, `value_open` where it is to be agreed."""

    kind: AgreementKind
    parties: tuple[PartyForm, ...]
    subject: AgreementSubject = "product_consumption"
    number: str = ""
    items: tuple[Item, ...] = ()
    value_vnd: int | None = None
    value_open: bool = False
    term: str = ""
    place: str = ""
    signed_on: date | None = None
    origin_meeting: str | None = None
    note: str = ""


def content_of(form: AgreementForm, request: Request) -> Content:
    """Return the content that a form states, with everything private set apart.

    Raises
    ------
    Malformed
        For a party whose name or tax code cannot be.
    """
    parties = tuple(_party(party, request) for party in form.parties)
    note = request.keep(text=form.note)
    return Content(
        kind=form.kind,
        subject=form.subject,
        number=form.number,
        parties=parties,
        items=form.items,
        value_vnd=form.value_vnd,
        value_open=form.value_open,
        term=form.term,
        place=form.place,
        signed_on=form.signed_on,
        origin_meeting=form.origin_meeting,
        note_refs=(note,) if note else (),
    )


def _party(form: PartyForm, request: Request) -> Party:
    bare = party_of(
        request,
        role=form.role,
        kind=form.kind or ("unknown" if form.role == "producer" else ""),
        name=form.name,
        place=form.place,
        tax_code=form.tax_code,
        registration=form.registration,
        signatory=form.signatory,
        authority=form.authority,
    )
    return bare.but(signed=form.signed, signed_on=form.signed_on)
