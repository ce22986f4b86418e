"""The tables of the store, by noun. Dates and moments are text that sorts, equal in every database.

A table filled from facts counts in the canonical hash with all its columns, except those marked
`place`: they say where something stood in one log. Tables marked `cache` do not count at all.
"""

from streams.store.tables.agreements import agreement_items, agreements
from streams.store.tables.evidence import claims, documents
from streams.store.tables.fairs import fairs, series
from streams.store.tables.record import (
    aggregates,
    dead_letters,
    events,
    parts,
    positions,
    private_references,
)
from streams.store.tables.registrations import registrations, seats
from streams.store.tables.schema import CACHE, PLACE, metadata
from streams.store.tables.suggestions import match_pairs, match_prices, meetings, suggestions

__all__ = [
    "CACHE",
    "PLACE",
    "aggregates",
    "agreement_items",
    "agreements",
    "claims",
    "dead_letters",
    "documents",
    "events",
    "fairs",
    "match_pairs",
    "match_prices",
    "meetings",
    "metadata",
    "parts",
    "positions",
    "private_references",
    "registrations",
    "seats",
    "series",
    "suggestions",
]
