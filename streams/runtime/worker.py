"""The Faust worker: carries records from Kafka to the Guard, and nothing else.

Faust takes care of the group, of rebalancing and of supervision; what is applied, and how often, is
decided by the Guard alone. Records are raw bytes, acknowledged once they have their effect.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import faust
from faust.transport.drivers import aiokafka as driver

from streams.domain.errors import Unreachable
from streams.log.kafka.layout import EVENTS, GROUP, PARTITIONS
from streams.log.kafka.reading import stored
from streams.runtime.applying import Applying

_FETCH_WAIT_MS = 100
_SESSION_SECONDS = 6.0
_HEARTBEAT_SECONDS = 0.25
"""After which a worker learns that another one came or went; meanwhile who knows already waits."""
_METADATA_MS = 2_000
"""After which the topics are looked at anew. A broker that has just come back may name none at
first; who then shares out nothing notices here, not after the usual five minutes."""
_BUFFER = 16_384
_BREATH = 0.01


def build_worker(
    brokers: str,
    applying: Applying,
    folder: Path,
    *,
    topic: str = EVENTS,
    group: str = GROUP,
    instance: str | None = None,
) -> faust.App:
    """Return the application that feeds a Guard.

    Parameters
    ----------
    brokers : str
        Addresses, `host:port`, separated by commas.
    folder : Path
        Where Faust keeps what it wants to; nothing in it is needed again.
    topic, group : str
        What is read, and under which name the workers share it.
    instance : str
        A name that a single worker keeps over its restarts: it is served again at once after a
        crash, because nobody waits for its ghost. Without it workers come and go freely.
    """
    _shorten_fetch_wait()
    addresses = [f"kafka://{address}" for address in brokers.split(",")]
    app = faust.App(
        group,
        broker=addresses,
        datadir=str(folder),
        topic_partitions=PARTITIONS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        broker_session_timeout=_SESSION_SECONDS,
        broker_heartbeat_interval=_HEARTBEAT_SECONDS,
        broker_commit_interval=1.0,
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=_METADATA_MS,
        consumer_group_instance_id=instance,
        stream_buffer_maxsize=_BUFFER,
        stream_wait_empty=False,
        web_enabled=False,
    )
    events = app.topic(topic, key_type=bytes, value_type=bytes, value_serializer="raw")

    @app.agent(events, name="apply", concurrency=1)
    async def apply(stream: Any) -> None:
        """Hand each record to the Guard, which acknowledges it."""
        acknowledging = _Acknowledging(asyncio.get_running_loop())
        async for event in stream.noack().events():
            while applying.is_full:
                await asyncio.sleep(_BREATH)
            message = event.message
            record = stored(message.partition, message.offset, message.key, message.value)
            applying.deliver(record, acknowledging.later(event))

    @app.on_partitions_revoked.connect
    async def revoked(*_: Any, **__: Any) -> None:
        applying.revoke()

    @app.on_partitions_assigned.connect
    async def assigned(*given: Any, **_: Any) -> None:
        _, places = given
        applying.assign(place.partition for place in places if place.topic == topic)

    return app


def carry(app: faust.App, beat: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run an application until its process is told to stop.

    Parameters
    ----------
    beat : callable
        Runs on the application's loop as long as that goes round.

    Raises
    ------
    Unreachable
        When it ended by itself; Faust has said why.
    """
    app.task(beat)
    try:
        faust.Worker(app, override_logging=False).execute_from_commandline()
    except SystemExit as ended:
        if ended.code:
            raise Unreachable("the transport ended by itself") from ended


class _Acknowledging:
    """Acknowledges Faust's events from another thread, all that are done at a moment together."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._done: deque[Any] = deque()
        self._is_coming = False

    def later(self, event: Any) -> Callable[[], None]:
        """Return what acknowledges an event, from any thread; once the loop has ended, nothing."""
        return partial(self._note, event)

    def _note(self, event: Any) -> None:
        self._done.append(event)
        if not self._is_coming:
            self._is_coming = True
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._acknowledge)

    def _acknowledge(self) -> None:
        self._is_coming = False  # before the look, so that what comes during it is not forgotten
        while self._done:
            self._done.popleft().ack()


def _shorten_fetch_wait() -> None:
    """Let idle partitions wait 100 ms for records; with 1.5 s a busy one waits for them too.

    The one patch of Faust: the wait is a literal there (measured: p99 of 1,592 ms against 192).
    """
    create = driver.AIOKafkaConsumerThread._create_worker_consumer
    if getattr(create, "is_shortened", False):
        return

    def shortened(self: Any, transport: Any) -> Any:
        consumer = create(self, transport)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS
        return consumer

    shortened.is_shortened = True  # type: ignore[attr-defined]
    setattr(driver.AIOKafkaConsumerThread, "_create_worker_consumer", shortened)  # noqa: B010
