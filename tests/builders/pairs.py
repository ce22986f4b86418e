"""Pairs: sent, accepted, declined."""

from typing import Any

from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
    ScoredPair,
    SendSuggestions,
)
from streams.domain.vocabulary import Side
from tests.builders.moments import FAIR


def scored(producer_id: str, seat_id: str, **changes: Any) -> ScoredPair:
    """Return a pair with a score whose parts add up."""
    given: dict[str, Any] = {"score": 6000, "parts": {"category": 3000, "price": 3000}, **changes}
    return ScoredPair(producer=producer_id, seat=seat_id, **given)


def send(*pairs: tuple[str, str], fair: str = FAIR) -> SendSuggestions:
    """Return the command that sends pairs."""
    return SendSuggestions(fair=fair, pairs=tuple(scored(p, s) for p, s in pairs))


def accept(producer_id: str, seat_id: str, side: Side, *, fair: str = FAIR) -> AcceptSuggestion:
    """Return the command by which one side says yes."""
    return AcceptSuggestion(fair=fair, producer=producer_id, seat=seat_id, side=side)


def decline(producer_id: str, seat_id: str, side: Side, *, fair: str = FAIR) -> DeclineSuggestion:
    """Return the command by which one side says no."""
    return DeclineSuggestion(fair=fair, producer=producer_id, seat=seat_id, side=side)
