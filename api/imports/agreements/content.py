"""From a paper in the flat form to the content of an agreement, what is private set apart."""

import re

from api.imports.agreements.paper import Paper, Signed
from api.imports.agreements.recorded import RecordedPaper, others, party
from api.imports.spelling import spelled
from streams.domain.events.agreements import Content, Party
from streams.domain.vocabulary import PartyRole
from streams.runtime.parties import identity_of, party_of
from streams.runtime.request import Request

_PROVINCE = re.compile(r"(?:ubnd|uy ban nhan dan)\b.*\b(?:tinh|thanh pho|tp)\b")
_DEPARTMENT = re.compile(r"(?:so|chi cuc|cuc|vu|bo|phong|van phong|trung tam|ubnd|uy ban)\b")
_ORGANISATION = re.compile(
    r"(?:cong ty|cty|ctcp|htx|hop tac xa|hiep hoi|hoi|lien minh|lien hiep|ban|tong cong ty|tap doan"
    r"|ngan hang|vien|truong|doanh nghiep|quy|dai hoc|company|cooperative|association|department)\b"
)


def content_of(paper: Paper, request: Request, before: RecordedPaper | None) -> Content:
    """Return what an agreement says; what stands unchanged before is taken as it stands."""
    known = before.agreement.content if before else None
    bare = known or Content(kind=paper.kind, parties=())
    return bare.but(
        kind=paper.kind,
        subject=paper.subject,
        number=paper.number,
        parties=(
            _producer(paper, request, before),
            _distributor(paper, request, before),
            *_others(paper, request, before),
        ),
        items=paper.items,
        value_vnd=paper.value_vnd,
        value_open=paper.value_open,
        term=paper.term,
        place=paper.signing_place,
        signed_on=paper.signed_on,
        note_refs=_notes(paper, request, before),
    )


def _producer(paper: Paper, request: Request, before: RecordedPaper | None) -> Party:
    if before is not None:
        known, same = party(before.agreement, "producer"), before.paper
        said = (paper.producer, paper.producer_kind, paper.place)
        if said == (same.producer, same.producer_kind, same.place):
            return _with_signature(known, paper.signed_by_producer, paper, same)
    made = party_of(
        request,
        role="producer",
        kind=paper.producer_kind,
        name=paper.producer,
        place=paper.place,
    )
    return _with_signature(made, paper.signed_by_producer, paper)


def _distributor(paper: Paper, request: Request, before: RecordedPaper | None) -> Party:
    if before is not None:
        known, same = party(before.agreement, "distributor"), before.paper
        if (paper.distributor, paper.distributor_kind) == (same.distributor, same.distributor_kind):
            return _with_signature(known, paper.signed_by_distributor, paper, same)
    made = party_of(
        request, role="distributor", kind=paper.distributor_kind, name=paper.distributor
    )
    return _with_signature(made, paper.signed_by_distributor, paper)


def _with_signature(of: Party, signed: Signed, paper: Paper, before: Paper | None = None) -> Party:
    """Return a party with its mark; who signed on the paper's day did so when that is corrected."""
    on = of.signed_on
    if on is None or (before is not None and on == before.signed_on):
        on = paper.signed_on
    return of.but(signed=signed, signed_on=on if signed == "yes" else None)


def _others(paper: Paper, request: Request, before: RecordedPaper | None) -> list[Party]:
    if before is not None and paper.third_parties == before.paper.third_parties:
        return others(before.agreement)
    return [_third_party(name, request) for name in paper.third_parties]


def _third_party(name: str, request: Request) -> Party:
    """Return an authority or organisation in the open; anybody else may be a person."""
    words = spelled(name)
    role: PartyRole = "other"
    if _PROVINCE.match(words):
        role = "province"
    elif _DEPARTMENT.match(words):
        role = "department"
    if role != "other" or _ORGANISATION.match(words):
        return party_of(request, role=role, kind="", name=name)
    identity = identity_of(request, kind="unknown", name=name, province="", tax="")
    return Party(role="other", identity=identity, private=request.keep(name=name))


def _notes(paper: Paper, request: Request, before: RecordedPaper | None) -> tuple[str, ...]:
    if before is not None and paper.note == before.paper.note:
        return before.agreement.content.note_refs
    reference = request.keep(text=paper.note)
    return (reference,) if reference else ()
