"""The match: the best set of meetings, its proof, and who has none and why."""

from dataclasses import dataclass

from api.answers import Json
from api.doors import Office
from api.names import participant_names
from api.reasons import shortfall_sentence
from api.routes.known import FairId, known_fair
from api.routes.noun import Noun
from api.routes.paging import Cursor, Limit, Page, after, place_of, stretch
from streams.pairing.exchange import fair_instance
from streams.pairing.shortfall import Served, Shortfall, served, shortfalls
from streams.store.queries.matching import is_optimal, match_pairs, matching_of

match = Noun("match")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSummary:
    """The match as it stands.

    `optimal` says that no other set of meetings is better; `through` is the last ordinal that the
    match has seen, `objective` its value and `bound` what no match can exceed.
    """

    served: Served
    optimal: bool
    through: int
    objective: int
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPair:
    """A pair of the match that was not sent; `score` of at most 10,000."""

    producer: str
    seat: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """Somebody without a meeting, and why in one sentence."""

    name: str
    sentence: str
    why: Shortfall


@match.ask("/fairs/{fair}/match", "matching.read", MatchSummary)
def get_match(office: Office, fair: FairId) -> Json:
    """Show how many meet, and whether this is proven to be the best."""
    known_fair(office, fair)
    with office.reading() as connection:
        state = matching_of(connection, fair)
        summary = MatchSummary(
            served=served(fair_instance(connection, fair), connection),
            optimal=is_optimal(connection, fair),
            through=state.through,
            objective=state.objective,
            bound=state.bound,
        )
    return Json(summary)


@match.ask("/fairs/{fair}/match/pairs", "matching.read", Page[ProposedPair])
def list_match_pairs(
    office: Office, fair: FairId, cursor: Cursor = None, limit: Limit = 50
) -> Json:
    """List the pairs of the match that were not sent, by pair."""
    known_fair(office, fair)
    with office.reading() as connection:
        found = sorted(match_pairs(connection, fair).items())
    rows = [ProposedPair(producer=p, seat=s, score=score) for (p, s), score in found]
    begin = place_of(cursor, tuple[str, str])
    return Json(stretch(after(rows, _pair_place, begin), limit, _pair_place))


@match.ask("/fairs/{fair}/match/short", "matching.read", Page[Short])
def list_match_short(
    office: Office, fair: FairId, cursor: Cursor = None, limit: Limit = 50
) -> Json:
    """List who has no meeting in the match, and why."""
    known_fair(office, fair)
    with office.reading() as connection:
        instance = fair_instance(connection, fair)
        rows = shortfalls(instance, connection)
    page = stretch(after(rows, _short_place, place_of(cursor, tuple[str])), limit, _short_place)
    names = participant_names(office, fair) if page.items else {}
    seats = len(instance.seats)
    return Json(
        page.map(
            lambda one: Short(
                name=names[one.producer],
                sentence=shortfall_sentence(one, names[one.producer], seats),
                why=one,
            )
        )
    )


def _pair_place(row: ProposedPair) -> tuple[str, str]:
    return row.producer, row.seat


def _short_place(row: Shortfall) -> tuple[str]:
    return (row.producer,)
