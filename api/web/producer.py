"""Where one producer stands, as it may be told: its meetings, why not, and what would change it.

Nothing here names a buyer that has not agreed, unless the producer asks for it by name; no terms,
no words of a refusal, no other producer, and no small count that would reveal one buyer.
"""

from collections import Counter
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from api.doors import Office, may
from api.names import participant_names
from api.reasons import reason_sentence, remedy_words
from api.scores import score_sentence_for_producers
from api.web.pages import page
from api.web.phases import asked_from
from api.words import tr
from api.words.counted import trn
from api.words.formats import shown_day, shown_number
from api.words.vocabulary import word
from streams.domain.days import local_day
from streams.domain.errors import NotFound
from streams.domain.events.registrations import ProducerProfile
from streams.domain.fairs.state import Fair
from streams.domain.state import registration_of
from streams.pairing.standing import Hall, Standing
from streams.runtime.inspection import last_ordinal
from streams.store.queries.fairs import known_fair
from streams.store.queries.matching import is_due, matching_of
from streams.store.queries.pairs import (
    PROPOSED,
    distributors_present,
    held_by_seat,
    matched_pairs,
    producers_present,
    seat_places,
)
from streams.store.queries.registrations import papers_changed_since, registration_state
from streams.store.queries.suggestions import (
    SuggestionRow,
    Wanted,
    count_as_it_stands,
    suggestions_page,
)

router = APIRouter()
FEWEST_TOLD = 5
"""Counts below this could reveal one buyer."""
MOST_STEPS = 3
PAPERS = frozenset({"paper_expired", "paper_missing"})
"""Remedies that are a paper to bring."""
_SILENT = frozenset({"barred", "unwanted", "already_supplier", "same_owner"})
"""Reasons that would tell what somebody else has said; they are given as no reason."""
_MOST_ROWS = 500


@router.get("/fairs/{fair}/producers/{producer}", dependencies=[may("suggestion.read")])
def producer(request: Request, office: Office, fair: str, producer: str, why: str = "") -> Response:
    """Show a producer's standing, read-only."""
    now = office.clock()
    names = participant_names(office, fair)
    with office.reading() as connection:
        known = known_fair(connection, fair)
        entry = registration_state(connection, fair, producer)
        if entry is None or not isinstance(entry.profile, ProducerProfile):
            raise NotFound("no_such_producer", "No such page, or not yours.")
        admission = known.details.settings.admission == "organiser"
        rows = suggestions_page(connection, fair, now, Wanted(producer=producer), limit=_MOST_ROWS)
        has_begun = bool(count_as_it_stands(connection, fair, now, Wanted()))
        hall = Hall(connection, known)
        distributors = distributors_present(connection, fair, admission=admission)
        by_state = {
            state: [row for row in rows if row.status == state]
            for state in ("agreed", "sent", "declined", "lapsed")
        }
        is_short = not by_state["agreed"] and not by_state["sent"]
        standing = next(iter(hall.standings([producer])), None) if is_short else None
        crowd, is_full = None, False
        if has_begun and standing is not None and standing.possible:
            present = producers_present(connection, fair, admission=admission)
            crowd = _crowd(hall, standing, present)
            is_full = crowd is None and _is_full(connection, fair, hall, producer)
        through = matching_of(connection, fair).through
        looks_again = is_due(connection, fair, through) and papers_changed_since(
            connection, fair, producer, through
        )
        ordinal = last_ordinal(connection, fair)
        asked = _asked(hall, producer, why, rows, names) if why in distributors else None
    context: dict[str, Any] = {
        "fair": known,
        "ordinal": ordinal,
        "producer": producer,
        "name": names[producer],
        "profile": entry.profile,
        "is_withdrawn": entry.status == "withdrawn",
        "has_begun": has_begun,
        "not_yet": _not_yet(known, standing, local_day(now)),
        "looks_again": looks_again,
        "by_state": by_state,
        "agreed": [
            (names.get(row.distributor, ""), score_sentence_for_producers(row.parts))
            for row in by_state["agreed"]
        ],
        "standing": standing,
        "crowd": crowd,
        "is_full": is_full,
        "because": _because(standing) if has_begun else "",
        "steps": _steps(standing) if has_begun else [],
        "distributors": sorted((names[one], one) for one in distributors),
        "why": why,
        "asked": asked,
    }
    return page(request, "producer.html", context)


