"""Queries about the match: what it is, what it has seen, whether it must be computed again."""

import sqlalchemy as sa

from streams.domain.events.acts import ActTakenBack
from streams.domain.events.fairs import (
    FairAnnounced,
    FairClosed,
    FairOpened,
    FairRescheduled,
    FairRevised,
)
from streams.domain.events.registrations import (
    RegistrationAdmitted,
    RegistrationRevised,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from streams.domain.events.suggestions import (
    MeetingAgreed,
    MeetingRequested,
    PairAllowed,
    PairForbidden,
    PairPinned,
    SuggestionAccepted,
    SuggestionDeclined,
    SuggestionsLapsed,
    SuggestionsSent,
)
from streams.domain.suggestions.state import Matching
from streams.store import tables
from streams.store.source import StoreSource

RELEVANT = tuple(
    fact.type
    for fact in (
        ActTakenBack,
        FairAnnounced,
        FairClosed,
        FairOpened,
        FairRescheduled,
        FairRevised,
        MeetingAgreed,
        MeetingRequested,
        PairAllowed,
        PairForbidden,
        PairPinned,
        RegistrationAdmitted,
        RegistrationRevised,
        RegistrationSubmitted,
        RegistrationWithdrawn,
        SuggestionAccepted,
        SuggestionDeclined,
        SuggestionsLapsed,
        SuggestionsSent,
    )
)
"""Types of events after which a match may no longer be the best one."""

_events = tables.events
_RELEVANT_AFTER = (
    sa.select(_events.c.ordinal)
    .where(
        _events.c.key == sa.bindparam("key"),
        _events.c.ordinal > sa.bindparam("through"),
        _events.c.outcome == "applied",
        _events.c.type.in_(RELEVANT),
    )
    .limit(1)
)
_PAIRS = sa.select(
    tables.match_pairs.c.producer, tables.match_pairs.c.seat, tables.match_pairs.c.score
).where(tables.match_pairs.c.key == sa.bindparam("key"))
_SKIPPED = (
    sa.select(_events.c.skipped)
    .where(
        _events.c.key == sa.bindparam("key"),
        _events.c.type == "matching.updated",
        _events.c.outcome == "applied",
    )
    .order_by(_events.c.ordinal.desc())
    .limit(1)
)


def matching_of(connection: sa.Connection, fair: str) -> Matching:
    """Return what the fair's match has seen and proved."""
    _, matching = StoreSource(connection, fair).aggregate(Matching, Matching.name_of(fair))
    return matching or Matching()


def is_due(connection: sa.Connection, fair: str, through: int) -> bool:
    """Whether relevant events lie after what a match has seen, or some of it was skipped."""
    if connection.scalar(_SKIPPED, {"key": fair}):
        return True
    row = connection.execute(_RELEVANT_AFTER, {"key": fair, "through": through}).first()
    return row is not None


def is_optimal(connection: sa.Connection, fair: str) -> bool:
    """Whether the match is proven best: nothing skipped, nothing relevant after it."""
    matching = matching_of(connection, fair)
    return matching.objective == matching.bound and not is_due(connection, fair, matching.through)


def match_pairs(connection: sa.Connection, fair: str) -> dict[tuple[str, str], int]:
    """Return the score of each pair of the match that was not sent."""
    rows = connection.execute(_PAIRS, {"key": fair})
    return {(row.producer, row.seat): row.score for row in rows}
