"""Tables of agreements: a row per version, wide enough to count without looking elsewhere."""

import sqlalchemy as sa

from streams.store.tables.schema import flag, table, text, whole

agreements = table(
    "agreements",
    text("key", primary_key=True),
    text("id", primary_key=True),
    whole("version", primary_key=True),
    text("recorded_from"),
    text("recorded_to", nullable=True),
    text("number"),
    text("number_key"),
    text("kind"),
    text("subject"),
    text("status"),
    flag("is_signed"),
    flag("authority_pending"),
    text("signed_on", nullable=True),
    text("voided_on", nullable=True),
    text("void_reason", nullable=True),
    text("superseded_on", nullable=True),
    text("superseded_by"),
    text("merged_on", nullable=True),
    text("merged_into"),
    text("evidence"),
    text("digest"),
    text("producer"),
    text("producer_kind"),
    text("producer_name", nullable=True),
    text("producer_private", nullable=True),
    text("province"),
    text("distributor"),
    text("distributor_kind"),
    text("distributor_name", nullable=True),
    text("third_parties"),
    whole("value_vnd", nullable=True),
    flag("value_open"),
    text("differs"),
    whole("documents"),
    text("facets"),
    sa.Index("agreements_current", "key", "recorded_to"),
    sa.Index("agreements_number", "key", "number_key"),
)
"""`producer` and `distributor` are identities; `province` is the producer's, empty for unknown;
`facets` is what `streams.store.facets` makes of the paper and its items."""

agreement_items = table(
    "agreement_items",
    text("key", primary_key=True),
    text("id", primary_key=True),
    whole("version", primary_key=True),
    whole("line", primary_key=True),
    text("name"),
    whole("product_set", nullable=True),
    whole("product_group", nullable=True),
    whole("star", nullable=True),
)
"""Products named in a paper, per version of it; stars as of signing."""
