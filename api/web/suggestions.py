"""What was sent at a fair, by distributor's seat: state, deadline, score, and quick answers."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.names import participant_names
from api.reasons import nobody_fits_sentence
from api.scores import caution_sentence, score_sentence
from api.web.pages import page
from api.words import tr
from streams.domain.days import local_day
from streams.domain.state import number_of, registration_of
from streams.pairing.standing import seat_standing
from streams.runtime.inspection import last_ordinal
from streams.store.queries.fairs import known_fair
from streams.store.queries.pairs import (
    held_by_seat,
    match_to_send,
    seat_places,
)
from streams.store.queries.suggestions import (
    SuggestionRow,
    Wanted,
    count_as_it_stands,
    suggestions_page,
)

router = APIRouter()
A_PAGE = 50
STATES = ("sent", "agreed", "declined", "lapsed", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatBlock:
    """One buyer's stretch of the list; `deadline` is the next one that is still to come."""

    seat: str
    distributor: str
    rows: tuple[SuggestionRow, ...]
    waiting: int
    deadline: datetime | None
    free: int
    places: int


@router.get("/fairs/{fair}/suggestions", dependencies=[may("suggestion.read")])
def suggestions(
    request: Request, office: Office, fair: str, *, state: str = "", seat: str = "", first: int = 0
) -> Response:
    """List what was sent, filtered by state and by seat."""
    now = office.clock()
    names = participant_names(office, fair)
    first = max(0, first)
    status = state if state in STATES else ""
    wanted = Wanted(status=status or None, seat=seat or None)
    with office.reading() as connection:
        known = known_fair(connection, fair)
        rows = suggestions_page(connection, fair, now, wanted, first=first, limit=A_PAGE)
        counts = count_as_it_stands(connection, fair, now, Wanted(seat=seat or None))
        places = seat_places(connection, fair)
        held = held_by_seat(connection, fair)
        to_send = match_to_send(connection, fair)
        ordinal = last_ordinal(connection, fair)
        standing = seat_standing(connection, known, seat) if seat and not counts else None
    return page(
        request,
        "suggestions.html",
        {
            "fair": known,
            "is_over": known.is_held(local_day(now)),
            "ordinal": ordinal,
            "names": names,
            "titles": _titles(places, names),
            "blocks": _blocks(rows, places, held),
            "counts": counts,
            "total": counts.get(status, 0) if status else sum(counts.values()),
            "all": sum(counts.values()),
            "seats": sorted(places),
            "state": status,
            "states": STATES,
            "seat": seat,
            "first": first,
            "a_page": A_PAGE,
            "to_send": to_send,
            "nobody_fits": nobody_fits_sentence(standing)
            if standing and not standing.possible
            else None,
            "score_sentence": score_sentence,
            "caution_sentence": caution_sentence,
        },
    )


def _titles(places: Collection[str], names: dict[str, str]) -> dict[str, str]:
    """Return what every seat is called: its distributor, and which buyer where several come."""
    buyers = Counter(map(registration_of, places))
    return {
        seat: tr("{name} · buyer {n}", name=name, n=number_of(seat))
        if buyers[registration_of(seat)] > 1
        else name
        for seat in places
        for name in (names.get(registration_of(seat), seat),)
    }


def _blocks(
    rows: Sequence[SuggestionRow], places: dict[str, int], held: dict[str, int]
) -> list[SeatBlock]:
    blocks = []
    for seat, found in groupby(rows, key=lambda row: row.seat):
        mine = tuple(found)
        waiting = [row for row in mine if row.status == "sent"]
        blocks.append(
            SeatBlock(
                seat=seat,
                distributor=mine[0].distributor,
                rows=mine,
                waiting=len(waiting),
                deadline=min((row.deadline for row in waiting if row.deadline), default=None),
                free=max(0, places.get(seat, 0) - held.get(seat, 0)),
                places=places.get(seat, 0),
            )
        )
    return blocks
