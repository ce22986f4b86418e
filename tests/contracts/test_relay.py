"""The relay: each record once and in order, whoever publishes, and never in the way of an end."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import DEAD_LETTERS, FACTS, repeating
from streams.log.kafka.reading import Raw, Reader
from streams.log.kafka.topics import administering, ensure_topic
from streams.log.port import Position, Record, partition_of
from streams.runtime.feeds import FEEDS, Feed
from streams.runtime.guard import Guard
from streams.runtime.place import Place
from streams.runtime.relay import Relay
from tests.builders import FAIR, records, until
from tests.builders.stores import empty_store
from tests.drills.poison_load import in_parts, wish
from tests.servers.kafka_server import KafkaServer
from tests.servers.ports import free_port

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.usefixtures("sockets_left_by_kafka_python"),
]

PARTITION = partition_of(FAIR, 12)


class Cluster:
    """A log, a store that follows it, and the topics for other systems, all of one test."""

    def __init__(self, brokers: str, folder: Path) -> None:
        name = uuid4().hex
        self.place = Place(brokers=brokers, database="", documents=folder, topic=f"log-{name}")
        self.feeds = [replace(feed, topic=f"{feed.topic}-{name}") for feed in FEEDS]
        with administering(brokers) as client:
            for feed in self.feeds:
                ensure_topic(client, feed.topic, repeating(1))
        self.engine = empty_store(folder / "store.db")
        self.log = KafkaLog(brokers, self.place.topic, patience=20.0)

    def close(self) -> None:
        """Leave everything."""
        self.log.close()
        self.engine.dispose()

    def apply(self, *given: Record) -> None:
        """Append records and apply them."""
        self.log.append(given)
        with closing(Guard(self.log, self.engine, lambda _: None)) as guard:
            guard.catch_up([PARTITION])

    @contextmanager
    def relaying(self, owned: Callable[[], set[int]] = lambda: {PARTITION}) -> Iterator[Relay]:
        """Run a relay while the block runs."""
        relay = Relay(self.place, lambda: self.engine, owned, self.feeds)
        relay.start()
        try:
            yield relay
        finally:
            relay.stop()

    def published(self, feed: Feed) -> list[Raw]:
        """Return what a topic holds."""
        with closing(Reader(self.place.brokers, feed.topic, 20.0)) as reader:
            return reader.read_raw(Position(PARTITION, 0), 10_000)

    def until_published(self, facts: int, letters: int = 0) -> None:
        """Wait until both topics have so many records."""
        for feed, number in zip(self.feeds, (facts, letters), strict=True):
            until(lambda f=feed, n=number: len(self.published(f)) >= n, within=30)  # type: ignore[misc]


@pytest.fixture
def cluster(kafka: KafkaServer, tmp_path: Path) -> Iterator[Cluster]:
    """A log of the test's own."""
    with closing(Cluster(kafka.bootstrap, tmp_path)) as opened:
        yield opened


def wishes(first: int, last: int) -> list[Record]:
    """Return wishes as they are appended."""
    return records(*(wish(FAIR, number) for number in range(first, last)))


def test_feeds_are_the_two_topics() -> None:
    assert [feed.topic for feed in FEEDS] == [FACTS, DEAD_LETTERS]


def test_next_relay_goes_on_where_the_last_one_stopped(cluster: Cluster) -> None:
    given = wishes(0, 700)
    for first in (0, 300, 500):
        cluster.apply(*given[first : first + 300])
        with cluster.relaying():
            cluster.until_published(min(first + 300, 700))

    facts = cluster.published(cluster.feeds[0])
    assert [record.value for record in facts] == [record.value for record in given]
    assert {record.key for record in facts} == {FAIR.encode()}


def test_batch_in_parts_is_published_whole_before_anything_after_it(cluster: Cluster) -> None:
    parts = records(*in_parts(FAIR))
    between, after = wishes(0, 2)
    cluster.apply(parts[0], between, parts[1], after)

    with cluster.relaying():
        cluster.until_published(4)

    values = [record.value for record in cluster.published(cluster.feeds[0])]
    assert values == [one.value for one in (between, *parts, after)]


def test_dead_letter_is_published_as_it_was_with_its_cause(cluster: Cluster) -> None:
    (good,) = wishes(0, 1)
    cluster.apply(good, Record(FAIR, b"no event"))

    with cluster.relaying():
        cluster.until_published(1, 1)

    (letter,) = cluster.published(cluster.feeds[1])
    headers = {name: value.decode() for name, value in letter.headers}
    message = headers.pop("__streams.errors.message")
    recorded_at = headers.pop("ketnoi.recorded_at")
    assert (letter.key, letter.value) == (FAIR.encode(), b"no event")
    assert headers == {
        "__streams.errors.topic": cluster.place.topic,
        "__streams.errors.partition": str(PARTITION),
        "__streams.errors.offset": "1",
        "__streams.errors.exception": "Undecodable",
        "ketnoi.code": "bad_envelope",
        "ketnoi.key": FAIR,
        "ketnoi.ordinal": "2",
        "ketnoi.through": "1",
    }
    assert message.startswith("JSON is malformed")
    assert recorded_at == "2026-05-04T02:00:00.000000Z"


def test_partition_of_somebody_else_is_left_alone(cluster: Cluster) -> None:
    owned: set[int] = set()
    cluster.apply(*wishes(0, 5))

    with cluster.relaying(lambda: owned) as relay:
        relay.wake()
        assert cluster.published(cluster.feeds[0]) == []
        owned.add(PARTITION)
        cluster.until_published(5)


def test_outage_is_waited_for_and_an_end_does_not_wait_for_it(tmp_path: Path) -> None:
    with (
        KafkaServer(tmp_path / "kafka") as server,
        closing(Cluster(server.bootstrap, tmp_path)) as cluster,
    ):
        cluster.apply(*wishes(0, 50))
        server.kill()
        with cluster.relaying():
            relay = Relay(cluster.place, lambda: cluster.engine, lambda: {PARTITION}, cluster.feeds)
            relay.start()
            began = time.monotonic()
            relay.stop()
            took = time.monotonic() - began
            server.start()
            cluster.until_published(50)

    assert took < 2.5


def test_brokers_that_were_never_there_do_not_keep_anybody(tmp_path: Path) -> None:
    place = Place(brokers=f"127.0.0.1:{free_port()}", database="", documents=tmp_path)
    engine: sa.Engine = empty_store(tmp_path / "store.db")
    relay = Relay(place, lambda: engine, set)
    relay.start()

    began = time.monotonic()
    relay.stop()

    assert time.monotonic() - began < 2.5
    engine.dispose()
