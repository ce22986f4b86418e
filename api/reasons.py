"""Why a pair is impossible, in words: one sentence per rule."""

from collections.abc import Mapping

from api.words import tr
from api.words.vocabulary import word
from matching.eligibility import Reason
from streams.pairing.shortfall import Shortfall

SENTENCES: Mapping[str, str] = {
    "same_owner": "both belong to the same owner",
    "already_supplier": "it supplies them already",
    "unwanted": "one side does not wish to meet",
    "category": "none of its products belongs to a wanted group",
    "star": "its best star is {actual}, wanted is {required} or more",
    "paper_missing": "a required paper is missing: {required}",
    "paper_expired": "a required paper ends before the fair does: {required}, on {actual}",
    "delivery": "it does not deliver to {required}",
    "cold_chain": "a cold chain is required",
    "hours": "they are never free at the same time",
    "barred": "it was declined or ruled out",
}
_CODES = frozenset({"paper_missing", "paper_expired"})


def shortfall_sentence(one: Shortfall, name: str, seats: int) -> str:
    """Return why somebody has no meeting: the reason that is easiest to change, or full places."""
    if one.possible or not one.obstacles:
        return tr("{id}: the places went to better fits ({n} fit).", id=name, n=one.possible)
    first = one.obstacles[0]
    return tr(
        "{id}: {reason} ({n} of {all}).",
        id=name,
        reason=reason_sentence(first.reason),
        n=first.seats,
        all=seats,
    )


def reason_sentence(reason: Reason) -> str:
    """Return the reason in the language of the moment, as part of a sentence."""
    required = word(reason.required) if reason.code in _CODES else reason.required
    return tr(SENTENCES[reason.code], required=required, actual=reason.actual)
