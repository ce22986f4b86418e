"""Appending to a topic: one idempotent producer per process, on an event loop of its own.

Callers are threads. One caller's records are handed over together, so they stand together; what
was handed over may still appear after the caller was told that it is not known to be durable.
"""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.log.kafka.layout import LARGEST_MESSAGE
from streams.log.port import LogUnavailable, Position

T = TypeVar("T")
_BATCH_BYTES = 131_072
_REQUEST_TIMEOUT_MS = 5_000
_STARTING_SECONDS = 15.0
_STOPPING_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is appended: bytes under a key, in a partition that the caller knows."""

    partition: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Appender:
    """A producer for one topic.

    Parameters
    ----------
    patience : float
        Seconds after which a caller is told that its records are not known to be durable.
    largest : int
        Bytes of the largest record that the topic takes.
    starting, stopping : float
        Seconds that finding the brokers may take, and sending what is left at the end.

    Raises
    ------
    LogUnavailable
        When the brokers cannot be reached.
    """

    def __init__(
        self,
        brokers: str,
        topic: str,
        patience: float,
        *,
        largest: int = LARGEST_MESSAGE,
        starting: float = _STARTING_SECONDS,
        stopping: float = _STOPPING_SECONDS,
    ) -> None:
        self._topic = topic
        self._patience = patience
        self._largest = largest
        self._stopping = stopping
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="appender", daemon=True)
        self._thread.start()
        try:
            self._producer: AIOKafkaProducer = self._run(self._started(brokers), starting)
        except LogUnavailable:
            self._end_loop()
            raise

    def append(self, messages: Sequence[Message]) -> list[Position]:
        """Append a batch; return a position per record once all of it is durable.

        Raises
        ------
        LogUnavailable
            When that was not confirmed in time.
        """
        return self._run(self._append(messages), self._patience)

    def append_together(self, partition: int, messages: Sequence[Message]) -> None:
        """Append many records of one partition at a third of the cost, without their positions.

        Raises
        ------
        LogUnavailable
            When that was not confirmed in time; a beginning of them may be there.
        """
        self._run(self._append_together(partition, messages), self._patience)

    def close(self) -> None:
        """Send what is under way, for a moment, and end."""
        try:
            self._run(self._producer.stop(), self._stopping)
        except LogUnavailable:
            pass  # the brokers are away; nobody was told that what is left is durable
        finally:
            self._end_loop()

    async def _started(self, brokers: str) -> AIOKafkaProducer:
        self._turn = asyncio.Lock()
        producer = AIOKafkaProducer(
            bootstrap_servers=brokers,
            acks="all",
            enable_idempotence=True,
            max_batch_size=_BATCH_BYTES,
            max_request_size=self._largest,
            request_timeout_ms=_REQUEST_TIMEOUT_MS,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        return producer

    async def _append(self, messages: Sequence[Message]) -> list[Position]:
        async with self._turn:
            confirmations = [
                await self._producer.send(
                    self._topic,
                    message.value,
                    message.key,
                    partition=message.partition,
                    headers=list(message.headers),
                )
                for message in messages
            ]
        if confirmations:
            # Not `gather`: ending it early would cancel what is on its way.
            await asyncio.wait(confirmations)
        confirmed = [confirmation.result() for confirmation in confirmations]
        return [Position(one.partition, one.offset) for one in confirmed]

    async def _append_together(self, partition: int, messages: Sequence[Message]) -> None:
        async with self._turn:
            confirmations = []
            batch = self._producer.create_batch()
            for message in messages:
                if not _takes(batch, message):
                    confirmations.append(
                        await self._producer.send_batch(batch, self._topic, partition=partition)
                    )
                    batch = self._producer.create_batch()
                    _takes(batch, message)
            confirmations.append(
                await self._producer.send_batch(batch, self._topic, partition=partition)
            )
        await asyncio.wait(confirmations)
        for confirmation in confirmations:
            confirmation.result()

    def _run(self, work: Coroutine[Any, Any, T], patience: float) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience)
        except NotInTime:
            future.cancel()
            raise LogUnavailable(f"not confirmed within {patience} s") from None
        except KafkaError as error:
            raise LogUnavailable(str(error)) from error

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _takes(batch: Any, message: Message) -> bool:
    """Add a record to a batch, if it has room; an empty one always has."""
    added = batch.append(
        timestamp=None, key=message.key, value=message.value, headers=list(message.headers)
    )
    return added is not None
