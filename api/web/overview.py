"""The overview of a fair: what needs somebody now, how far it is, what people did last."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.acting import How, act
from api.doors import Actor, Office, doors_of, may
from api.web.found import AtFair
from api.web.looked import MACHINES, look
from api.web.outage import stopped
from api.web.pages import after, page
from api.web.phases import phase_of, takes_registrations
from api.web.pressing import pressing_lines
from api.web.recent import recent_in_words
from api.words import tr
from api.words.formats import shown_moment
from api.words.vocabulary import actor_words
from streams.domain.command import Command
from streams.domain.days import local_day
from streams.domain.errors import Conflict, DomainError, Unreachable
from streams.domain.events.fairs import FairRevised
from streams.domain.fairs.commands import CloseFair, OpenFair, ReviseFair
from streams.domain.fairs.state import Fair
from streams.runtime.installation import Installation
from streams.store.queries.overview import Figures
from streams.store.queries.recent import recent_acts

router = APIRouter(prefix="/fairs/{fair}")
MOST_PRESSING = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the six: its words, its count, by how much it rose yesterday, and its list."""

    words: str
    number: int
    yesterday: int
    address: str


@router.get("", dependencies=[may("fair.read")])
def overview(request: Request, fair: str) -> Response:
    """Show where a fair stands."""
    return _page(request, fair)


@router.post("/open", dependencies=[may("fair.open")])
def open_fair(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    idempotency_key: Annotated[str | None, Form()] = None,
) -> Response:
    """Open the fair today."""
    wanted = OpenFair(fair=fair.id)
    return _changed(request, office, fair, wanted, actor=actor, key=idempotency_key)


@router.post("/close", dependencies=[may("fair.close")])
def close_fair(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    idempotency_key: Annotated[str | None, Form()] = None,
) -> Response:
    """Close the fair; today was its last day."""
    wanted = CloseFair(fair=fair.id)
    return _changed(request, office, fair, wanted, actor=actor, key=idempotency_key)


@router.post("/registration", dependencies=[may("fair.revise")])
def switch_registration(
    *,
    request: Request,
    office: Office,
    actor: Actor,
    fair: AtFair,
    wanted: Annotated[str, Form()],
    idempotency_key: Annotated[str | None, Form()] = None,
) -> Response:
    """Open or close registration; who comes second is told who was first."""
    now = "closed" if wanted == "closed" else "open"
    if fair.details.settings.registration == now:
        return _page(request, fair.id, refusal=_done_before(office, fair, now))
    details = fair.details.but(settings=fair.details.settings.but(registration=now))
    command = ReviseFair(fair=fair.id, details=details)
    return _changed(request, office, fair, command, actor=actor, key=idempotency_key)


def _changed(
    request: Request,
    office: Installation,
    fair: Fair,
    wanted: Command,
    *,
    actor: str,
    key: str | None,
) -> Response:
    how = How(idempotency_key=key)
    try:
        result = act(office, actor, type(wanted), fair.id, lambda _: wanted, how=how)
    except DomainError as refusal:
        return _page(request, fair.id, refusal=refusal)
    return after(result, f"/fairs/{fair.id}")


def _page(request: Request, fair: str, refusal: DomainError | None = None) -> Response:
    doors = doors_of(request)
    looked = look(doors, fair)
    now = doors.office.clock() if looked.is_stopped else looked.now
    context = {
        "fair": looked.fair,
        "ordinal": looked.ordinal,
        "now": looked.now,
        "stopped": stopped(looked.now, now) if looked.is_stopped else None,
        "figures": _figures(fair, looked.figures, looked.yesterday),
        "takes": takes_registrations(looked.fair, local_day(now)),
        "is_empty": looked.figures.producers + looked.figures.distributors == 0,
        "funnel": looked.funnel,
        "pressing": pressing_lines(looked)[:MOST_PRESSING],
        "to_match": looked.to_match,
        "recent": recent_in_words(fair, looked.recent, looked.names),
        "phase": phase_of(looked.fair, looked.figures.sent, local_day(now)),
    }
    if looked.is_stopped and isinstance(refusal, Unreachable):
        refusal = None  # said once: with the moment at which the figures stopped
    status = Unreachable.status if looked.is_stopped else 200
    return page(request, "overview.html", context, refusal=refusal, status=status)


def _figures(fair: str, now: Figures, yesterday: Figures) -> list[Figure]:
    here = f"/fairs/{fair}"
    return [
        Figure(words=words, number=number, yesterday=rose, address=here + address)
        for words, number, rose, address in (
            (tr("Producers"), now.producers, yesterday.producers, "/registrations?side=producer"),
            (
                tr("Distributors"),
                now.distributors,
                yesterday.distributors,
                "/registrations?side=distributor",
            ),
            (tr("Suggestions sent"), now.sent, yesterday.sent, "/suggestions"),
            (tr("Both agreed"), now.agreed, yesterday.agreed, "/suggestions?state=agreed"),
            (tr("Meetings held"), now.met, yesterday.met, "/suggestions?state=agreed"),
            (tr("Memoranda signed"), now.signed, yesterday.signed, "/agreements?state=signed"),
        )
    ]


def _done_before(office: Installation, fair: Fair, now: str) -> Conflict:
    with office.reading() as connection:
        acts = recent_acts(connection, fair.id, MACHINES, limit=200)
    first = next((one for one in acts if one.type == FairRevised.type), None)
    if first is None:
        return Conflict("registration_as_wanted", "Registration stands so already. Nothing to do.")
    told = {"who": actor_words(first.actor).capitalize(), "time": shown_moment(first.recorded_at)}
    if now == "closed":
        return Conflict("registration_as_wanted", "{who} closed registration at {time}.", **told)
    return Conflict("registration_as_wanted", "{who} opened registration at {time}.", **told)
