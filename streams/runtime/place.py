"""Where an installation of the production shape is."""

from dataclasses import dataclass
from pathlib import Path

from streams.log.kafka.layout import EVENTS


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
