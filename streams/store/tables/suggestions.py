"""Tables of pairs: the match, what was sent, and what happened at the table."""

import sqlalchemy as sa

from streams.store.tables.schema import CACHE, table, text, whole

suggestions = table(
    "suggestions",
    text("key", primary_key=True),
    text("producer", primary_key=True),
    text("seat", primary_key=True),
    text("distributor"),
    text("status"),
    whole("round", nullable=True),
    text("deadline", nullable=True),
    text("asked"),
    text("yes"),
    whole("score"),
    text("parts"),
    text("caution"),
    text("declined_by", nullable=True),
    text("reason", nullable=True),
    sa.Index("suggestions_status", "key", "status", "deadline"),
    sa.Index("suggestions_distributor", "key", "distributor"),
)

match_pairs = table(
    "match_pairs",
    text("key", primary_key=True),
    text("producer", primary_key=True),
    text("seat", primary_key=True),
    whole("score"),
    text("parts"),
)
"""The pairs of the match that were not sent. Sending a pair takes it out of here."""

match_prices = table(
    "match_prices",
    text("key", primary_key=True),
    text("side", primary_key=True),
    text("node", primary_key=True),
    whole("price"),
    whole("through"),
    info=CACHE,
)
"""The prices that prove the match of `through`; computed again when missing."""

meetings = table(
    "meetings",
    text("key", primary_key=True),
    text("producer", primary_key=True),
    text("seat", primary_key=True),
    text("status", nullable=True),
    text("absent"),
    text("outcomes"),
)
