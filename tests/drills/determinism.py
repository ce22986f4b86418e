"""The drill of determinism: one log, every way of applying it, one hash.

The log holds every type of event, lost ones, parts, dead letters and repeats, under several keys.
It goes through Faust and PostgreSQL, a plain Guard and PostgreSQL, the embedded shape and SQLite,
and the latter on another Python.
"""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import report
from streams.runtime.folder import DataFolder
from streams.runtime.guard import Guard
from streams.store.canonical import canonical_hash
from streams.store.engine import open_postgres, writing
from streams.store.tables import metadata
from tests.builders import open_office
from tests.drills.child import ROOT
from tests.drills.cluster_load import ClusterOffice
from tests.drills.left import embedded_hash, let_rest
from tests.drills.world import Size, World, opened
from tests.golden.history import log_of, play, troubled

OTHER_PYTHON = ROOT / ".venv-3.13" / "bin" / "python"
"""Prepared by `./run test`."""
_HASH = """
import sys
from pathlib import Path
from streams.runtime.embedded import Embedded
from streams.store.canonical import canonical_hash
with Embedded(Path(sys.argv[1])) as office, office.reading() as connection:
    print(canonical_hash(connection))
"""


def drill(folder: Path, other_python: Path = OTHER_PYTHON) -> dict[str, str]:
    """Return the hash that each way of applying the log gives; an absent Python has none."""
    with open_office(folder / "told") as told:
        play(told)
        records = troubled(log_of(told))
    hashes: dict[str, str] = {}
    with opened(folder / "cluster", Size(workers=1, callers=0)) as world:
        with ClusterOffice(world.place) as office:
            office.log.append(records)
            let_rest(world, office)
            with office.reading() as connection:
                hashes["Faust, PostgreSQL"] = canonical_hash(connection)
            hashes["plain Guard, PostgreSQL"] = plainly(world, office)
        hashes["embedded, SQLite"] = embedded_hash(world.place, folder / "copy")
    if other_python.exists():
        hashes["embedded, SQLite, Python 3.13"] = elsewhere(other_python, folder)
    return hashes


def plainly(world: World, office: ClusterOffice) -> str:
    """Return the hash of a store that a Guard without Faust builds."""
    engine = open_postgres(world.place.database, "plain", "derived")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    with closing(Guard(office.log, engine, lambda _: None)) as guard:
        guard.catch_up(range(office.log.partitions))
    with engine.connect() as connection:
        found = canonical_hash(connection)
    engine.dispose()
    return found


def elsewhere(python: Path, folder: Path) -> str:
    """Return the hash that the embedded shape gives on another Python, from the log alone."""
    other = DataFolder(folder / "elsewhere")
    shutil.copy(DataFolder(folder / "copy").log, other.log)
    done = subprocess.run(
        [python, "-c", _HASH, other.path],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def main() -> int:
    """Run the drill and print what it found."""
    with TemporaryDirectory() as folder:
        hashes = drill(Path(folder))
    rows = list(hashes.items())
    if not OTHER_PYTHON.exists():
        rows.append(("embedded, SQLite, Python 3.13", "skipped: ./run test prepares it"))
    holds = len(set(hashes.values())) == 1
    report("The same log, applied in different ways", rows, {"hashes": hashes, "holds": holds})
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
