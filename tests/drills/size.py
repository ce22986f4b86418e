"""The drill of size: one fair of 20,000 registrations streams through one worker.

Its memory is watched from outside while it applies and matches; every message on the log is
measured.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import report
from streams.domain.command import Command
from streams.domain.errors import Unavailable
from streams.log.port import EventLog, Position
from streams.runtime.parts import LARGEST
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import announce, distributor, holder, period, producer, until
from tests.builders import submit as entering
from tests.drills.cluster_load import LAST_DAY, ClusterOffice
from tests.drills.world import Size, World, opened

_FAIR = "mau-large"
_AT_A_TIME = 500
_BEGINS_WITHIN = 60.0
_TAKEN_WITHIN = 60.0
_MATCHED_WITHIN = 900.0
_MOST_MB = 2_000


@dataclass(kw_only=True)
class Found:
    """What was seen; memory of the worker in MB, messages in bytes."""

    registrations: int = 0
    seconds: float = 0.0
    matched_after: float = 0.0
    pairs: int = 0
    memory_before: float = 0.0
    memory_at_most: float = 0.0
    messages: int = 0
    largest_message: int = 0
    fell: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything went through, within its bounds."""
        within = self.memory_at_most <= _MOST_MB and self.largest_message <= LARGEST
        return within and not self.fell


def drill(world: World, producers: int, distributors: int) -> Found:
    """Register so many companies at one fair, and let the match follow; one worker runs."""
    found = Found()
    with ClusterOffice(world.place) as office:
        until(lambda: not _left(office, [_announced()]), within=_BEGINS_WITHIN)
        (worker,) = world.workers
        found.memory_before, _ = memory_of(worker.process.pid)
        began = time.monotonic()
        commands = list(_companies(producers, distributors))
        for first in range(0, len(commands), _AT_A_TIME):
            some = commands[first : first + _AT_A_TIME]
            until(lambda some=some: not _left(office, some), within=_TAKEN_WITHIN)  # type: ignore[misc]
        found.seconds = time.monotonic() - began
        until(lambda: _is_settled(office), within=_MATCHED_WITHIN)
        found.matched_after = time.monotonic() - began - found.seconds
        found.registrations = len(office.rows(tables.registrations, key=_FAIR))
        found.pairs = len(office.rows(tables.match_pairs, key=_FAIR))
        _, found.memory_at_most = memory_of(worker.process.pid)
        sizes = list(_sizes(office.log))
    found.messages, found.largest_message = len(sizes), max(sizes)
    found.fell = tuple(world.fell)
    return found


def memory_of(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process in MB, now and at most so far."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    given = dict(line.split(":", 1) for line in lines)
    now, most = (int(given[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def _announced() -> Command:
    return announce(fair=_FAIR, planned=period(last=LAST_DAY))


def _companies(producers: int, distributors: int) -> Iterator[Command]:
    for number in range(distributors):
        buyer = distributor(f"Siêu thị Mẫu {number}")
        yield entering(f"d{number}", buyer, fair=_FAIR)
    for number in range(producers):
        who = holder(f"HTX Mẫu {number}")
        yield entering(f"p{number}", producer(holder=who), fair=_FAIR)


def _left(office: ClusterOffice, commands: list[Command]) -> bool:
    """Send commands, the same ones under the same keys; tell whether any is not done."""
    asked = [(office.ask(one, key=_key(one)), one) for one in commands]
    return not all(isinstance(answer, Result) for answer in office.execute_many(asked))


def _key(command: Command) -> str:
    return hashlib.sha256(repr(command).encode()).hexdigest()


def _is_settled(office: ClusterOffice) -> bool:
    try:
        office.settle()
    except Unavailable:
        return False
    return True


def _sizes(log: EventLog) -> Iterator[int]:
    for partition in range(log.partitions):
        offset, end = 0, log.end(partition)
        while offset < end:
            records = log.read(Position(partition, offset), _AT_A_TIME)
            yield from (len(record.value) for record in records)
            offset = records[-1].position.offset + 1


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--producers", type=int, default=19_600)
    parser.add_argument("--distributors", type=int, default=400)
    given = parser.parse_args()
    with (
        TemporaryDirectory() as folder,
        opened(Path(folder), Size(workers=1, callers=0)) as world,
    ):
        found = drill(world, given.producers, given.distributors)
    report(
        f"One fair of {found.registrations} registrations through one worker",
        [
            ("registered in", f"{found.seconds:.0f} s"),
            ("the match had followed after another", f"{found.matched_after:.0f} s"),
            ("pairs in the match", str(found.pairs)),
            ("memory of the worker before", f"{found.memory_before:.0f} MB"),
            ("memory of the worker at most", f"{found.memory_at_most:.0f} MB, bar {_MOST_MB}"),
            ("messages", str(found.messages)),
            ("largest message", f"{found.largest_message} bytes, bar {LARGEST}"),
            ("ended by itself", str(found.fell)),
        ],
        {
            "registrations": found.registrations,
            "seconds": round(found.seconds, 1),
            "matched_after": round(found.matched_after, 1),
            "memory_at_most_mb": round(found.memory_at_most),
            "largest_message": found.largest_message,
            "holds": found.holds,
        },
    )
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
