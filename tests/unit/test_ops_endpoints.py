"""The operator's port: what a console in a data folder and the Guard of a worker tell."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.domain.errors import Unavailable
from streams.log.codec import FutureVersion
from streams.runtime.applying import Applying
from streams.runtime.guard import Guard
from streams.runtime.ops import sampling
from streams.runtime.ops.endpoints import OpsPort
from streams.runtime.ops.process import Process, Pulse, Rebuilding
from tests.builders import FAIR, Office, open_office, producer, until
from tests.builders.asked import asked
from tests.builders.outages import log_gone, store_gone

BOUND = 30.0


@pytest.fixture(autouse=True)
def asking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_EVERY", 0.02)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with reactions at work."""
    with open_office(tmp_path) as opened:
        yield opened


@contextmanager
def told(process: Process) -> Iterator[int]:
    """Tell of a process; give the port once log and store were asked."""
    with OpsPort(0) as ops, ops.telling_of(process):
        until(lambda: "asked yet" not in asked(ops.port, "/readyz").text)
        yield ops.port


def console(office: Office, *, beaten: float = 0.0) -> Process:
    """Return what is watched of a console whose loop went round so many seconds ago."""
    return Process(
        office=office,
        pulses=(Pulse("console", lambda: time.monotonic() - beaten, BOUND),),
        reactions=office.reactions,
        listen=office.projection.listen,
    )


def test_console_that_works_lives_and_is_ready(office: Office) -> None:
    with told(console(office)) as port:
        alive, ready = asked(port, "/livez"), asked(port, "/readyz")

    assert (alive.status, alive.text) == (200, "alive\n")
    assert (ready.status, ready.codes) == (200, [])


def test_part_that_has_not_begun_lives_and_is_not_ready(office: Office) -> None:
    pulse = Pulse("transport", time.monotonic, BOUND, has_begun=lambda: False)
    with told(Process(office=office, pulses=(pulse,))) as port:
        alive, ready = asked(port, "/livez"), asked(port, "/readyz")

    assert (alive.status, ready.status, ready.codes) == (200, 503, ["starting"])


def test_part_that_hangs_is_named_and_the_process_does_not_live(office: Office) -> None:
    with told(console(office, beaten=BOUND + 5)) as port:
        alive, ready = asked(port, "/livez"), asked(port, "/readyz")

    assert (alive.status, alive.text) == (503, "the console has not gone round for 35 s\n")
    assert (ready.status, ready.codes) == (503, ["stands_still"])


def test_process_without_its_store_lives_and_is_not_ready_until_it_is_back(office: Office) -> None:
    with told(console(office)) as port:
        with store_gone(office):
            until(lambda: asked(port, "/readyz").codes == ["store_unreachable"])
            assert asked(port, "/livez").status == 200
            assert asked(port, "/metrics").numbers("ketnoi_store_up") == {(): 0}
        until(lambda: asked(port, "/readyz").status == 200)
        assert asked(port, "/metrics").numbers("ketnoi_store_up") == {(): 1}


def test_process_without_its_log_lives_and_is_not_ready_until_it_is_back(office: Office) -> None:
    with told(console(office)) as port:
        with log_gone(office):
            until(lambda: asked(port, "/readyz").codes == ["log_unreachable"])
            assert asked(port, "/livez").status == 200
        until(lambda: asked(port, "/readyz").status == 200)


