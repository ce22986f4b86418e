"""Why a buyer has no suggestion: how many producers reach what it asks for, and without what more.

A requirement is dropped on a supposed seat only, so each number is one that the rules gave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.words import tr
from api.words.vocabulary import word
from matching.model import Seat
from streams.pairing.standing import Hall


def why_empty(hall: Hall, seat: str, producers: Sequence[str]) -> str:
    """Return why nothing was sent to a seat, or only that nothing was, where producers would fit.

    Parameters
    ----------
    producers : sequence of str
        Who takes part.
    """
    asking = next((one for one in hall.seats if one.id == seat), None)
    less = list(_with_one_requirement_less(asking)) if asking else []
    if asking is None or not less or hall.fitting(asking, producers):
        return tr("No suggestions yet.")
    names = [name for name, _ in less]
    required = _listed(names)
    more, dropped = max((hall.fitting(supposed, producers), name) for name, supposed in less)
    if not more:
        return tr("No suggestions: 0 producers have {required}.", required=required)
    return tr(
        "No suggestions: 0 producers have {required}. Without {dropped}: {n}.",
        required=required,
        dropped=dropped,
        n=more,
    )


def _with_one_requirement_less(seat: Seat) -> Iterator[tuple[str, Seat]]:
    """Yield the name of each requirement with the seat as it would be without it."""
    for code in seat.must_haves:
        others = tuple(one for one in seat.must_haves if one != code)
        yield word(code), replace(seat, must_haves=others)
    if seat.cold_chain:
        yield tr("cold storage"), replace(seat, cold_chain=False)


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return tr("{some} and {last}", some=", ".join(names[:-1]), last=names[-1])
