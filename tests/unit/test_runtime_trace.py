"""Traces: taken from the header, carried by events and by what reacts to them, deciding nothing."""

import re
from pathlib import Path

import pytest

from streams.log.codec import decode
from streams.runtime.inspection import every_record
from streams.runtime.trace import begin_trace, current_trace, trace_id, tracing
from tests.builders import Office, distributor, open_office, producer, submit, until

pytestmark = pytest.mark.usefixtures("each_store")

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{TRACE}-00f067aa0ba902b7-01"


def following(traceparent: str | None) -> str:
    """Return what the present becomes where this comes in."""
    with tracing(traceparent):
        found = current_trace()
    assert found is not None
    return found


def test_trace_goes_on_with_a_step_of_its_own() -> None:
    found = following(GIVEN)

    assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-01", found)
    assert found != GIVEN


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "gì đó",
        GIVEN.upper(),
        GIVEN + "-00",
        "ff" + GIVEN[2:],
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        GIVEN + "\n",
    ],
)
def test_what_is_no_trace_begins_a_new_one(header: str | None) -> None:
    found = following(header)

    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", found)
    assert trace_id(found) != TRACE


def test_trace_of_a_later_version_goes_on() -> None:
    assert trace_id(following(f"01-{TRACE}-00f067aa0ba902b7-03-more")) == TRACE


def test_trace_ends_with_its_block() -> None:
    with tracing(GIVEN):
        begin_trace(None)
    assert current_trace() is None


def traces(office: Office) -> dict[str, str]:
    """Return the trace of the last event of each type."""
    events = [decode(record.value, record.key) for record in every_record(office.log)]
    return {event.fact.type: trace_id(event.trace) for event in events if event.trace}


def test_event_carries_the_trace_of_its_request_and_so_do_reactions(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.register("p1", producer())
        office.settle()
        with tracing(GIVEN):
            office.do(submit("d1", distributor()))
        office.start()
        until(lambda: "matching.updated" in traces(office))

        found = traces(office)
    assert found["registration.submitted"] == TRACE
    assert found["matching.updated"] == TRACE


def test_same_request_within_another_trace_is_the_same_act(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        with tracing(GIVEN):
            first = office.do(submit("p1", producer()), key="once")
        with tracing(None):
            second = office.do(submit("p1", producer()), key="once")

    assert second.repeated
    assert second.event == first.event
