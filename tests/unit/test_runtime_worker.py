"""The Faust application: it carries bytes to the Guard, and acknowledges what has its effect."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import faust
import pytest
from faust.types import TP

from streams.domain.errors import Unreachable
from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.memory_log import MemoryLog
from streams.log.port import Record, partition_of
from streams.runtime import applying as module
from streams.runtime.applying import Applying
from streams.runtime.guard import Guard
from streams.runtime.supervised import Supervised
from streams.runtime.worker import build_worker, carry
from streams.store.projected import Projected
from tests.builders import FAIR, details, event, period, until
from tests.builders.stores import empty_store

TOPIC = "mau.events"
PARTITION = partition_of(FAIR, MemoryLog.partitions)
WISHES = [
    event(MeetingRequested(by="producer"), changes={f"wish/p{n}~s.1": 0}, name=f"w{n}")
    for n in range(4)
]
ANNOUNCED = event(
    FairAnnounced(details=details(), planned=period()), changes={f"fair/{FAIR}": 0}, name="first"
)
RECORDS = [Record(FAIR, encode(one)) for one in (ANNOUNCED, *WISHES)]


class World:
    """An application and its Guard, whose thread a test starts when it wants effects."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog()
        self.told: list[Projected] = []
        self.engine = empty_store(folder / "store.db")
        self.guard = Guard(self.log, self.engine, self.told.extend)
        self.applying = Applying(self.guard, lambda _: None)
        self.app = build_worker("127.0.0.1:9", self.applying, folder / "faust", topic=TOPIC)

    def close(self) -> None:
        """Stop everything."""
        self.applying.stop()
        self.engine.dispose()
        consumer: Any = self.app._consumer
        if consumer is not None:  # never started, so nobody closes its loop
            consumer._thread.thread_loop.close()

    def own_everything(self) -> None:
        """Own every partition, and have looked what is on the log."""
        self.applying.assign(range(3))
        until(lambda: self.applying._look_at > time.monotonic())

    @asynccontextmanager
    async def agent(self) -> AsyncIterator[Any]:
        """Give the agent in Faust's own test context; a record put there comes as from Kafka."""
        (agent,) = self.app.agents.values()
        async with agent.test_context() as context:
            yield context


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An application without brokers; nothing is found that was not delivered."""
    monkeypatch.setattr(module, "_LOOK_EVERY", 3_600.0)
    monkeypatch.setattr(module, "_UNSETTLED_SECONDS", 0.0)
    opened = World(tmp_path)
    opened.applying.start()
    with closing(opened):
        yield opened


async def comes(condition: Callable[[], object]) -> None:
    """Wait until something holds, and let the loop go on meanwhile."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.002)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test on a loop of its own."""
    asyncio.run(test())


def test_bytes_reach_the_guard_and_are_acknowledged(world: World) -> None:
    world.own_everything()
    world.log.append(RECORDS)

    async def test() -> None:
        async with world.agent() as agent:
            put = [
                await agent.put(record.value, key=record.key.encode(), partition=PARTITION)
                for record in RECORDS
            ]
            await comes(lambda: all(one.message.acked for one in put))

    run(test)
    assert [one.ordinal for one in world.told] == [1, 2, 3, 4, 5]
    assert {one.outcome for one in world.told} == {"applied"}


def test_nothing_is_acknowledged_before_its_effect(world: World) -> None:
    """The Guard stands in the middle of telling, which is after the commit and before the rest."""
    world.own_everything()
    world.log.append(RECORDS)

    async def test() -> None:
        async with world.agent() as agent:
            acked: list[bool] = []
            world.guard._tell = lambda done: acked.append(put.message.acked)
            put = await agent.put(RECORDS[0].value, key=FAIR.encode(), partition=PARTITION)
            await comes(lambda: put.message.acked)
            assert acked == [False]

    run(test)


def test_agent_waits_while_the_guard_has_enough(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 2)
    world.own_everything()
    world.log.append(RECORDS)

    async def test() -> None:
        async with world.agent() as agent:
            with world.applying._waking:  # the Guard's thread can take nothing
                put = [
                    await agent.put(
                        record.value, key=FAIR.encode(), partition=PARTITION, wait=False
                    )
                    for record in RECORDS[:4]
                ]
                for _ in range(100):
                    await asyncio.sleep(0)
                assert len(world.applying._delivered) == 2
            await comes(lambda: all(one.message.acked for one in put))

    run(test)
    assert [one.ordinal for one in world.told] == [1, 2, 3, 4]


@pytest.mark.parametrize(("key", "value"), [(None, None), (b"\xff", b"x"), (FAIR.encode(), b"")])
def test_record_without_key_or_value_is_a_dead_letter_and_the_agent_goes_on(
    world: World, key: bytes | None, value: bytes | None
) -> None:
    world.applying.assign(range(3))

    async def test() -> None:
        async with world.agent() as agent:
            put = [
                await agent.put(value, key=key, partition=PARTITION),
                await agent.put(RECORDS[0].value, key=FAIR.encode(), partition=PARTITION),
            ]
            await comes(lambda: all(one.message.acked for one in put))

    run(test)
    assert [one.outcome for one in world.told] == ["dead", "applied"]


def test_guard_owns_what_was_assigned_of_our_topic_last(world: World) -> None:
    async def test() -> None:
        await world.app.on_partitions_assigned.send({TP(TOPIC, 0), TP(TOPIC, 2), TP("other", 1)})
        await comes(lambda: world.applying.owned == {0, 2})
        await world.app.on_partitions_assigned.send({TP(TOPIC, 1)})
        await comes(lambda: world.applying.owned == {1})
        await world.app.on_partitions_revoked.send({TP(TOPIC, 1)})
        await world.app.on_partitions_assigned.send(set())
        await comes(lambda: world.applying.owned == set())

    run(test)


def test_nothing_else_listens_and_topics_are_left_to_us(world: World) -> None:
    settings = world.app.conf

    assert not settings.web_enabled
    assert not settings.topic_allow_declare
    assert settings.consumer_auto_offset_reset == "earliest"


def test_transport_that_ends_by_itself_is_no_clean_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the broker goes away while Faust starts: nobody would start the worker anew."""
    codes = iter([0, 70])

    def ends(_: object) -> None:
        raise SystemExit(next(codes))

    monkeypatch.setattr(faust.Worker, "execute_from_commandline", ends)

    carry(world.app, Supervised().beat)  # told to stop
    with pytest.raises(Unreachable, match="the transport ended by itself"):
        carry(world.app, Supervised().beat)
