"""Announcing a fair: name, kind, days, place; everything else has a default."""

from typing import get_args

from fastapi import APIRouter, Request, Response

from api.acting import How, act
from api.doors import Actor, Office, may
from api.web.pages import after, page
from api.web.typed import Typed, day_of, text_of
from streams.domain.errors import DomainError, Malformed
from streams.domain.events.fairs import FairDetails, FairSettings, Period
from streams.domain.fairs.commands import AnnounceFair
from streams.domain.vocabulary import FairKind
from streams.store.queries.fairs import all_series

router = APIRouter()
KINDS: tuple[FairKind, ...] = get_args(FairKind)
_FIELDS = ("fair", "name", "kind", "first", "last", "venue", "province", "series", "admission")


@router.get("/announce", dependencies=[may("fair.announce")])
def ask(request: Request, office: Office) -> Response:
    """Ask for the fair."""
    return _page(request, office, dict.fromkeys(_FIELDS, ""))


@router.post("/announce", dependencies=[may("fair.announce")])
def announce(request: Request, office: Office, actor: Actor, typed: Typed) -> Response:
    """Announce the fair."""
    given = {name: text_of(typed, name) for name in _FIELDS}
    how = How(idempotency_key=text_of(typed, "idempotency_key") or None)
    try:
        wanted = _wanted(given)
        result = act(office, actor, AnnounceFair, wanted.fair, lambda _: wanted, how=how)
    except DomainError as refusal:
        return _page(request, office, given, refusal=refusal)
    return after(result, f"/fairs/{wanted.fair}")


def _wanted(given: dict[str, str]) -> AnnounceFair:
    """Return the command that a form states.

    Raises
    ------
    Malformed
        For days that are missing or none.
    """
    first, last = day_of(given["first"]), day_of(given["last"])
    if first is None or last is None:
        raise Malformed("fair_days_missing", "The fair has no days. Give the first and last day.")
    return AnnounceFair(
        fair=given["fair"],
        details=FairDetails(
            name=given["name"],
            kind=next((kind for kind in KINDS if kind == given["kind"]), "fair"),
            venue=given["venue"],
            province=given["province"],
            series=given["series"] or None,
            settings=FairSettings(
                admission="organiser" if given["admission"] == "organiser" else "automatic"
            ),
        ),
        planned=Period(first=first, last=last),
    )


def _page(
    request: Request,
    office: Office,
    given: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:
    with office.reading() as connection:
        series = all_series(connection)
    context = {"given": given, "kinds": KINDS, "series": series}
    return page(request, "announce.html", context, refusal=refusal)
