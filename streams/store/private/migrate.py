"""Bringing the private data to the present version."""

from pathlib import Path

import sqlalchemy as sa

HEAD = "0001"
"""The newest migration; a test compares it with the files."""


def migrate(engine: sa.Engine) -> None:
    """Run the migrations that are missing; costs one query when there are none."""
    if _present(engine) == HEAD:
        return
    # Alembic takes longer to import than all the rest of a command: only where it is needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _present(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return version