def test_log_that_never_answers_keeps_nobody_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`asked` gives up after a second."""
    never = threading.Event()
    with told(console(office)) as port:
        monkeypatch.setattr(office.log, "end", lambda _: never.wait())
        monkeypatch.setattr("streams.runtime.ops.health._TOO_OLD", 0.1)
        until(lambda: asked(port, "/readyz").codes == ["no_answer"])

        (age,) = asked(port, "/metrics").numbers("ketnoi_sample_age_seconds").values()
        assert age > 0.1
        assert asked(port, "/livez").status == 200
        never.set()


def test_what_happened_is_counted_and_timed(office: Office) -> None:
    with told(console(office)) as port:
        office.start()
        office.register("p1", producer())
        until(lambda: asked(port, "/metrics").numbers("ketnoi_reactions_due") == {(): 0})
        found = asked(port, "/metrics")

    records = found.numbers("ketnoi_records_total")
    assert {outcome: records[outcome,] for outcome in ("lost", "dead", "part")} == {
        "lost": 0,
        "dead": 0,
        "part": 0,
    }
    assert records["applied",] >= 1
    assert found.numbers("ketnoi_partition_lag_records") == {("0",): 0}
    assert found.numbers("ketnoi_record_delay_seconds_count")[()] >= 1
    assert found.numbers("ketnoi_reaction_seconds_count")["fair",] >= 1
    assert found.numbers("ketnoi_partition_last_event_age_seconds").keys() == {("0",)}
    assert found.numbers("process_resident_memory_bytes")[()] > 0


def test_metrics_follow_the_conventions_and_name_nobody(office: Office) -> None:
    with told(console(office)) as port:
        office.register("p1", producer("HTX Mẫu Kín"))
        text = asked(port, "/metrics").text

    families = list(text_string_to_metric_families(text))
    ours = [one for one in families if one.name.startswith("ketnoi_")]
    assert all(one.documentation for one in ours)
    assert {name for one in ours for sample in one.samples for name in sample.labels} <= {
        "kind",
        "le",
        "outcome",
        "partition",
        "version",
    }
    assert "HTX" not in text
    assert FAIR not in text


def test_worker_tells_its_partitions_and_which_of_them_stopped(
    office: Office, tmp_path: Path
) -> None:
    guard = Guard(office.log, office.store_engine, lambda _: None)
    with closing(guard):
        applying = Applying(guard, lambda _: None)
        process = Process(
            office=office,
            pulses=(Pulse("guard", lambda: applying.went_round_at, BOUND),),
            applying=applying,
            guard=guard,
        )
        with told(process) as port:
            unassigned = asked(port, "/readyz").codes
            applying.owned = frozenset({0})
            until(lambda: asked(port, "/readyz").codes == [])
            guard.stopped[0] = FutureVersion("future_version", "Upgrade.")
            stopped = asked(port, "/readyz")
            numbers = asked(port, "/metrics")

    assert unassigned == ["no_assignment"]
    assert (stopped.status, stopped.codes) == (503, ["newer_version"])
    assert numbers.numbers("ketnoi_partitions_owned") == {(): 1}
    assert numbers.numbers("ketnoi_partitions_stopped") == {(): 1}
    assert numbers.numbers("ketnoi_records_skipped_total") == {(): 0}
    assert numbers.numbers("ketnoi_records_repaired_total") == {(): 0}


def test_rebuild_tells_how_far_it_is(office: Office) -> None:
    rebuilding = Rebuilding()
    office.register("p1", producer())
    seen: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        seen.append((done, total))
        rebuilding.tell(done, total)

    with told(Process(office=office, pulses=(), rebuilding=rebuilding)) as port:
        office.rebuild(tell)
        numbers = asked(port, "/metrics")

    assert set(seen) == {(2, 2)}
    assert numbers.numbers("ketnoi_rebuild_done_records") == {(): 2}
    assert numbers.numbers("ketnoi_rebuild_total_records") == {(): 2}


def test_two_processes_in_one_share_no_numbers(office: Office) -> None:
    with told(console(office)) as first, told(console(office)) as second:
        assert asked(first, "/metrics").status == asked(second, "/metrics").status == 200


def test_other_paths_are_named_and_nobody_who_keeps_silent_holds_it_up(office: Office) -> None:
    with (
        told(console(office)) as port,
        socket.create_connection(("127.0.0.1", port)),
    ):
        answer = asked(port, "/")

    assert (answer.status, answer.text) == (404, "/metrics, /livez, /readyz\n")


def test_port_is_of_this_machine_alone_and_a_taken_one_is_refused() -> None:
    with OpsPort(0) as ops:
        assert ops.server_address[0] == "127.0.0.1"
        with pytest.raises(Unavailable, match="--ops-port"):
            OpsPort(ops.port)
    with OpsPort(0, in_container=True) as ops:
        assert ops.server_address[0] == "0.0.0.0"
