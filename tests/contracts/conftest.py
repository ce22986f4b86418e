"""What tests on brokers share that go away."""

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture
def sockets_left_by_kafka_python() -> Iterator[None]:
    """Collect what the library leaves open after a refused connection, without its warnings."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
