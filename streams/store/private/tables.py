"""Tables of the private data: what may be erased, and the keys. Migrated with Alembic."""

import sqlalchemy as sa

metadata = sa.MetaData()

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("written_at", sa.Text, nullable=False),
    sa.Index("persons_key", "key"),
)
"""One row per reference on the log: names, phones, addresses, tax numbers, free text, as JSON."""

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("written_at", sa.Text, nullable=False),
)
"""The index of files, which are stored once by their sha256."""

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""Keys, made once at the first start."""
