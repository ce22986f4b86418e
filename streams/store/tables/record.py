"""Tables about the record itself: where it was read to, what took effect, what did not."""

import sqlalchemy as sa

from streams.store.tables.schema import CACHE, PLACE, table, text, whole

positions = table(
    "positions",
    sa.Column("partition", sa.BigInteger, primary_key=True, autoincrement=False),
    whole("next_offset"),
    text("last_event", nullable=True),
    whole("duplicates"),
    info=CACHE,
)
"""The next offset per partition of the log, written with the effects of everything before it."""

_REPAIRS = sa.text("repairs IS NOT NULL")

events = table(
    "events",
    text("key", primary_key=True),
    whole("ordinal", primary_key=True),
    text("recorded_at"),
    text("outcome"),
    text("id", nullable=True),
    text("type", nullable=True),
    whole("version", nullable=True),
    text("subject", nullable=True),
    text("time", nullable=True),
    text("actor", nullable=True),
    text("on_behalf_of", nullable=True),
    text("channel", nullable=True),
    text("request", nullable=True),
    text("correlation", nullable=True),
    text("causation", nullable=True),
    text("repairs", nullable=True),
    text("stale", nullable=True),
    whole("skipped"),
    text("reads", nullable=True),
    text("changes", nullable=True),
    sa.Column("partition", sa.BigInteger, nullable=False, info=PLACE),
    sa.Column("offset", sa.BigInteger, nullable=False, info=PLACE),
    sa.Index("events_id", "id", "key", unique=True),
    sa.Index("events_subject", "key", "subject", "ordinal"),
    sa.Index("events_place", "partition", "offset"),
    sa.Index("events_repairs", "repairs", sqlite_where=_REPAIRS, postgresql_where=_REPAIRS),
)
"""One row per record of the log, whatever became of it.

`outcome` is applied, lost, part or dead. `stale` names the aggregates that had moved on. `reads`
and `changes` are kept for acts of people, so that one can be taken back: what it relied on, and
what it changed with the versions before. `repairs` names a dead letter, of any key.
"""

aggregates = table(
    "aggregates",
    text("key", primary_key=True),
    text("name", primary_key=True),
    text("noun"),
    whole("version"),
    whole("ordinal"),
    text("state", nullable=True),
    text("before", nullable=True),
    sa.Index("aggregates_noun", "key", "noun", "ordinal"),
)
"""Version and state of every aggregate, the ordinal that last changed it, and what it was before.

`state` is absent where the aggregate was taken back to before its beginning.
"""

parts = table(
    "parts",
    text("key", primary_key=True),
    text("correlation", primary_key=True),
    whole("part", primary_key=True),
    text("fact"),
    text("type"),
    info=CACHE,
)
"""Parts of batches whose last part has not come yet."""

dead_letters = table(
    "dead_letters",
    text("key", primary_key=True),
    whole("ordinal", primary_key=True),
    text("code"),
    sa.Column("detail", sa.Text, nullable=False, info=PLACE),
    sa.Column("value", sa.LargeBinary, nullable=False, info=PLACE),
)
"""Records that no version can read, with their cause."""

private_references = table(
    "private_references",
    text("reference", primary_key=True),
    text("key", primary_key=True),
    whole("ordinal", primary_key=True),
)
"""Which rows of the private store applied events refer to."""
