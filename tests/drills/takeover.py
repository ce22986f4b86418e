"""The drill of the takeover: workers come and go, and how long a record waits meanwhile.

A small record is appended to every partition twenty times a second, and the stored positions are
watched. What is measured is the longest time that any record waited, from appended to applied.
"""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from kafka.errors import KafkaError

from benchmarks.machine import report
from streams.log.kafka.layout import GROUP, PARTITIONS
from streams.log.kafka.topics import administering
from tests.builders import until
from tests.drills.probe import Probe
from tests.drills.world import Size, World, opened
from tests.servers.ports import free_port

_SETTLES_WITHIN = 60.0
_PAGE_EVERY = 0.1
_PAGE_WITHIN = 2.0
BARS = {
    "killed: served again": 8.0,
    "stopped: served again": 3.0,
    "stopped: process ended": 10.0,
    "added: has its share": 8.0,
    "added: longest pause": 1.0,
    "single, killed: served again": 3.0,
    "longest wait of all": 10.0,
}
"""Seconds that each may take at most."""


@dataclass
class Found:
    """What was measured, in seconds, each as often as it was tried."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in BARS})
    pages: int = 0
    unanswered: int = 0
    fell: list[str] = field(default_factory=list)

    @property
    def missed(self) -> list[str]:
        """Return what took longer than it may."""
        slow = [name for name, bar in BARS.items() if max(self.seconds[name], default=0.0) > bar]
        return [*slow, *["pages that were not answered"] * (self.unanswered > 0), *self.fell]


def drill(folder: Path, rounds: int) -> Found:
    """Let workers come and go, round after round."""
    found = Found()
    port = free_port()
    with (
        opened(folder / "several", Size(workers=1, callers=0)) as world,
        world.serving("looked-at") as address,
        Probe(world.place) as probe,
    ):
        world.workers.append(world.worker("stays", "--ops-port", str(port)))
        until_shared(world, 2)
        with looking([address, f"http://127.0.0.1:{port}/livez"], found):
            for _ in range(rounds):
                _kill(world, probe, found)
                _stop(world, probe, found)
                _add(world, probe, found)
        found.fell += world.fell
    with opened(folder / "single", Size(workers=0, callers=0)) as world, ExitStack() as stack:
        only = world.worker("only", "--instance", "only")
        stack.callback(only.end)
        probe = stack.enter_context(Probe(world.place))
        for _ in range(rounds):
            probe.until_served()
            began = time.monotonic()
            only.stop("kill")
            _settle(probe)
            found.seconds["single, killed: served again"].append(probe.longest_wait(began))
        found.fell += only.fell
    waits = [max(found.seconds[name]) for name in BARS if name.endswith(("again", "pause"))]
    found.seconds["longest wait of all"].append(max(waits))
    return found


def _kill(world: World, probe: Probe, found: Found) -> None:
    """Kill one of two; it is started anew only when the other one has everything."""
    victim, _ = world.workers
    began = time.monotonic()
    victim.end(signal.SIGKILL)
    until_shared(world, 1)
    _settle(probe)
    found.seconds["killed: served again"].append(probe.longest_wait(began))
    _join(world, victim.start, 2, probe, found)


def _stop(world: World, probe: Probe, found: Found) -> None:
    """Tell one of two to stop."""
    victim, _ = world.workers
    began = time.monotonic()
    victim.end(signal.SIGTERM)
    found.seconds["stopped: process ended"].append(time.monotonic() - began)
    until_shared(world, 1)
    _settle(probe)
    found.seconds["stopped: served again"].append(probe.longest_wait(began))
    _join(world, victim.start, 2, probe, found)


def _add(world: World, probe: Probe, found: Found) -> None:
    """Add a third one, and let it go again."""
    third = []
    _join(world, lambda: third.append(world.worker("third")), 3, probe, found)
    third[0].end(signal.SIGTERM)
    until_shared(world, 2)
    _settle(probe)


def _join(
    world: World, start: Callable[[], object], members: int, probe: Probe, found: Found
) -> None:
    _settle(probe)
    began = time.monotonic()
    start()
    until_shared(world, members)
    found.seconds["added: has its share"].append(time.monotonic() - began)
    _settle(probe)
    found.seconds["added: longest pause"].append(probe.longest_wait(began))


def _settle(probe: Probe) -> None:
    """Wait until whatever waited was applied."""
    probe.until_served()
    probe.until_served()


def until_shared(world: World, members: int) -> None:
    """Wait until so many workers have equal shares of the partitions."""

    def is_shared() -> bool:
        with suppress(KafkaError), administering(world.place.brokers) as client:
            group = client.describe_groups([GROUP])[GROUP]
            shares = sorted(_partitions(member) for member in group["members"])
            return shares == [PARTITIONS // members] * members
        return False

    until(is_shared, within=_SETTLES_WITHIN)


def _partitions(member: Mapping[str, Any]) -> int:
    assigned = member["member_assignment"]
    topics = assigned["assigned_partitions"] if assigned else []
    return sum(len(topic["partitions"]) for topic in topics)


@contextmanager
def looking(addresses: Sequence[str], found: Found) -> Iterator[None]:
    """Open a page of the console, and whether the worker that stays lives, again and again."""
    ending = threading.Event()

    def look() -> None:
        with httpx.Client(timeout=_PAGE_WITHIN) as client:
            for address in cycle(addresses):
                if ending.wait(_PAGE_EVERY / len(addresses)):
                    return
                found.pages += 1
                try:
                    found.unanswered += not client.get(address).is_success
                except httpx.HTTPError:
                    found.unanswered += 1

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = drill(Path(folder), given.rounds)
    report(
        f"Workers come and go, {given.rounds} times each",
        [
            *(
                (
                    name,
                    f"{min(found.seconds[name]):.2f}–{max(found.seconds[name]):.2f} s, bar {bar}",
                )
                for name, bar in BARS.items()
            ),
            ("pages and /livez asked for, not answered", f"{found.pages}, {found.unanswered}"),
            ("ended by themselves", str(found.fell)),
        ],
        {"seconds": found.seconds, "unanswered": found.unanswered, "missed": found.missed},
    )
    return 1 if found.missed else 0


if __name__ == "__main__":
    sys.exit(main())
