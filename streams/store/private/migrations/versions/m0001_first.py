"""Persons, the document index and keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "persons",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("written_at", sa.Text, nullable=False),
    )
    op.create_index("persons_key", "persons", ["key"])
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("written_at", sa.Text, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Private data is never migrated down; restore a backup instead."""
    raise NotImplementedError("restore a backup of the private data instead")
