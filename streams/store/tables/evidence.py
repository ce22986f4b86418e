"""Tables of documents and claims."""

from streams.store.tables.schema import flag, table, text, whole

documents = table(
    "documents",
    text("key", primary_key=True),
    text("subject", primary_key=True),
    text("digest", primary_key=True),
    whole("size"),
    text("media_type"),
    text("role"),
    whole("pages", nullable=True),
    flag("converted"),
)

claims = table(
    "claims",
    text("key", primary_key=True),
    text("id", primary_key=True),
    text("about"),
    text("kind"),
    text("figure"),
    whole("number", nullable=True),
    whole("high", nullable=True),
    text("exactness"),
    text("published_on", nullable=True),
    text("published"),
    text("place"),
    text("source"),
)
