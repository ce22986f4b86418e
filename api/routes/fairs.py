"""Fairs and series: where people meet, and what is reported together."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.answers import Json
from api.doors import Office
from api.routes.done import etag_of
from api.routes.hand import Hand, IfMatch, takes
from api.routes.known import FairId, known_fair
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, after, place_of, stretch
from api.routes.whole import whole
from streams.domain.event import ORG_KEY
from streams.domain.events.fairs import FairDetails, Period
from streams.domain.fairs.commands import (
    AnnounceFair,
    CloseFair,
    DefineSeries,
    OpenFair,
    RescheduleFair,
    ReviseFair,
)
from streams.domain.fairs.state import Fair, Series
from streams.store.queries.fairs import FairRow, all_fairs, all_series

fairs = Noun("fairs")
series = Noun("series")
_DETAILS = {
    "name": "Tuần hàng Mẫu 2026",
    "name_en": "Sample Trade Week 2026",
    "kind": "trade_week",
    "venue": "Nhà triển lãm Mẫu",
    "province": "Hà Nội",
    "settings": {"answer_days": 2, "daily_round": ""},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A fair that is to be held."""

    id: str
    details: FairDetails
    planned: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a fair is called and where it belongs, stated whole."""

    details: FairDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescheduling:
    """New planned days; `text` says why, and is kept closed."""

    planned: Period
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """A day; today where none is given."""

    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Which fairs are reported together; the grace is fixed once defined."""

    id: str
    name: str
    name_en: str = ""
    grace_days: int = 7


@fairs.ask("/fairs", "fair.read", Page[FairRow])
def list_fairs(office: Office, cursor: Cursor = None, limit: Limit = 50) -> Json:
    """List all fairs, the latest first."""
    with office.reading() as connection:
        rows = all_fairs(connection)
    begin = place_of(cursor, tuple[int, str])
    return Json(stretch(after(rows, _fair_place, begin), limit, _fair_place))


@fairs.ask("/fairs/{fair}", "fair.read", Fair, versioned=True)
def get_fair(office: Office, fair: FairId) -> Json:
    """Show one fair as it stands."""
    version, state = known_fair(office, fair)
    return Json(whole(state), headers={"ETag": etag_of(version)})


@fairs.act(
    "/fairs",
    AnnounceFair.action,
    example={
        "id": "tuan-hang-mau-2026",
        "details": _DETAILS,
        "planned": {"first": "2026-12-18", "last": "2026-12-22"},
    },
)
def announce_fair(hand: Annotated[Hand[Announcement], takes(Announcement)]) -> Json:
    """Announce a fair."""
    body = hand.body
    return hand.do(
        AnnounceFair,
        body.id,
        lambda _: AnnounceFair(fair=body.id, details=body.details, planned=body.planned),
    )


@fairs.act(
    "/fairs/{fair}",
    ReviseFair.action,
    example={"details": _DETAILS},
    refusals=(404, 412),
    method="PUT",
)
def revise_fair(
    fair: FairId, hand: Annotated[Hand[Revision], takes(Revision)], if_match: IfMatch = None
) -> Json:
    """Change the name, the place or the settings of a fair; they are stated whole."""
    return hand.do(
        ReviseFair,
        fair,
        lambda _: ReviseFair(fair=fair, details=hand.body.details),
        only_if=(Fair.name_of(fair), if_match),
    )


@fairs.act(
    "/fairs/{fair}/reschedule",
    RescheduleFair.action,
    example={"planned": {"first": "2026-12-19", "last": "2026-12-23"}, "text": "Nhà triển lãm sửa"},
)
def reschedule_fair(fair: FairId, hand: Annotated[Hand[Rescheduling], takes(Rescheduling)]) -> Json:
    """Move the planned days of a fair that has not opened."""
    return hand.do(
        RescheduleFair,
        fair,
        lambda request: RescheduleFair(
            fair=fair, planned=hand.body.planned, reason_ref=request.keep(text=hand.body.text)
        ),
    )


@fairs.act("/fairs/{fair}/open", OpenFair.action)
def open_fair(fair: FairId, hand: Annotated[Hand[OnDay], takes(OnDay)]) -> Json:
    """Open a fair."""
    return hand.do(OpenFair, fair, lambda _: OpenFair(fair=fair, on=hand.body.on))


@fairs.act("/fairs/{fair}/close", CloseFair.action)
def close_fair(fair: FairId, hand: Annotated[Hand[OnDay], takes(OnDay)]) -> Json:
    """Close a fair; from then on nobody registers any more."""
    return hand.do(CloseFair, fair, lambda _: CloseFair(fair=fair, on=hand.body.on))


@series.ask("/series", "series.read", Page[Series])
def list_series(office: Office, cursor: Cursor = None, limit: Limit = 50) -> Json:
    """List all series."""
    with office.reading() as connection:
        rows = all_series(connection)
    begin = place_of(cursor, tuple[str])
    page = stretch(after(rows, _series_place, begin), limit, _series_place)
    return Json(page.map(whole))


@series.act(
    "/series",
    DefineSeries.action,
    example={"id": "tuan-hang-mau", "name": "Tuần hàng Mẫu", "grace_days": 14},
)
def define_series(hand: Annotated[Hand[Definition], takes(Definition)]) -> Json:
    """Define which fairs are reported together; a series may be renamed."""
    body = hand.body
    wanted = DefineSeries(
        series=body.id, name=body.name, name_en=body.name_en, grace_days=body.grace_days
    )
    return hand.do(DefineSeries, ORG_KEY, lambda _: wanted)


def _fair_place(row: FairRow) -> tuple[int, str]:
    return -date.fromisoformat(row.first_day).toordinal(), row.id


def _series_place(row: Series) -> tuple[str]:
    return (row.id,)
