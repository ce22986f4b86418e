"""Registrations: who takes part in a fair, and with what."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query

from api.answers import Json
from api.doors import Office
from api.forms.registration import RegistrationForm, profile_of
from api.routes.done import etag_of
from api.routes.hand import Bare, Hand, IfMatch, takes
from api.routes.known import FairId, RegistrationId, known_fair, known_registration
from api.routes.log import After, RecordLine, lines
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, after, place_of, stretch
from api.routes.whole import whole
from api.web.registrations import search
from streams.domain.registrations.commands import (
    AdmitRegistration,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.registrations.state import Registration
from streams.domain.vocabulary import Side, WithdrawalReason
from streams.store.queries.records import history_of
from streams.store.queries.registrations import RegistrationRow

registrations = Noun("registrations")
_PLACE = {"province": "Hà Nội", "commune": "Đường Lâm"}
_FORM = {
    "side": "producer",
    "kind": "cooperative",
    "name": "Hợp tác xã Mẫu Sơn",
    "place": _PLACE,
    "contact": "Nguyễn Văn Mẫu",
    "products": [{"name": "Miến dong Mẫu", "product_set": 1, "star": 4}],
    "papers": [{"code": "food_safety", "number": "12/2025", "expires_on": "2027-12-31"}],
    "places": 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationListed:
    """An entry in a list; `lines` counts the products of a producer or the seats of a distributor.

    `name` is for those who may read it; an erased one reads as its kind.
    """

    id: str
    side: str
    status: str
    kind: str
    name: str
    province: str
    places: int
    lines: int
    origin: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Why a company leaves; `text` is in own words, and kept closed."""

    reason: WithdrawalReason = "other"
    text: str = ""


@registrations.ask("/fairs/{fair}/registrations", "registration.read", Page[RegistrationListed])
def list_registrations(  # noqa: PLR0917 - called by name
    office: Office,
    fair: FairId,
    side: Side | None = None,
    status: Literal["submitted", "admitted", "withdrawn"] | None = None,
    q: Annotated[
        str, Query(max_length=200, description="Words of name, province or id; marks are optional.")
    ] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """List the entries of a fair, by id."""
    known_fair(office, fair)
    found = search(office, fair, q=q, side=side or "", status=status or "")
    rows = sorted(found, key=_place)
    page = stretch(after(rows, _place, place_of(cursor, tuple[str])), limit, _place)
    return Json(page.map(_listed))


@registrations.ask(
    "/fairs/{fair}/registrations/{registration}", "registration.read", Registration, versioned=True
)
def get_registration(office: Office, fair: FairId, registration: RegistrationId) -> Json:
    """Show one entry as it stands on the record."""
    version, state = known_registration(office, fair, registration)
    return Json(whole(state), headers={"ETag": etag_of(version)})


@registrations.ask(
    "/fairs/{fair}/registrations/{registration}/history", "registration.read", Page[RecordLine]
)
def get_registration_history(
    office: Office, fair: FairId, registration: RegistrationId, after: After = 0, limit: Limit = 50
) -> Json:
    """List what took effect on one entry, oldest first."""
    known_registration(office, fair, registration)
    with office.reading() as connection:
        subject = Registration.name_of(registration)
        rows = history_of(connection, fair, subject, after, limit + 1)
    return Json(lines(office, rows, limit))


@registrations.act("/fairs/{fair}/registrations", SubmitRegistration.action, example=_FORM)
def submit_registration(
    fair: FairId, hand: Annotated[Hand[RegistrationForm], takes(RegistrationForm)]
) -> Json:
    """Enter a fair."""
    return hand.do(
        SubmitRegistration,
        fair,
        lambda request: SubmitRegistration(fair=fair, profile=profile_of(hand.body, request)),
    )


@registrations.act(
    "/fairs/{fair}/registrations/{registration}",
    ReviseRegistration.action,
    example={**_FORM, "name": "Hợp tác xã Mẫu An", "places": 5},
    refusals=(404, 409, 412),
    method="PUT",
)
def revise_registration(
    fair: FairId,
    registration: RegistrationId,
    hand: Annotated[Hand[RegistrationForm], takes(RegistrationForm)],
    if_match: IfMatch = None,
) -> Json:
    """Change an entry; the form states it whole."""
    return hand.do(
        ReviseRegistration,
        fair,
        lambda request: ReviseRegistration(
            fair=fair, registration=registration, profile=profile_of(hand.body, request)
        ),
        only_if=(Registration.name_of(registration), if_match),
    )


@registrations.act("/fairs/{fair}/registrations/{registration}/admit", AdmitRegistration.action)
def admit_registration(fair: FairId, registration: RegistrationId, hand: Bare) -> Json:
    """Admit an entry at a fair that asks for admission."""
    wanted = AdmitRegistration(fair=fair, registration=registration)
    return hand.do(AdmitRegistration, fair, lambda _: wanted)


@registrations.act(
    "/fairs/{fair}/registrations/{registration}/withdraw",
    WithdrawRegistration.action,
    example={"reason": "no_stock", "text": "Hết hàng sau bão"},
)
def withdraw_registration(
    fair: FairId,
    registration: RegistrationId,
    hand: Annotated[Hand[Withdrawal], takes(Withdrawal)],
) -> Json:
    """Leave the fair; places held by what was sent go back to the other side."""
    return hand.do(
        WithdrawRegistration,
        fair,
        lambda request: WithdrawRegistration(
            fair=fair,
            registration=registration,
            reason=hand.body.reason,
            reason_ref=request.keep(text=hand.body.text),
        ),
    )


def _place(found: tuple[RegistrationRow, str]) -> tuple[str]:
    return (found[0].id,)


def _listed(found: tuple[RegistrationRow, str]) -> RegistrationListed:
    row, name = found
    return RegistrationListed(
        id=row.id,
        side=row.side,
        status=row.status,
        kind=row.kind,
        name=name,
        province=row.province,
        places=row.places,
        lines=row.lines,
        origin=row.origin,
        channel=row.channel,
    )
