"""Why a pair is impossible, in words: one sentence per rule."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.words import tr
from api.words.formats import shown_day, shown_number
from api.words.vocabulary import word
from matching.eligibility import Reason
from matching.remedies import Demand, Remedy
from streams.pairing.shortfall import Shortfall
from streams.pairing.standing import SeatStanding

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
REMEDIES: Mapping[str, str] = {
    "paper_missing": "a valid {what}",
    "paper_expired": "{what} valid until after the fair",
    "delivery": "delivery to {what}",
    "cold_chain": "a cold chain",
    "hours": "free hours on any day of the fair",
}
"""What a producer could add, as the beginning of a line."""
DEMANDS: Mapping[str, str] = {
    "cold_chain": "cold storage",
    "delivery": "delivery to {what}",
    "hours": "the hours free for meetings",
    "star": "{what} stars or more",
}
"""What a buyer demands beside papers, as it stands in a sentence."""
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


def pair_sentences(explained: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `match explain` found of a pair, one sentence each."""
    if not explained["possible"]:
        yield tr("This pair is not possible: it is neither a candidate nor fixed.")
    elif explained["worth"] is None:
        yield tr("It is fixed and stays in every result.")
    elif explained["in_result"]:
        yield tr("It is in the match; without it the objective is {n} lower.", n=explained["worth"])
    elif explained["slack"] is None:
        yield tr("It is not in the match: one of the two has no free place.")
    else:
        yield tr("It is not in the match; forced, it costs {n}.", n=explained["slack"])
    for change in explained["changes"]:
        if change["kind"] == "score":
            yield tr("It would be in with a score of {to} instead of {now}.", **_numbers(change))
        else:
            yield tr(
                "It would be in with {to} places of {side} {id} instead of {now}.",
                side=word(change["side"]),
                id=change["id"],
                **_numbers(change),
            )


def _numbers(change: Mapping[str, Any]) -> dict[str, Any]:
    return {"to": change["to"], "now": change["from"]}


def reason_sentence(reason: Reason) -> str:
    """Return the reason in the language of the moment, as part of a sentence."""
    if reason.code == "star" and reason.actual == "0":
        return tr(
            "none of its products is rated, wanted is {required} stars or more",
            required=reason.required,
        )
    required = word(reason.required) if reason.code in _CODES else reason.required
    actual = shown_day(reason.actual) if reason.code == "paper_expired" else reason.actual
    return tr(SENTENCES[reason.code], required=required, actual=actual)


def remedy_words(remedy: Remedy) -> str:
    """Return what would change it, in the language of the moment, without the number of seats."""
    what = word(remedy.what) if remedy.code in _CODES else remedy.what
    return tr(REMEDIES[remedy.code], what=what)


def nobody_fits_sentence(standing: SeatStanding) -> str:
    """Return why a buyer has no suggestions: what it demands, and what would help most."""
    demands = [_demand_words(one) for one in standing.demands]
    if not demands:
        return tr("No suggestions: no producer offers what is wanted.")
    these = demands[0]
    if len(demands) > 1:
        these = tr("{these} and {last}", these=", ".join(demands[:-1]), last=demands[-1])
    if not standing.waivers:
        return tr("No suggestions: 0 producers have {demands}.", demands=these)
    best = standing.waivers[0]
    return tr(
        "No suggestions: 0 producers have {demands}. Without {what}: {n}.",
        demands=these,
        what=_demand_words(best.demand),
        n=shown_number(best.producers),
    )


def _demand_words(demand: Demand) -> str:
    if demand.code in _CODES:
        return word(demand.what)
    return tr(DEMANDS[demand.code], what=demand.what)
