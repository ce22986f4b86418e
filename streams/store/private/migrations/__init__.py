"""Migrations of the private data, oldest first; run by Alembic at start when one is missing."""
