"""A cluster: what a backup is taken from, and one without data that it is restored into.

What was appended to Kafka cannot be taken back, so a cluster that a restore left half filled is
emptied by its operator. The pointer to its store is moved last.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import sqlalchemy as sa

from streams.domain.errors import Conflict
from streams.log.kafka.layout import GROUP
from streams.log.kafka.topics import administering, members_of
from streams.log.port import EventLog
from streams.runtime.backup.restoring import Rooms
from streams.runtime.backup.taking import Source
from streams.runtime.cluster import open_pointer
from streams.runtime.documents import Documents
from streams.runtime.folder import STORE_VERSION
from streams.runtime.logs import open_kafka
from streams.runtime.place import PRIVATE, Place
from streams.store.engine import open_postgres, writing
from streams.store.outage import reached
from streams.store.pointer import Pointed, Pointer, version_of
from streams.store.private.copying import tables_in
from streams.store.private.tables import secrets
from streams.store.queries.judged import next_offsets

_PATIENCE = 30.0
"""Seconds for a batch to be read or confirmed; neither backup nor restore is in a hurry."""


@contextmanager
def open_cluster(place: Place) -> Iterator[Source]:
    """Open a cluster to read it; it goes on working.

    Raises
    ------
    Unreachable
        When Kafka or PostgreSQL does not answer, at first or while the block runs.
    """
    with reached(), ExitStack() as opened:
        log = opened.enter_context(closing(open_kafka(place, _PATIENCE)))
        private = _private(place, opened)
        pointer = opened.enter_context(open_pointer(place))
        pointed = pointer.read()
        store = None
        if pointed is not None and version_of(pointed.store) == STORE_VERSION:
            store = pointer.open(pointed.store)
            opened.callback(store.dispose)
        yield Source(log=log, private=private, documents=Documents(place.documents), store=store)


@contextmanager
def empty_cluster(place: Place) -> Iterator[Rooms]:
    """Open a cluster to fill; its store is used once the block has ended well.

    Raises
    ------
    Conflict
        When it is not empty, or workers run.
    Unreachable
        When Kafka or PostgreSQL does not answer, at first or while the block runs.
    """
    with reached(), ExitStack() as opened:
        _refuse_workers(place)
        log = opened.enter_context(closing(open_kafka(place, _PATIENCE)))
        pointer = opened.enter_context(open_pointer(place))
        opened.enter_context(pointer.building())
        before = pointer.read()
        documents = Documents(place.documents)
        _refuse_records(place, log)
        if any(documents.digests()) or _has_rows(place) or _stands_anywhere(pointer, before):
            raise Conflict(
                "database_not_empty",
                "The database or the documents' folder is not empty. Empty both if nothing in them "
                "is needed, as after an interrupted restore; then begin anew.",
            )
        name = pointer.next_name()
        store = pointer.open_bare(name)
        opened.callback(store.dispose)
        place.documents.mkdir(parents=True, exist_ok=True)
        yield Rooms(log=log, private=_bare_private(place, opened), documents=documents, store=store)
        pointer.point(Pointed(store=name), instead_of=before.store if before else None)
        if before is not None:
            pointer.drop(before.store)


def _private(place: Place, opened: ExitStack) -> sa.Engine:
    engine = open_postgres(place.database, PRIVATE, "full")
    opened.callback(engine.dispose)
    return engine


def _bare_private(place: Place, opened: ExitStack) -> sa.Engine:
    """Return an engine on the private data, without the tables that were found empty."""
    with ExitStack() as before, writing(_private(place, before)).begin() as connection:
        connection.execute(sa.schema.DropSchema(PRIVATE, cascade=True))
    return _private(place, opened)


def _refuse_workers(place: Place) -> None:
    with administering(place.brokers) as client:
        if members_of(client, GROUP):
            raise Conflict(
                "workers_run", "Workers are running. Stop them and the consoles, then begin anew."
            )


def _refuse_records(place: Place, log: EventLog) -> None:
    if any(log.ends().values()):
        raise Conflict(
            "topic_not_empty",
            "The topic {topic} is not empty. Delete it and the database's schemas if nothing in "
            "them is needed, as after an interrupted restore; then begin anew.",
            topic=place.topic,
        )


def _has_rows(place: Place) -> bool:
    """Whether there are private data; a key that fingerprints were made with is none yet."""
    with ExitStack() as opened, _private(place, opened).connect() as connection:
        tables = [table for table in tables_in(connection) if table.name != secrets.name]
        return any(connection.scalar(sa.select(sa.exists().select_from(t))) for t in tables)


def _stands_anywhere(pointer: Pointer, pointed: Pointed | None) -> bool:
    """Whether the store in use holds anything."""
    if pointed is None:
        return False
    engine = pointer.open(pointed.store)
    try:
        with engine.connect() as connection:
            return bool(next_offsets(connection))
    finally:
        engine.dispose()
