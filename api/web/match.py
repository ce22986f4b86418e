"""The match of a fair: what it is, who is short and why, its picture, and sending it."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from api.acting import How, begin
from api.doors import Actor, Office, may
from api.names import participant_names
from api.reasons import reason_sentence, remedy_words
from api.web import drawing
from api.web.pages import after, page
from api.words import tr
from streams.domain.days import local_day
from streams.domain.errors import Conflict, DomainError
from streams.domain.suggestions.commands import SendSuggestions
from streams.pairing.pace import seconds_between
from streams.pairing.sending import pairs_to_send
from streams.pairing.standing import Hall, Standing
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.store.queries.acts import act_of_events, count_since
from streams.store.queries.fairs import known_fair
from streams.store.queries.matching import is_optimal, matching_of
from streams.store.queries.pairs import (
    PROPOSED,
    MatchedPair,
    distributors_present,
    match_count,
    matched_pairs,
    producers_present,
)

router = APIRouter()
MOST_SHORT = 25
"""Producers without a meeting whose reasons are told on one page."""
A_PAGE = 100
MOST_ATTEMPTS = 10
"""Attempts of a request among which the one that took effect is looked for."""
_SENDABLE = (PROPOSED, "pinned")
_ENTRIES = ("registration.submitted", "registration.revised", "registration.withdrawn")
"""What somebody may have entered while the match was being looked at."""


@router.get("/fairs/{fair}/match", dependencies=[may("matching.read")])
def match(request: Request, office: Office, fair: str) -> Response:
    """Show what the match is worth and who is left without a meeting."""
    return match_page(request, office, fair)


@router.get("/fairs/{fair}/match/pairs", dependencies=[may("matching.read")])
def match_list(
    request: Request,
    office: Office,
    fair: str,
    *,
    status: str = "",
    distributor: str = "",
    group: int = 0,
    first: int = 0,
) -> Response:
    """List the pairs of the match, by distributor; the list behind its numbers."""
    with office.reading() as connection:
        state = known_fair(connection, fair)
        pairs = [
            pair
            for pair in matched_pairs(connection, fair)
            if (not status or pair.status == status)
            and (not distributor or pair.distributor == distributor)
        ]
        if group:
            hall = Hall(connection, state)
            wanted, offered = _groups(hall, pairs)
            pairs = [pair for pair in pairs if drawing.group_of(pair, wanted, offered) == group]
    first = max(0, first)
    return page(
        request,
        "match_pairs.html",
        {
            "fair": state,
            "names": participant_names(office, fair),
            "pairs": pairs[first : first + A_PAGE],
            "total": len(pairs),
            "first": first,
            "a_page": A_PAGE,
            "status": status,
            "distributor": distributor,
            "group": group,
        },
    )


@router.post("/fairs/{fair}/match/send", dependencies=[may("suggestion.send")])
def send(
    request: Request,
    office: Office,
    actor: Actor,
    fair: str,
    *,
    listed: Annotated[str, Form()],
    seen: Annotated[int, Form()],
    idempotency_key: Annotated[str | None, Form()] = None,
) -> Response:
    """Send exactly the pairs that were listed; when the match has moved on, list it anew."""
    how = How(idempotency_key=idempotency_key or None)
    asked = begin(office, actor, SendSuggestions, fair, how)
    there = f"/fairs/{fair}/suggestions"
    with office.reading() as connection:
        known_fair(connection, fair)
        attempts = [asked.event_id(number) for number in range(1, MOST_ATTEMPTS)]
        done = act_of_events(connection, fair, attempts) if idempotency_key else None
        sendable = [p for p in matched_pairs(connection, fair) if p.status in _SENDABLE]
        entered = count_since(connection, fair, seen, _ENTRIES)
        pairs = tuple(pairs_to_send(connection, fair))
    if done is not None:
        return RedirectResponse(there, 303)
    try:
        if fingerprint(sendable) != listed:
            raise _moved_on(entered)
        result = office.execute(asked, SendSuggestions(fair=fair, pairs=pairs))
    except DomainError as error:
        return match_page(request, office, fair, refusal=error)
    return after(result, there)


def match_page(
    request: Request, office: Installation, fair: str, *, refusal: DomainError | None = None
) -> Response:
    """Return the page of a fair's match, with why something was refused just now."""
    with office.reading() as connection:
        state = known_fair(connection, fair)
        admission = state.details.settings.admission == "organiser"
        pairs = matched_pairs(connection, fair)
        producers = producers_present(connection, fair, admission=admission)
        distributors = distributors_present(connection, fair, admission=admission)
        met = {pair.producer for pair in pairs}
        without = [one for one in producers if one not in met]
        hall = Hall(connection, state)
        standings = hall.standings(without[:MOST_SHORT])
        names = participant_names(office, fair)
        context: dict[str, Any] = {
            "fair": state,
            "is_over": state.is_held(local_day(office.clock())),
            "ordinal": last_ordinal(connection, fair),
            "names": names,
            "count": match_count(pairs, producers, distributors),
            "is_optimal": is_optimal(connection, fair),
            "seconds_between": seconds_between(len(producers) + len(distributors)),
            "proof": matching_of(connection, fair),
            "short": [_told(one) for one in standings],
            "short_total": len(without),
            "crowded": _crowded(hall, standings, producers)
            if len(standings) == len(without)
            else [],
            "sendable": [pair for pair in pairs if pair.status in _SENDABLE],
            "by_distributor": _by_distributor(pairs),
            "columns": None,
            "heat": None,
        }
        context["listed"] = fingerprint(context["sendable"])
        if pairs and len(producers) + len(distributors) <= drawing.MOST_NAMES:
            context["columns"] = drawing.columns(pairs, producers, distributors, names)
        elif pairs:
            context["heat"] = drawing.heat(pairs, *_groups(hall, pairs))
    return page(request, "match.html", context, refusal=refusal)


