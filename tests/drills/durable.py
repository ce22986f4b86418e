"""`python -m tests.drills.durable --kills 100`: what was acknowledged outlives a power cut.

The crash drill, on a machine whose power goes with the process: of every database file each change
since its last sync is taken back, or, half of the time, any part of these changes, as a disk writes
in whatever order it likes. The same drill fails where log or private data is not flushed before
the answer, which shows that something is taken back.
"""

import argparse
import os
import random
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.crash import Found, Machine, drill
from tests.drills.shim import compiled

_NOTE = struct.Struct("=qqq")
_KEPT = (0.0, 0.5)
"""The shares of unsynced changes that a cut may leave."""
CARELESS = ("log", "private")
_CARELESS_KILLS = 10


class Mains(Machine):
    """A machine whose power goes with the process.

    Parameters
    ----------
    tools : Path
        A folder for the compiled shim, which is preloaded into the load.
    folder : Path
        The data folder whose databases it watches.

    Attributes
    ----------
    taken_back : int
        How many changes were taken back so far.
    """

    def __init__(
        self, tools: Path, folder: Path, *, seed: int, careless: Sequence[str] = ()
    ) -> None:
        shim = compiled("unsynced", tools)
        self.env = {"LD_PRELOAD": str(shim), "UNSYNCED": f"{folder.resolve()}{os.sep}"}
        self.careless = careless
        self.taken_back = 0
        self._chance = random.Random(seed)

    def lose(self, folder: Path) -> None:
        """Take back what was not synced."""
        kept = self._chance.choice(_KEPT)
        for notes in sorted(folder.rglob("*.undo")):
            self.taken_back += take_back(notes, self._chance, kept)
            notes.unlink()


def take_back(notes: Path, chance: random.Random, kept: float = 0.0) -> int:
    """Undo the noted changes of a file, the last one first, and return how many.

    Parameters
    ----------
    kept : float
        The share of changes that had reached the disk; below such a change the file stays as long
        as it is.
    """
    undone, is_any_kept = 0, False
    with notes.with_suffix("").open("r+b") as file:
        for offset, size, content in reversed(noted(notes.read_bytes())):
            if chance.random() < kept:
                is_any_kept = True
                continue
            file.seek(offset)
            file.write(content)
            if not is_any_kept:
                file.truncate(size)
            undone += 1
    return undone


def noted(notes: bytes) -> list[tuple[int, int, bytes]]:
    """Return of each change where it was, how long the file was before, and what it replaced.

    A note that is torn belongs to a change that was not begun.
    """
    changes, at = [], 0
    while at + _NOTE.size <= len(notes):
        offset, length, size = _NOTE.unpack_from(notes, at)
        content = notes[at + _NOTE.size : at + _NOTE.size + length]
        if len(content) < length:
            break
        changes.append((offset, size, content))
        at += _NOTE.size + length
    return changes


def cut(folder: Path, kills: int, *, seed: int, careless: Sequence[str] = ()) -> tuple[Found, int]:
    """Run the crash drill where power goes; return what it found, and the changes taken back."""
    data = folder.resolve() / "data"
    mains = Mains(folder, data, seed=seed, careless=careless)
    return drill(data, kills, seed=seed, machine=mains), mains.taken_back


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        found, taken_back = cut(Path(folder), given.kills, seed=given.seed)
    told = asdict(found) | {"holds": found.holds, "taken back": taken_back}
    is_noticed = True
    for careless in CARELESS:
        with TemporaryDirectory() as folder:
            worse, _ = cut(Path(folder), _CARELESS_KILLS, seed=given.seed, careless=[careless])
        is_noticed = is_noticed and not worse.holds
        told[f"{careless} OFF"] = f"{len(worse.lost)} lost, {len(worse.unclean)} unclean"
    told["seconds"] = round(time.perf_counter() - begun, 1)
    for name, value in told.items():
        print(f"{name:12} {value}")
    return 0 if found.holds and taken_back and is_noticed else 1


if __name__ == "__main__":
    sys.exit(main())