def _not_yet(fair: Fair, standing: Standing | None, today: date) -> str:
    """Return what a producer reads before the first suggestions: when they come, what is missing.

    A paper is missing if nobody could meet it without.
    """
    remedies = standing.remedies if standing is not None and not standing.possible else ()
    missing = [one for one in remedies if one.code in PAPERS]
    opens = asked_from(fair)
    if today >= opens:
        return tr("Suggestions have not been sent yet. The file is there; nothing to do.")
    if missing:
        return tr(
            "Suggestions open on {day}. {papers} is missing; before then is in time.",
            day=shown_day(opens),
            papers=word(missing[0].what),
        )
    return tr(
        "Suggestions open on {day}. Your file is complete; nothing to do.", day=shown_day(opens)
    )


def _because(standing: Standing | None) -> str:
    """Return why no rule lets it meet anybody; empty where places are what is missing."""
    if standing is None or standing.possible:
        return ""
    told = [one for one in standing.obstacles if one.reason.code not in _SILENT]
    if not told:
        return tr("no distributor of its kind has a place")
    return reason_sentence(told[0].reason)


def _steps(standing: Standing | None) -> list[str]:
    """Return at most three steps, each checked to open seats; small counts are not told."""
    if standing is None or standing.possible:
        return []
    return [
        tr("{what}: fits {n} more buyers", what=remedy_words(one), n=_count(one.seats))
        for one in standing.remedies[:MOST_STEPS]
    ]


def _crowd(hall: Hall, standing: Standing, producers: list[str]) -> dict[str, str] | None:
    """Return the group with both counts where it has fewer places than it needs."""
    group = min(standing.groups, default=0)
    needs = sum(group in offers for offers in hall.groups_of(producers).values())
    has = hall.places_by_group().get(group, 0)
    if needs <= has:
        return None
    return {
        "group": word(f"group_{group}") if group else word(None),
        "needs": shown_number(needs),
        "has": _count(has),
    }


def _is_full(connection: Any, fair: str, hall: Hall, producer: str) -> bool:
    """Return whether others have every place that fits, those of the next round included."""
    places = seat_places(connection, fair)
    taken = Counter(held_by_seat(connection, fair))
    for pair in matched_pairs(connection, fair):
        taken[pair.seat] += pair.status == PROPOSED and pair.producer != producer
    fitting = [seat.id for seat in hall.seats if hall.reason(producer, seat) is None]
    return all(taken[seat] >= places.get(seat, 0) for seat in fitting)


def _asked(
    hall: Hall, producer: str, distributor: str, rows: list[SuggestionRow], names: dict[str, str]
) -> str:
    """Return why a producer does not meet a distributor that it asked about."""
    name = names[distributor]
    mine = [row for row in rows if row.distributor == distributor]
    if any(row.status == "agreed" for row in mine):
        return tr("{name}: both have agreed to meet.", name=name)
    if any(row.status == "sent" for row in mine):
        return tr("{name}: introduced, waiting for the answer.", name=name)
    refused = [row for row in mine if row.declined_by == "distributor"]
    if refused and refused[0].reason:
        others = sum(row.status in ("sent", "agreed") for row in rows)
        return trn(
            "{name} will not meet this time: {reason}. You have {n} other.",
            "{name} will not meet this time: {reason}. You have {n} others.",
            others,
            name=name,
            reason=word(refused[0].reason),
        )
    if refused:
        return _without_reason(name)
    seats = [seat for seat in hall.seats if registration_of(seat.id) == distributor]
    reasons = [hall.reason(producer, seat) for seat in seats]
    if any(reason is None for reason in reasons):
        return tr(
            "{name}: fits. Places are shared first so that everyone eligible has at least one "
            "meeting, then so that the whole fair has the best ones; never sold, never first come.",
            name=name,
        )
    told = [reason for reason in reasons if reason is not None and reason.code not in _SILENT]
    if not told:
        return _without_reason(name)
    return tr("{name}: {reason}.", name=name, reason=reason_sentence(told[0]))


def _without_reason(name: str) -> str:
    return tr("{name} will not meet this time, no reason given; nothing else changes.", name=name)


def _count(number: int) -> str:
    return shown_number(number) if number >= FEWEST_TOLD else tr("fewer than {n}", n=FEWEST_TOLD)
