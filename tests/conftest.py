"""What holds for every test: cases are judged by what they show, the doors are not quick, and real
servers are started once for all.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.builders.stores import stores_in
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

settings.register_profile("ketnoi", deadline=None)
settings.load_profile("ketnoi")

_DOORS = tuple(Path(__file__).parent / folder for folder in ("web", "flows/api"))
"""Tests through HTTP: together they take longer than a quick look should."""


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Leave what asks over HTTP out of the quick suite."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in _DOORS):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """A broker that serves until the tests end; each test takes a topic of its own."""
    with KafkaServer(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A database that serves until the tests end; not flushed, since no test of it is a crash."""
    with PostgresServer(tmp_path_factory.mktemp("postgres"), {"fsync": "off"}) as server:
        yield server


@pytest.fixture(
    scope="module",
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ],
)
def each_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a module's tests on every kind of store."""
    if request.param == "sqlite":
        yield
        return
    with stores_in(request.getfixturevalue("postgres").url):
        yield
