"""Tables of fairs and series: a row per version, so that a count can be taken as of then."""

import sqlalchemy as sa

from streams.store.tables.schema import table, text, whole

fairs = table(
    "fairs",
    text("key", primary_key=True),
    whole("version", primary_key=True),
    text("recorded_from"),
    text("recorded_to", nullable=True),
    text("name"),
    text("name_en"),
    text("kind"),
    text("region"),
    text("venue"),
    text("province"),
    text("series", nullable=True),
    text("status"),
    text("planned_first"),
    text("planned_last"),
    text("first_day"),
    text("last_day"),
    sa.Index("fairs_series", "series"),
)
"""`first_day` and `last_day` are the actual days, or the planned ones while they are unknown."""

series = table(
    "series",
    text("key", primary_key=True),
    text("id", primary_key=True),
    whole("version", primary_key=True),
    text("recorded_from"),
    text("recorded_to", nullable=True),
    text("name"),
    text("name_en"),
    whole("grace_days"),
)
