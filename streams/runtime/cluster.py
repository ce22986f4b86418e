"""The production shape as one process sees it: Kafka, PostgreSQL, and workers that apply.

It keeps nothing of its own: any number of such processes serve the same record. Commands are
decided here and appended; the answer comes once a worker has applied them.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from streams.domain.errors import Unreachable
from streams.log.counted import Tell
from streams.log.kafka.kafka_log import KafkaLog
from streams.runtime.commands import Commands
from streams.runtime.documents import Documents
from streams.runtime.folder import STORE_VERSION
from streams.runtime.following import Following
from streams.runtime.installation import Clock, Installation, utc_now
from streams.runtime.logs import open_kafka
from streams.runtime.place import PRIVATE, Place
from streams.runtime.port import NotAppliedYet
from streams.runtime.rebuild import Rebuilt
from streams.runtime.upgrading import check
from streams.store.engine import alone, open_postgres
from streams.store.outage import reached
from streams.store.pointer import Pointer
from streams.store.private.keeper import Keeper
from streams.store.queries.fairs import all_fairs
from streams.store.queries.matching import is_due, matching_of

_SETTLES_WITHIN = 30.0
_BREATH = 0.02
_MAKING = 7_201_846_553
"""The advisory lock under which the private data are migrated."""


class Cluster(Installation):
    """One installation of the production shape, open for work. Use as a context manager.

    Topic, schemas and tables are made if absent. The store is the one that the pointer names.

    Raises
    ------
    Unreachable
        When Kafka or PostgreSQL does not answer.
    WrongTopic
        When the topic is not as it must be.
    OtherVersion
        When the store in use is of another version than this program.
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
            self.pointer = opened.enter_context(open_pointer(place))
            self.progress = self.following = Following(self.log, self.pointer)
            opened.callback(self.following.close)
            self.commands = Commands(
                self.log, self.following, self.keeper, lanes=self.log.partitions
            )
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

    def rebuild(self, tell: Tell = lambda _done, _total: None) -> Rebuilt:
        """Build the store anew beside the one in use, compare, and use the new one if unequal."""
        with reached():
            return check(self.log, self.pointer, tell)

    def _is_settled(self) -> bool:
        with suppress(NotAppliedYet):
            self.progress.catch_up()
            with self.reading() as connection:
                return not any(
                    is_due(connection, fair.id, matching_of(connection, fair.id).through)
                    for fair in all_fairs(connection)
                )
        return False


@contextmanager
def open_pointer(place: Place) -> Iterator[Pointer]:
    """Give the pointer to the store in use, for this version of the program.

    Raises
    ------
    Unreachable
        When PostgreSQL does not answer, at first or while the block runs.
    """
    with reached(), closing(Pointer(place.database, STORE_VERSION)) as pointer:
        yield pointer
