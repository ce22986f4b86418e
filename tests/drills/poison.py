"""The poison drill: one record in a hundred cannot be read, and nobody else is disturbed.

Records that no version reads, that are too large or have no key stand on Kafka among good, repeated
and late ones; the worker is killed while it applies and publishes. All poison must be in the dead
letters with its cause, the others take effect, and the topics for other systems hold exactly what
took effect, in order, and every dead letter. Some letters are repaired. At last a record of a newer
program stops its partition and no other, until the newer program takes over.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streams.domain.errors import Conflict, Unavailable
from streams.domain.event import Event
from streams.log.codec import encode
from streams.log.kafka.appending import Appender, Message
from streams.log.kafka.layout import EVENTS, FACTS, PARTITIONS
from streams.log.kafka.reading import Reader
from streams.log.port import partition_of
from streams.runtime.cluster import Cluster
from streams.runtime.letters import repair
from streams.runtime.place import Place
from streams.store import tables
from streams.store.queries.letters import DeadLetter, letter_status, letters_newest
from tests.builders import FAIR, rows_of, until
from tests.drills.child import ROOT
from tests.drills.poison_load import FAIRS, good, message, poisoned, wish
from tests.drills.published import check_topics, ends
from tests.drills.world import KETNOI, Size, opened

_WITHIN = 120.0
_REPAIRED = 6
_SAID = "worker.txt"
KNOWN = KETNOI[1:]
NEWER = ("-m", "tests.drills.newer")


@dataclass
class Found:
    """What the drill found; everything but the counts must be empty."""

    records: int = 0
    letters: int = 0
    published: int = 0
    published_again: int = 0
    repaired: int = 0
    seconds: float = 0.0
    wrong_letters: list[str] = field(default_factory=list)
    without_effect: list[str] = field(default_factory=list)
    wrong_topics: list[str] = field(default_factory=list)
    wrong_repairs: list[str] = field(default_factory=list)
    wrong_stops: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return not any(value for value in asdict(self).values() if isinstance(value, list))


def drill(folder: Path, number: int, *, kills: int, seed: int) -> Found:
    """Play it, and note what does not hold."""
    chance = random.Random(seed)
    found = Found()
    begun = time.perf_counter()
    events = list(good(number, chance))
    messages, poison = poisoned(events, chance)
    found.records = len(messages)
    with opened(folder, Size(workers=0, callers=0)) as world, Cluster(world.place) as cluster:
        place = world.place
        some = len(messages) // (kills + 1)
        for run in range(kills):
            with worker(place, folder, KNOWN) as process:
                append_and_kill(place, messages[run * some : (run + 1) * some], process)
        with worker(place, folder, KNOWN):
            append(place, messages[kills * some :])
            settle(cluster)
            check_letters(cluster, poison, found)
            check_effects(cluster, events, found)
            repair_some(cluster, number, found)
            published = check_topics(place, cluster, within=_WITHIN)
        found.published, found.published_again = published.distinct, published.again
        found.wrong_topics += published.wrong
        rebuilt = cluster.rebuild()
        if not rebuilt.equal:
            found.unequal.append(rebuilt.difference or "unequal")
        check_stop(place, cluster, folder, number, found)
    found.seconds = round(time.perf_counter() - begun, 1)
    return found


def append_and_kill(
    place: Place, messages: Sequence[Message], process: subprocess.Popen[bytes]
) -> None:
    """Kill a worker while it applies and publishes what is being appended."""
    with closing(Reader(place.brokers, FACTS, 20.0)) as facts:
        before = sum(ends(facts))
        append(place, messages)
        until(lambda: sum(ends(facts)) > before + len(messages) // 10, within=_WITHIN)
        process.kill()


def append(place: Place, messages: Sequence[Message]) -> None:
    """Put records on the log, whatever they are."""
    with closing(Appender(place.brokers, EVENTS, 60.0)) as appender:
        for first in range(0, len(messages), 500):
            appender.append(messages[first : first + 500])


def settle(cluster: Cluster) -> None:
    """Wait until the worker has applied what is on the log."""

    def lag() -> int:
        partitions = range(PARTITIONS)
        return sum(cluster.log.end(p) - cluster.progress.stands_at(p) for p in partitions)

    until(lambda: lag() == 0, within=_WITHIN)


def check_letters(cluster: Cluster, poison: Counter[tuple[str, str]], found: Found) -> None:
    """Note what is no dead letter, or is one with another cause."""
    rows = rows_of(cluster.store_engine, tables.dead_letters)
    letters = Counter((row["key"], row["code"]) for row in rows)
    found.letters = len(rows)
    found.wrong_letters += [f"missing {one}" for one in (poison - letters).elements()]
    found.wrong_letters += [f"too many {one}" for one in (letters - poison).elements()]


def check_effects(cluster: Cluster, events: Sequence[Event], found: Found) -> None:
    """Note which good events had no effect."""
    rows = rows_of(cluster.store_engine, tables.events)
    done = {row["id"] for row in rows if row["outcome"] in {"applied", "part"}}
    found.without_effect += [one.id for one in events if one.id not in done]


def repair_some(cluster: Cluster, number: int, found: Found) -> None:
    """Repair some letters with what they should have said, each of them twice."""
    with cluster.reading() as connection:
        letters = letters_newest(connection, _REPAIRED)
    for count, letter in enumerate(letters):
        corrected = wish(FAIRS[count], number + count)
        with suppress(Unavailable):  # recorded; the worker may be behind with other things
            repair(cluster, letter.key, letter.ordinal, encode(corrected))
        until(partial(is_repaired, cluster, letter), within=_WITHIN)
        try:
            repair(cluster, letter.key, letter.ordinal, encode(corrected))
            found.wrong_repairs.append(f"{place_of(letter)} was repaired twice")
        except Conflict:
            found.repaired += 1
    rows = rows_of(cluster.store_engine, tables.events)
    effects = Counter(row["repairs"] for row in rows if row["outcome"] == "applied")
    for letter in letters:
        if effects[place_of(letter)] != 1:
            found.wrong_repairs.append(f"{place_of(letter)}: {effects[place_of(letter)]} effects")


def is_repaired(cluster: Cluster, letter: DeadLetter) -> bool:
    """Tell whether the repair of a letter has come into effect."""
    with cluster.reading() as connection:
        return letter_status(connection, letter.key, letter.ordinal) == "repaired"


def place_of(letter: DeadLetter) -> str:
    """Return how a repair names a letter."""
    return f"{letter.key}/{letter.ordinal}"


def check_stop(place: Place, cluster: Cluster, folder: Path, number: int, found: Found) -> None:
    """Let a record of a newer program come, and then the newer program."""
    newer = encode(wish(FAIR, number + 100)).replace(b".requested.v1", b".requested.v2")
    stopped = partition_of(FAIR, PARTITIONS)
    other = next(fair for fair in FAIRS if partition_of(fair, PARTITIONS) != stopped)
    before = cluster.log.end(stopped)
    append(place, [message(FAIR, newer), message(FAIR, encode(wish(FAIR, number + 101)))])
    append(place, [message(other, encode(wish(other, number + 102)))])
    with worker(place, folder, KNOWN):
        until(lambda: behind(cluster, partition_of(other, PARTITIONS)) == 0, within=_WITHIN)
        until(lambda: b"Upgrade it" in (folder / _SAID).read_bytes(), within=_WITHIN)
        if cluster.progress.stands_at(stopped) != before:
            found.wrong_stops.append("the partition went on")
    with worker(place, folder, NEWER):
        until(lambda: behind(cluster, stopped) == 0, within=_WITHIN)
    outcomes = {
        row["offset"] - before: row["outcome"]
        for row in rows_of(cluster.store_engine, tables.events)
        if row["partition"] == stopped
    }
    if (outcomes[0], outcomes[1]) != ("applied", "applied"):
        found.wrong_stops.append(f"after the upgrade: {outcomes[0]}, {outcomes[1]}")


def behind(cluster: Cluster, partition: int) -> int:
    """Return how many records of a partition wait."""
    return cluster.log.end(partition) - cluster.progress.stands_at(partition)


@contextmanager
def worker(place: Place, folder: Path, program: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker while the block runs, under the name of the one before it."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KETNOI_KAFKA": place.brokers,
        "KETNOI_POSTGRES": place.database,
        "KETNOI_LANG": "en",
    }
    line = [sys.executable, "-W", "ignore", *program, "--data", str(folder / "worker")]
    with (folder / _SAID).open("wb") as said:
        process = subprocess.Popen(
            [*line, "worker", "--instance", "poison"], env=env, cwd=ROOT, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = drill(Path(folder), given.number, kills=given.kills, seed=given.seed)
    told: dict[str, Any] = asdict(found) | {"holds": found.holds}
    for name, value in told.items():
        print(f"{name:16} {value}")
    print(json.dumps(told))
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
