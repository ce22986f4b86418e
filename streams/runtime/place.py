"""Where an installation of the production shape is."""

from dataclasses import dataclass
from pathlib import Path

from streams.domain.errors import Malformed
from streams.log.kafka.layout import EVENTS
from streams.runtime.addresses import broker_addresses, database_address
from streams.runtime.settings import Settings

PRIVATE = "private"
"""The schema of the private data in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an installation's log, database and files are.

    Attributes
    ----------
    brokers : str
        Addresses of Kafka, `host:port`, separated by commas.
    database : str
        `postgresql://user:password@host:port/database`.
    documents : Path
        A folder that all processes share.
    replicas : int
        Copies of each record that the brokers keep.
    """

    brokers: str
    database: str
    documents: Path
    topic: str = EVENTS
    replicas: int = 1


def place_of(settings: Settings, folder: Path) -> Place | None:
    """Return where the production shape is, if the settings name one.

    Parameters
    ----------
    folder : Path
        The data folder: what is stored as files lies there in both shapes.

    Raises
    ------
    Malformed
        When they name half of it, no addresses, or a password file that cannot be read.
    """
    if not (settings.kafka or settings.postgres):
        return None
    if not (settings.kafka and settings.postgres):
        raise Malformed(
            "half_a_place",
            "KETNOI_KAFKA and KETNOI_POSTGRES belong together. Set both, or neither.",
        )
    return Place(
        brokers=broker_addresses(settings.kafka),
        database=database_address(settings.postgres, _password(settings.postgres_secret)),
        documents=folder / "documents",
        replicas=settings.kafka_replicas,
    )


def _password(file: str) -> str | None:
    """Return the password that a file holds, if one is named."""
    if not file:
        return None
    try:
        password = Path(file).read_text(encoding="utf-8").partition("\n")[0].strip()
        if "\0" in password:
            raise ValueError("a sign at which the driver stops reading")
    except (OSError, ValueError):
        raise Malformed(
            "no_password",
            "The password file {file} cannot be read. Correct KETNOI_POSTGRES_SECRET.",
            file=file,
        ) from None
    return password
