"""What only a log on brokers can meet: topics made otherwise, foreign records, brokers away."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from kafka import KafkaProducer

from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import TopicSettings
from streams.log.kafka.topics import TooFewBrokers, WrongTopic, administering, ensure_topic
from streams.log.port import LogUnavailable, Position, Record, Stored
from tests.servers.kafka_server import KafkaServer
from tests.servers.ports import free_port

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.usefixtures("sockets_left_by_kafka_python"),
]

ONE = TopicSettings(partitions=1)
PATIENCE = 1.0
T = TypeVar("T")


@pytest.fixture
def topic() -> str:
    """A name no other test uses."""
    return f"t{uuid4().hex}"


def test_topic_keeps_everything_for_ever(kafka: KafkaServer, topic: str) -> None:
    with administering(kafka.bootstrap) as client:
        assert ensure_topic(client, topic, TopicSettings())
        assert not ensure_topic(client, topic, TopicSettings())

    stated = TopicSettings().stated
    assert (stated["retention.ms"], stated["retention.bytes"]) == ("-1", "-1")
    assert stated["flush.messages"] == "1"
    assert TopicSettings(replicas=3).stated["min.insync.replicas"] == "2"


def test_topic_that_is_otherwise_is_refused_with_all_that_differs(
    kafka: KafkaServer, topic: str
) -> None:
    with administering(kafka.bootstrap) as client:
        ensure_topic(client, topic, ONE)

    with pytest.raises(WrongTopic, match="partitions is 1, must be 12"):
        KafkaLog(kafka.bootstrap, topic)


def test_more_copies_than_brokers_are_refused_with_the_setting(
    kafka: KafkaServer, topic: str
) -> None:
    with pytest.raises(TooFewBrokers, match="fewer brokers than KETNOI_KAFKA_REPLICAS") as error:
        KafkaLog(kafka.bootstrap, topic, TopicSettings(replicas=2))

    assert error.value.code == "too_few_brokers"


def test_brokers_that_are_not_there_are_named_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(LogUnavailable):
        KafkaLog(f"127.0.0.1:{free_port()}")
    assert time.monotonic() - began < 30


def test_foreign_records_are_read_as_they_are(kafka: KafkaServer, topic: str) -> None:
    """Without a key, with one that is no text, without a value."""
    log = KafkaLog(kafka.bootstrap, topic, ONE)
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap)
    for key, value in ((None, b"a"), (b"\xff", b"b"), (b"org", None)):
        producer.send(topic, key=key, value=value, partition=0).get(timeout=10)
    producer.close()

    assert log.read(Position(0, 0), 10) == [
        Stored(Position(0, 0), None, b"a"),
        Stored(Position(0, 1), None, b"b"),
        Stored(Position(0, 2), "org", b""),
    ]
    log.close()


def test_record_that_brokers_refuse_spoils_none_after_it(kafka: KafkaServer, topic: str) -> None:
    log = KafkaLog(kafka.bootstrap, topic, ONE)

    with pytest.raises(LogUnavailable):
        log.append([Record("org", b"x" * 5_000_000)])

    (position,) = log.append([Record("org", b"small")])
    assert log.read(position, 1) == [Stored(position, "org", b"small")]
    log.close()


def when_back(act: Callable[[], T]) -> T:
    """Do something once the log can do it again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return act()
        except LogUnavailable:
            assert time.monotonic() < deadline


def test_killed_broker_loses_nothing_and_is_used_again(
    tmp_path: Path, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What was confirmed is there; what was not is refused in time; then it goes on by itself."""
    caplog.set_level(logging.CRITICAL, "aiokafka")
    confirmed = [f"{number}".encode() for number in range(200)]
    with KafkaServer(tmp_path / "kafka") as server:
        log = KafkaLog(server.bootstrap, topic, ONE, patience=PATIENCE)
        for value in confirmed:
            log.append([Record("org", value)])
        server.kill()
        began = time.monotonic()
        with pytest.raises(LogUnavailable):
            log.append([Record("org", b"during")])
        assert time.monotonic() - began < PATIENCE + 1
        with pytest.raises(LogUnavailable):
            log.read(Position(0, 0), 1)
        server.start()
        when_back(lambda: log.append([Record("org", b"after")]))
        values = [one.value for one in when_back(lambda: log.read(Position(0, 0), 1_000))]
        log.close()

    assert values[:200] == confirmed
    assert values[-1] == b"after"
    assert set(values[200:]) <= {b"during", b"after"}
    assert values.count(b"during") <= 1


def test_log_can_be_left_while_the_brokers_are_away(
    tmp_path: Path, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "aiokafka")
    with KafkaServer(tmp_path / "kafka") as server:
        log = KafkaLog(server.bootstrap, topic, ONE, patience=PATIENCE)
        server.kill()
        with pytest.raises(LogUnavailable):
            log.append([Record("org", b"during")])
        began = time.monotonic()
        log.close()

    assert time.monotonic() - began < 10
