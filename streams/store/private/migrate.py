"""Bringing the private data to the present version."""

from pathlib import Path

import sqlalchemy as sa

HEAD = "0001"
"""The newest migration; a test compares it with the files."""


VERSIONS = "alembic_version"
"""The table in which the migration stands."""


class UnknownRevision(LookupError):
    """Private data of a revision that this program does not know."""


def migrate(engine: sa.Engine, revision: str = HEAD) -> None:
    """Run the migrations that are missing up to a revision; costs one query when there are none.

    Raises
    ------
    UnknownRevision
        When there is no such revision, or the data are of one that is not known.
    """
    with engine.connect() as connection:
        found = revision_of(connection)
    if found == revision:
        return
    if found is not None and found > HEAD:  # a newer program was here
        raise UnknownRevision(found)
    # Alembic takes longer to import than all the rest of a command: only where it is needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise UnknownRevision(revision) from error


def revision_of(connection: sa.Connection) -> str | None:
    """Return the migration at which private data stand; None where there are none."""
    if not sa.inspect(connection).has_table(VERSIONS):
        return None
    query = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(VERSIONS))
    revision: str | None = connection.scalar(query)
    return revision
