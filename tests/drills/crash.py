"""`python -m tests.drills.crash --kills 200`: killed at any moment, nothing acknowledged is lost.

A child process registers companies and signs papers on one data folder and prints the id of each
acknowledged event. It is killed (SIGKILL) after a random time, the folder is opened again, and
checked: every acknowledged event took effect exactly once, and a rebuilt store is equal.
"""

import argparse
import json
import os
import random
import selectors
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.store import tables
from tests.builders import Office, Shortcuts

ROOT = Path(__file__).parents[2]
_LONGEST_RUN = 0.4
_LONGEST_START = 60.0
_AT_START = 0.25
"""How many of the kills may fall into opening the folder and bringing the store up."""


@dataclass
class Found:
    """What a drill found; everything but the counts must be empty."""

    kills: int = 0
    acknowledged: int = 0
    recorded: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return not (self.lost or self.doubled or self.unequal or self.unclean)


class Machine:
    """Where the load runs: one that stays up, so a kill takes nothing but the process.

    Attributes
    ----------
    env : mapping
        What the load finds in its environment besides ours.
    careless : sequence of str
        The files, `log` or `private`, that the load does not flush before it answers.
    """

    env: Mapping[str, str] = {}
    careless: Sequence[str] = ()

    def lose(self, folder: Path) -> None:
        """Take from a folder, after a kill, what this machine does not keep."""


STAYS_UP = Machine()


def drill(
    folder: Path, kills: int, *, seed: int, check_every: int = 1, machine: Machine = STAYS_UP
) -> Found:
    """Kill a working process again and again, and check what it left."""
    chance = random.Random(seed)
    found = Found()
    acknowledged: dict[str, str] = {}
    for run in range(kills):
        if chance.random() < _AT_START:
            within, after = chance.uniform(0.2, _LONGEST_RUN + 0.8), _LONGEST_START
        else:
            within, after = _LONGEST_START, chance.uniform(0.0, _LONGEST_RUN)
        acknowledged |= run_and_kill(folder, run, machine, within=within, after=after)
        machine.lose(folder)
        found.kills += 1
        if run % check_every == check_every - 1 or run == kills - 1:
            check(folder, acknowledged, found)
            if not found.holds:
                break
    found.acknowledged = len(acknowledged)
    return found


def run_and_kill(
    folder: Path, run: int, machine: Machine, *, within: float, after: float
) -> dict[str, str]:
    """Start the load and kill it: within so long of its start, or so long after its first answer.

    Returns the type of each event that it acknowledged.
    """
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.drills.load", str(folder), str(run), *machine.careless],
        env={**os.environ, "PYTHONPATH": str(ROOT), **machine.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        heard = _read_for(process.stdout.fileno(), within, after)
    finally:
        process.kill()
        rest, complaints = process.communicate()
    if process.returncode != -9:
        raise RuntimeError(f"the load ended by itself: {complaints.decode()[-2000:]}")
    return acknowledged_in(heard + rest)


def acknowledged_in(output: bytes) -> dict[str, str]:
    """Return the type of each event of which the whole line was written."""
    lines = output.decode().split("\n")[:-1]
    return dict(line.split(" ", 1) for line in lines)


def _read_for(descriptor: int, within: float, after: float) -> bytes:
    """Read until so long after now, or so long after the first answer."""
    heard = b""
    deadline = time.monotonic() + within
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(timeout=left):
                continue
            some = os.read(descriptor, 65_536)
            if not some:
                break
            if not heard:
                deadline = time.monotonic() + after if after < _LONGEST_START else deadline
            heard += some
    return heard


def check(folder: Path, acknowledged: dict[str, str], found: Found) -> None:
    """Open the folder and note what does not hold."""
    with Office(folder, durable=True) as office:
        rows = office.rows(tables.events)
        applied = Counter(row["id"] for row in rows if row["outcome"] == "applied")
        found.recorded = office.log.end(0)
        found.lost += sorted(set(acknowledged) - set(applied))
        found.doubled += [event for event, number in applied.items() if number > 1]
        found.doubled += doubled(office)
        found.unclean += [f"{row['ordinal']} is dead" for row in rows if row["outcome"] == "dead"]
        found.unclean += [
            f"private row of {reference} is missing" for reference in missing_private(office)
        ]
        rebuilt = office.rebuild()
        if not rebuilt.equal:
            found.unequal.append(rebuilt.difference or "unequal")


def doubled(office: Shortcuts) -> list[str]:
    """Return companies and papers that stand twice at a fair."""
    names = Counter((row["key"], row["identity"]) for row in office.rows(tables.registrations))
    papers = office.rows(tables.agreements, recorded_to=None)
    numbers = Counter((row["key"], row["number_key"]) for row in papers)
    return [f"{key} {name}" for (key, name), number in (names + numbers).items() if number > 1]


def missing_private(office: Shortcuts) -> list[str]:
    """Return references of applied events whose private row is not there."""
    wanted = {row["reference"] for row in office.rows(tables.private_references)}
    return sorted(wanted - set(office.keeper.read(wanted)))


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        found = drill(Path(folder), given.kills, seed=given.seed)
    told = asdict(found) | {"holds": found.holds, "seconds": round(time.perf_counter() - begun, 1)}
    if given.json:
        print(json.dumps(told))
    else:
        for name, value in told.items():
            print(f"{name:12} {value}")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