def fingerprint(pairs: Sequence[MatchedPair]) -> str:
    """Return what tells one list of pairs from another."""
    text = "\n".join(sorted(f"{pair.producer}~{pair.seat}" for pair in pairs))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _moved_on(entered: int) -> Conflict:
    if entered:
        return Conflict(
            "match_moved_on",
            "{n} registrations came in meanwhile; recomputed. Look at the list and send again.",
            n=entered,
        )
    return Conflict(
        "match_moved_on",
        "The match has changed meanwhile. Nothing was sent. Look at the list and send again.",
    )


def _told(one: Standing) -> dict[str, Any]:
    """Return why a producer has no meeting and the smallest thing that would change it."""
    first = one.obstacles[0] if one.obstacles else None
    remedy = one.remedies[0] if one.remedies else None
    if one.possible:
        reason = tr("the places went to better fits ({n} fit)", n=one.possible)
        step = tr("add a place at one of those that fit")
    else:
        reason = (
            tr(
                "{reason} ({n} of {all})",
                reason=reason_sentence(first.reason),
                n=first.seats,
                all=one.seats,
            )
            if first
            else tr("nobody has registered who could meet it")
        )
        step = (
            tr("{what}: {n} more fit", what=remedy_words(remedy), n=remedy.seats)
            if remedy
            else tr("no single step helps; a distributor of its kind is missing")
        )
    return {"producer": one.producer, "reason": reason, "step": step}


def _crowded(
    hall: Hall, standings: Sequence[Standing], producers: Sequence[str]
) -> list[dict[str, int]]:
    """Return the product groups in which producers are left for want of places."""
    short = [one for one in standings if one.possible]
    groups = sorted({min(one.groups) for one in short if one.groups})
    if not groups:
        return []
    offered = hall.groups_of(producers)
    places = hall.places_by_group()
    return [
        {
            "group": group,
            "short": sum(min(one.groups, default=0) == group for one in short),
            "producers": sum(group in offers for offers in offered.values()),
            "places": places.get(group, 0),
        }
        for group in groups
    ]


def _groups(
    hall: Hall, pairs: Sequence[MatchedPair]
) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    wanted = {seat.id: seat.groups for seat in hall.seats}
    return wanted, hall.groups_of(sorted({pair.producer for pair in pairs}))


def _by_distributor(pairs: Sequence[MatchedPair]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for pair in pairs:
        counted[pair.distributor] = counted.get(pair.distributor, 0) + 1
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))
