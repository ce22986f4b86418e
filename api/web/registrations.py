"""Registrations of a fair: the list of both sides, searched as people type in a hurry."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.doors import Office, may
from api.names import names_behind
from api.web.found import AtFair
from api.web.pages import page
from api.web.phases import takes_registrations
from streams.domain.days import local_day
from streams.domain.naming import without_marks
from streams.runtime.installation import Installation
from streams.store.queries.registrations import RegistrationRow, registrations_of

router = APIRouter()
SIDES = ("producer", "distributor")
STATES = ("submitted", "admitted", "withdrawn")
ON_A_PAGE = 50

Listed = tuple[RegistrationRow, str]
"""An entry with the name that those see who may read it."""


@router.get("/fairs/{fair}/registrations", dependencies=[may("registration.read")])
def registrations(
    *,
    request: Request,
    office: Office,
    fair: AtFair,
    q: str = "",
    side: str = "",
    status: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """List entries whose name, province or id has every word of `q`, tone marks or not."""
    found = search(office, fair.id, q=q, side=side, status=status)
    first = (number - 1) * ON_A_PAGE
    return page(
        request,
        "registrations.html",
        {
            "fair": fair,
            "takes": takes_registrations(fair, local_day(office.clock())),
            "entries": found[first : first + ON_A_PAGE],
            "total": len(found),
            "first": first,
            "last_page": max(1, -(-len(found) // ON_A_PAGE)),
            "number_of_page": number,
            "asked": {"q": q, "side": side, "status": status},
            "sides": SIDES,
            "states": STATES,
        },
    )


def search(office: Installation, fair: str, *, q: str, side: str, status: str) -> list[Listed]:
    """Return the entries that are asked for, by name.

    Names of natural persons stand apart from the store, so the words are looked for here.
    """
    with office.reading() as connection:
        rows = registrations_of(connection, fair, side if side in SIDES else None)
    if status in STATES:
        rows = [row for row in rows if row.status == status]
    hidden = names_behind(office.keeper, ((row.kind, row.private) for row in rows if row.private))
    named = [(row, row.name or hidden.get(row.private, "")) for row in rows]
    words = without_marks(q).split()
    told = [(without_marks(f"{name} {row.province} {row.id}"), (row, name)) for row, name in named]
    kept = [(text, one) for text, one in told if all(word in text for word in words)]
    return [one for _, one in sorted(kept, key=lambda found: (found[0], found[1][0].id))]
