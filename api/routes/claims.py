"""Claims: published figures, kept beside our own count."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.answers import Json
from api.doors import Office
from api.routes.hand import Hand, takes
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, after, place_of, stretch
from api.routes.whole import whole
from streams.domain.claims import Claim, RecordClaim
from streams.domain.event import ORG_KEY
from streams.domain.vocabulary import Exactness
from streams.store.queries.claims import all_claims

claims = Noun("claims")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimForm:
    """A figure as printed, with its source; `number` and `high` are the figure as numbers."""

    about: str
    kind: str
    figure: str
    source: str
    number: int | None = None
    high: int | None = None
    exactness: Exactness = "exact"
    published_on: date | None = None
    published: str = ""
    place: str = ""


@claims.ask("/claims", "claim.read", Page[Claim])
def list_claims(office: Office, cursor: Cursor = None, limit: Limit = 50) -> Json:
    """List the published figures, by what they are about."""
    with office.reading() as connection:
        rows = all_claims(connection)
    begin = place_of(cursor, tuple[str, str, str])
    return Json(stretch(after(rows, _place, begin), limit, _place).map(whole))


@claims.act(
    "/claims",
    RecordClaim.action,
    example={
        "about": "tuan-hang-mau",
        "kind": "memoranda",
        "figure": "hơn 470 biên bản ghi nhớ",
        "number": 470,
        "exactness": "at_least",
        "source": "Báo Mẫu, trang 3",
        "published_on": "2026-01-15",
    },
)
def record_claim(hand: Annotated[Hand[ClaimForm], takes(ClaimForm)]) -> Json:
    """Enter a published figure with its source."""
    body = hand.body
    wanted = RecordClaim(
        about=body.about,
        kind=body.kind,
        figure=body.figure,
        source=body.source,
        number=body.number,
        high=body.high,
        exactness=body.exactness,
        published_on=body.published_on,
        published=body.published,
        place=body.place,
    )
    return hand.do(RecordClaim, ORG_KEY, lambda _: wanted)


def _place(row: Claim) -> tuple[str, str, str]:
    return row.fact.about, str(row.fact.published_on or ""), row.id
