"""The production shape as one process sees it: Kafka, PostgreSQL, and workers that apply.

It keeps nothing of its own: any number of such processes serve the same record. Commands are
decided here and appended; the answer comes once a worker has applied them.
"""

import time
from contextlib import ExitStack, suppress

import sqlalchemy as sa

from streams.domain.errors import Unreachable
from streams.log.kafka.kafka_log import KafkaLog
from streams.runtime.checking import check_store
from streams.runtime.commands import Commands
from streams.runtime.documents import Documents
from streams.runtime.folder import STORE_VERSION
from streams.runtime.following import Following
from streams.runtime.installation import Clock, Installation, utc_now
from streams.runtime.logs import open_kafka
from streams.runtime.place import Place
from streams.runtime.port import NotAppliedYet
from streams.runtime.rebuild import Rebuilt
from streams.store.engine import alone, open_postgres, writing
from streams.store.outage import reached
from streams.store.private.keeper import Keeper
from streams.store.queries.fairs import all_fairs
from streams.store.queries.matching import is_due, matching_of
from streams.store.tables import metadata

PRIVATE = "private"
STORE = f"store_v{STORE_VERSION}"
_SETTLES_WITHIN = 30.0
_BREATH = 0.02
_MAKING = 7_201_846_553
"""The advisory lock under which schemas are made; any number, as long as it is the same."""


class Cluster(Installation):
    """One installation of the production shape, open for work. Use as a context manager.

    Topic, schemas and tables are made if absent.

    Raises
    ------
    Unreachable
        When Kafka or PostgreSQL does not answer.
    WrongTopic
        When the topic is not as it must be.
    """

    log: KafkaLog

    def __init__(self, place: Place, *, clock: Clock = utc_now) -> None:
        self.clock = clock
        self.place = place
        self._closing = ExitStack()
        with reached(), ExitStack() as opened:
            self.log = open_kafka(place)
            opened.callback(self.log.close)
            private = open_postgres(place.database, PRIVATE, "full")
            opened.callback(private.dispose)
            with alone(private, _MAKING):
                self.keeper = Keeper(private)
            opened.callback(self.keeper.close)
            place.documents.mkdir(parents=True, exist_ok=True)
            self.documents = Documents(place.documents)
            store = open_store(place)
            self.progress = following = Following(self.log, store)
            opened.callback(following.close)
            self.commands = Commands(self.log, following, self.keeper, lanes=self.log.partitions)
            self._closing = opened.pop_all()

    def settle(self) -> None:
        """Return once the workers have applied the log and matched every fair.

        Raises
        ------
        Unreachable
            When they do not within a while: none is running, or they are far behind.
        """
        deadline = time.monotonic() + _SETTLES_WITHIN
        while not self._is_settled():
            if time.monotonic() > deadline:
                raise Unreachable("no worker has finished what is due")
            time.sleep(_BREATH)

    def rebuild(self) -> Rebuilt:
        """Build the store anew beside the one in use and compare; the one in use goes on."""
        with reached():
            return check_store(self.log, self.progress.engine, self.place.database)

    def _is_settled(self) -> bool:
        with suppress(NotAppliedYet):
            self.progress.catch_up()
            with self.reading() as connection:
                return not any(
                    is_due(connection, fair.id, matching_of(connection, fair.id).through)
                    for fair in all_fairs(connection)
                )
        return False


def open_store(place: Place) -> sa.Engine:
    """Return an engine on the store in use, which is made if absent."""
    engine = open_postgres(place.database, STORE, "derived")
    with alone(engine, _MAKING), writing(engine).begin() as connection:
        metadata.create_all(connection)
    return engine
