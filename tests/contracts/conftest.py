"""One broker for all contracts of a worker."""

from collections.abc import Iterator

import pytest

from tests.servers.kafka_server import KafkaServer


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """A broker that serves until the tests end; each test takes a topic of its own."""
    with KafkaServer(tmp_path_factory.mktemp("kafka")) as server:
        yield server
