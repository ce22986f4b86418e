"""A worker's process without its transport: it applies partitions, reacts and publishes."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from streams.log.port import partition_of
from streams.runtime.applying import Applying
from streams.runtime.cluster import Cluster
from streams.runtime.guard import Guard
from streams.runtime.installation import Clock, utc_now
from streams.runtime.logs import make_outlets
from streams.runtime.ops.process import Listener
from streams.runtime.place import Place
from streams.runtime.reactions.loop import Reactions
from streams.runtime.relay import Relay
from streams.store.pointer import OtherVersion
from streams.store.projected import Projected


class Working(Cluster):
    """One installation of the production shape, with the Guard and the reactions of a worker.

    Where the pointer is moved to another store, that one is filled from then on, and read by the
    reactions once it holds what they have seen.

    Parameters
    ----------
    fail : callable
        Is told why the worker must end.

    Raises
    ------
    Unreachable
        When Kafka or PostgreSQL does not answer.
    OtherVersion
        When the store in use is of another version than this program.
    """

    def __init__(
        self, place: Place, fail: Callable[[Exception], None], *, clock: Clock = utc_now
    ) -> None:
        self._fail = fail
        super().__init__(place, clock=clock)
        self.reactions = Reactions(self)
        store = self.pointer.in_use()
        engine = self._filled(store)
        self._listeners: list[Listener] = [self.reactions.wake]
        self.guard = Guard(self.log, engine, self._told, self._may_try_again)
        self.applying = Applying(self.guard, fail)
        self.following.watch(self)
        if self.pointer.in_use() != store:  # it was moved before anybody watched
            self.pointer_moved(self.pointer.in_use())
        self._closing.callback(self.applying.stop)
        self._closing.callback(self.reactions.stop)
        make_outlets(place)
        self.relay = Relay(place, lambda: self.following.engine, lambda: self.applying.owned)
        self._closing.callback(self.relay.stop)

    def owns(self, key: str) -> bool:
        """Whether a key lies in one of this worker's partitions."""
        return partition_of(key, self.log.partitions) in self.applying.owned

    def start(self) -> None:
        """Begin to apply, to react and to publish."""
        self.applying.start()
        self.reactions.start()
        self.relay.start()

    def listen(self, listener: Listener) -> None:
        """Call a function with what was applied, after each batch; it must be quick."""
        self._listeners.append(listener)

    def _may_try_again(self) -> bool:
        return self.applying.may_try_again()

    def pointer_moved(self, store: str) -> None:
        """Fill another store from now on."""
        self.applying.fill(self._filled(store))

    def store_opened(self) -> None:
        """Let reactions compute from the store that is read now."""
        self.reactions.forget()

    def outdated(self, error: OtherVersion) -> None:
        """End: what is to be filled, this program does not know."""
        self._fail(error)

    def _filled(self, store: str) -> sa.Engine:
        """Return an engine on a store that lives as long as this worker."""
        engine = self.pointer.open(store)
        self._closing.callback(engine.dispose)
        return engine

    def _told(self, done: Sequence[Projected]) -> None:
        for listener in self._listeners:
            listener(done)
        self.relay.wake()
