"""The drill of the outages: broker, database or disk are away for a while, and come back.

Companies register through HTTP all the while. Meanwhile they are answered 503 or 202, in time;
afterwards each stands on the record once, with its person, nothing is behind, a store built anew is
equal, and no process of ours was started anew.
"""

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from benchmarks.machine import report
from streams.store import tables
from tests.builders import Office, Shortcuts, announce, period, until
from tests.drills.child import ROOT
from tests.drills.cluster_load import LAST_DAY, ClusterOffice
from tests.drills.crash import missing_private
from tests.drills.live import serving
from tests.drills.sending import Sending
from tests.drills.shim import compiled
from tests.drills.world import KETNOI, Size, World, opened
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

Away = Literal["broker", "database", "both"]
AWAY: tuple[Away, ...] = ("broker", "database", "both")
REMEDY = "Bring back the log"
_FAIR = "mau"
_ALLOWED = {201, 202, 503}
_BEGINS_WITHIN = 60.0
_REFUSED_WITHIN = 60.0
_DISK = "32m"


@dataclass
class Found:
    """What one outage did; everything after `slowest` must be empty."""

    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    strange: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    fell: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the outage was noticed, and everything held."""
        noticed = self.answers[202] + self.answers[503] > 0
        return noticed and not (self.strange or self.missing or self.unequal or self.fell)


def drill(world: World, what: Away, seconds: float) -> Found:
    """Let servers be away for a while, and judge what is left at a fair; a worker runs."""
    away = [server for name, server in _servers(world).items() if what in {name, "both"}]
    fair = f"mau-{what}"
    with ClusterOffice(world.place) as office:
        begin(office, fair)
    with world.serving("served") as address, Sending(address, fair) as sending:
        sending.until_answered(201)
        for server in away:
            server.kill()
        time.sleep(seconds)
        for server in away:
            server.start()
        sending.until_answered(201, within=_BEGINS_WITHIN)
        sending.until_taken()
    with ClusterOffice(world.place) as office:
        office.settle()
        return _judged(office, fair, sending, world.fell)


def _servers(world: World) -> dict[Away, KafkaServer | PostgresServer]:
    return {"broker": world.kafka, "database": world.postgres}


def no_disk(
    folder: Path,
    take: Callable[[], object],
    give_back: Callable[[], object],
    env: Mapping[str, str] | None = None,
) -> Found:
    """Let the disk of a data folder take nothing for a while, and judge what is left."""
    with Office(folder, durable=True) as office:
        begin(office, _FAIR)
    with serving(folder, env) as (process, address), Sending(address, _FAIR) as sending:
        sending.until_answered(201)
        take()
        sending.until_answered(503)
        sending.until_answered(503)
        give_back()
        sending.until_answered(201)
        sending.until_taken()
        fell = [] if process.poll() is None else ["the server ended"]
    with Office(folder, durable=True) as office:
        return _judged(office, _FAIR, sending, fell)


def refusal_of_another_log(world: World, folder: Path) -> str:
    """Return what a worker says, and ends with, on a log shorter than the stored position."""
    with KafkaServer(folder) as empty:
        worker = subprocess.run(
            [*KETNOI, "--lang", "en", "--data", str(folder / "worker"), "worker"],
            env={**world.env, "KETNOI_KAFKA": empty.bootstrap},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=_REFUSED_WITHIN,
            check=False,
        )
    return worker.stderr if worker.returncode else "it ended as if nothing were wrong"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of its own, in memory; only root may."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(folder)]
    subprocess.run(["mount", *options], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def may_mount() -> bool:
    """Whether this user may make a disk."""
    return os.geteuid() == 0


def disk_drill(folder: Path) -> Found:
    """Fill the disk of a data folder to its last byte, and free it again."""
    with small_disk(folder / "disk") as disk:
        weight = disk / "weight"

        def fill() -> None:
            with weight.open("wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    return

        return no_disk(disk / "data", fill, weight.unlink)


def read_only_drill(folder: Path) -> Found:
    """Make the file system of a data folder read-only, as the kernel does after an error."""
    folder.mkdir()
    data, flag = folder / "data", folder / "flag"
    env = {
        "LD_PRELOAD": str(compiled("readonly", folder)),
        "READONLY": f"{data.resolve()}{os.sep}",
        "READONLY_WHILE": str(flag),
    }
    return no_disk(data, flag.touch, flag.unlink, env)


def begin(office: Shortcuts, fair: str) -> None:
    """Announce a fair, as soon as that can take effect."""
    command = announce(fair=fair, planned=period(last=LAST_DAY))

    def is_announced() -> bool:
        (answer,) = office.execute_many([(office.ask(command, key=fair), command)])
        return not isinstance(answer, Exception)

    until(is_announced, within=_BEGINS_WITHIN)


def _judged(office: Shortcuts, fair: str, sending: Sending, fell: list[str]) -> Found:
    found = Found(answers=sending.answers, slowest=sending.slowest, fell=list(fell))
    found.strange += [f"answered {status}" for status in sorted({*sending.answers} - _ALLOWED)]
    companies = office.rows(tables.registrations, key=fair)
    if len(companies) != sending.sent:
        found.missing.append(f"{sending.sent} companies sent, {len(companies)} on the record")
    found.missing += [f"private row {one}" for one in missing_private(office)]
    behind = [
        number
        for number in range(office.log.partitions)
        if office.progress.stands_at(number) != office.log.end(number)
    ]
    found.unequal += [f"partition {number} is behind" for number in behind]
    rebuilt = office.rebuild()
    if not rebuilt.equal:
        found.unequal.append(rebuilt.difference or "the store built anew")
    return found


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    found: dict[str, Found] = {}
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with opened(folder / "cluster", Size(workers=1, callers=0)) as world:
            for what in AWAY:
                found[f"{what} down {given.seconds:.0f} s"] = drill(world, what, given.seconds)
            refusal = refusal_of_another_log(world, folder / "another")
        if may_mount():
            found["disk full"] = disk_drill(folder)
        found["file system read-only"] = read_only_drill(folder / "read-only")
    rows = [
        (name, f"{'holds' if one.holds else 'FAILS'}: {dict(one.answers)}, {one.slowest:.1f} s")
        for name, one in found.items()
    ]
    if not may_mount():
        rows.append(("disk full", "skipped: only root may make a small disk"))
    rows.append(("shorter log", refusal.strip().rpartition("\n")[2]))
    told = {name: asdict(one) | {"answers": dict(one.answers)} for name, one in found.items()}
    holds = all(one.holds for one in found.values()) and REMEDY in refusal
    report("Outages while companies register", rows, {**told, "holds": holds})
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
