"""A request's trace reaches the log, whatever its header says; the act does not depend on it."""

import pytest

from streams.log.codec import decode
from streams.runtime.inspection import every_record
from streams.runtime.trace import trace_id
from tests.builders import FAIR
from tests.flows.api.world import World, producer_form

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADER = f"00-{TRACE}-00f067aa0ba902b7-01"
PATH = f"/fairs/{FAIR}/registrations"


def last_trace(world: World) -> str:
    """Return the trace of the last event on the log."""
    *_, record = every_record(world.office.log)
    traceparent = decode(record.value, record.key).trace
    assert traceparent is not None
    return trace_id(traceparent)


def test_event_carries_the_trace_of_its_request(world: World) -> None:
    answer = world.post(PATH, producer_form("HTX Mẫu"), headers={"traceparent": HEADER})

    assert answer.status_code == 201
    assert last_trace(world) == TRACE


@pytest.mark.parametrize("header", ["", "00-mẫu".encode(), HEADER[:-1]])
def test_broken_header_is_as_good_as_none(world: World, header: str | bytes) -> None:
    answer = world.post(PATH, producer_form("HTX Mẫu"), headers={"traceparent": header})

    assert answer.status_code == 201
    assert last_trace(world) != TRACE


def test_same_key_within_another_trace_is_the_same_act(world: World) -> None:
    first, second = (
        world.post(
            PATH,
            producer_form("HTX Mẫu"),
            headers={"Idempotency-Key": "once", "traceparent": traceparent},
        )
        for traceparent in (HEADER, "")
    )

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["event"] == second.json()["event"]
