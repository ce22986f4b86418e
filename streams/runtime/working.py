"""A worker's process without its transport: it applies partitions, and reacts for their fairs."""

from collections.abc import Callable, Sequence

from streams.log.port import partition_of
from streams.runtime.applying import Applying
from streams.runtime.cluster import Cluster, open_store
from streams.runtime.guard import Guard
from streams.runtime.installation import Clock, utc_now
from streams.runtime.ops.process import Listener
from streams.runtime.place import Place
from streams.runtime.reactions.loop import Reactions
from streams.store.projected import Projected


class Working(Cluster):
    """One installation of the production shape, with the Guard and the reactions of a worker.

    Parameters
    ----------
    fail : callable
        Is told why the worker must end.

    Raises
    ------
    Unreachable
        When Kafka or PostgreSQL does not answer.
    """

    def __init__(
        self, place: Place, fail: Callable[[Exception], None], *, clock: Clock = utc_now
    ) -> None:
        super().__init__(place, clock=clock)
        self.reactions = Reactions(self)
        self._store = open_store(place)
        self._closing.callback(self._store.dispose)
        self._listeners: list[Listener] = [self.reactions.wake]
        self.guard = Guard(self.log, self._store, self._told, self._may_try_again)
        self.applying = Applying(self.guard, fail)
        self._closing.callback(self.applying.stop)
        self._closing.callback(self.reactions.stop)

    def owns(self, key: str) -> bool:
        """Whether a key lies in one of this worker's partitions."""
        return partition_of(key, self.log.partitions) in self.applying.owned

    def start(self) -> None:
        """Begin to apply and to react."""
        self.applying.start()
        self.reactions.start()

    def listen(self, listener: Listener) -> None:
        """Call a function with what was applied, after each batch; it must be quick."""
        self._listeners.append(listener)

    def _may_try_again(self) -> bool:
        return self.applying.may_try_again()

    def _told(self, done: Sequence[Projected]) -> None:
        for listener in self._listeners:
            listener(done)
