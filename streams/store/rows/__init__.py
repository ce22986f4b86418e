"""How states become rows that can be asked for, by noun.

Nouns that are not listed live in `aggregates` alone: identities, places, numbers, rounds, wishes.
"""

from collections.abc import Mapping

from streams.store.rows.agreements import AGREEMENTS
from streams.store.rows.claims import CLAIMS
from streams.store.rows.fairs import FAIRS, SERIES
from streams.store.rows.projection import Projection
from streams.store.rows.registrations import REGISTRATIONS
from streams.store.rows.suggestions import MEETINGS, SUGGESTIONS

PROJECTIONS: Mapping[str, Projection] = {
    "fair": FAIRS,
    "series": SERIES,
    "registration": REGISTRATIONS,
    "suggestion": SUGGESTIONS,
    "meeting": MEETINGS,
    "agreement": AGREEMENTS,
    "claim": CLAIMS,
}
