"""The Faust worker: carries records from Kafka to the Guard, and nothing else.

Faust takes care of the group, of rebalancing and of supervision; what is applied, and how often, is
decided by the Guard alone. Records are raw bytes, acknowledged once they have their effect.
"""

import asyncio
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

import faust
from faust.transport.drivers import aiokafka as driver

from streams.domain.errors import Unreachable
from streams.log.kafka.layout import EVENTS, GROUP, PARTITIONS
from streams.log.kafka.reading import stored
from streams.runtime.applying import Applying
from streams.runtime.ops.endpoints import OpsPort
from streams.runtime.ops.process import Process, Pulse
from streams.runtime.place import Place
from streams.runtime.working import Working
from streams.store.collecting import settle_memory

_FETCH_WAIT_MS = 100
_SESSION_SECONDS = 6.0
_HEARTBEAT_SECONDS = 0.25
"""After which a worker learns that another one came or went; meanwhile who knows already waits."""
_BUFFER = 16_384
_BREATH = 0.01
_WATCH_EVERY = 5.0
_STANDS_STILL_SECONDS = 120.0
_BEAT_EVERY = 1.0
_HANGS_SECONDS = 30.0


def work(
    place: Place, folder: Path, instance: str | None = None, ops: OpsPort | None = None
) -> None:
    """Run a worker of an installation until it is told to stop.

    Parameters
    ----------
    ops : OpsPort
        Where operators are told how it is.

    Raises
    ------
    Exception
        What made it stop by itself.
    """
    supervised = Supervised()
    with Working(place, supervised.fail) as working, ExitStack() as told:
        if ops is not None:
            told.enter_context(ops.telling_of(supervised.process(working)))
        if instance is not None:  # who works alone need not wait until that was found out
            working.applying.assign(range(working.log.partitions))
        working.start()
        app = build_worker(
            place.brokers, working.applying, folder, topic=place.topic, instance=instance
        )
        app.task(supervised.beat)
        settle_memory()
        supervised.run(app, working.applying)


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


class Supervised:
    """Runs a worker until it is told to stop, or has to stop by itself."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._beat_at = time.monotonic()
        self._has_begun = False
        self.failure: Exception | None = None

    async def beat(self) -> None:
        """Show again and again that Faust's loop goes round, whatever its consumer waits for."""
        self._has_begun = True
        while True:
            self._beat_at = time.monotonic()
            await asyncio.sleep(_BEAT_EVERY)

    def process(self, working: Working) -> Process:
        """Return what operators are told of: the Guard, the transport, and the reactions."""
        applying = working.applying
        return Process(
            office=working,
            pulses=(
                Pulse("guard", lambda: applying.went_round_at, _STANDS_STILL_SECONDS),
                Pulse(
                    "transport",
                    lambda: self._beat_at,
                    _HANGS_SECONDS,
                    has_begun=lambda: self._has_begun,
                ),
            ),
            applying=applying,
            guard=working.guard,
            reactions=working.reactions,
            listen=working.listen,
        )

    def fail(self, error: Exception) -> None:
        """Stop, because going on makes no sense; called by any thread."""
        self.failure = self.failure or error
        os.kill(os.getpid(), signal.SIGTERM)

    def run(self, app: faust.App, applying: Applying) -> None:
        """Work until stopped; the Guard's thread was started before, and is stopped afterwards.

        Raises
        ------
        Exception
            What made the worker stop by itself.
        """
        watching = threading.Thread(target=self._watch, args=[applying], daemon=True)
        watching.start()
        try:
            faust.Worker(app, override_logging=False).execute_from_commandline()
        except SystemExit as ended:
            if ended.code:  # Faust has said why
                self.failure = self.failure or Unreachable("the transport ended by itself")
        finally:
            self._ended.set()
            watching.join()
        if self.failure is not None:
            raise self.failure

    def _watch(self, applying: Applying) -> None:
        """Fail where the guard has not gone round for too long, whatever holds it."""
        while not self._ended.wait(_WATCH_EVERY):
            if time.monotonic() - applying.went_round_at > _STANDS_STILL_SECONDS:
                self.fail(StandsStill(f"nothing was applied for {_STANDS_STILL_SECONDS:.0f} s"))
                return


class StandsStill(Exception):
    """The guard hangs; another worker, or this one started anew, goes on where it stands."""


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
