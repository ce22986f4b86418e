"""The drill of the cluster: workers, callers and the broker are stopped, nothing is lost.

Several processes decide commands and print what was acknowledged; workers apply. At random moments
one of them is killed, told to stop, or frozen past its session; sometimes it is the broker. Records
are appended again, byte by byte, and the offsets that Kafka remembers for the workers are moved to
where they are wrong. At the end every acknowledged event took effect exactly once, a store built
anew is equal, and so is the store that the embedded shape builds from a copy of the log.
"""

import argparse
import random
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from benchmarks.machine import report
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import EVENTS, GROUP
from streams.log.port import Position, Record
from tests.drills.left import Left, judge
from tests.drills.world import Size, World, opened

_SERVED_WITHIN = 120.0
_GROUP_ENDS_WITHIN = 30.0
_MOVED = 500
_MOST_REPEATED = 100
_PATIENCE = 20.0
_SOMEBODY = {"worker kill": 4, "worker stop": 3, "caller kill": 3, "caller stop": 1}
"""How often each is done, as shares of what is left after the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is done.

    Attributes
    ----------
    stops : int
        Of processes, in all; so many of the broker, so many by freezing a worker.
    wrong : int
        How often offsets are moved, and how often records are appended again, each.
    commands : int
        How many are acknowledged at least; the stops are spread over them.
    pause : float
        Seconds between two stops, at most, where commands are not what is waited for.
    """

    stops: int = 300
    broker: int = 30
    freezes: int = 15
    wrong: int = 15
    commands: int = 100_000
    pause: float = 2.0


@dataclass(kw_only=True)
class Found:
    """What a drill found.

    Attributes
    ----------
    stops, wrongs : Counter
        What was done.
    fell : list of str
        What processes said that ended by themselves and were started anew, as by any supervisor.
    """

    stops: Counter[str] = field(default_factory=Counter)
    wrongs: Counter[str] = field(default_factory=Counter)
    fell: list[str] = field(default_factory=list)
    left: Left

    @property
    def holds(self) -> bool:
        """Whether everything held."""
        return self.left.holds


def drill(folder: Path, load: Load, *, seed: int) -> Found:
    """Stop processes again and again, and judge what they left."""
    chance = random.Random(seed)
    found = Found(left=Left())
    acts = acts_of(load, chance)
    with opened(folder, Size()) as world:
        until_acknowledged(world, 1)
        for number, act in enumerate(acts):
            time.sleep(chance.uniform(0.1, load.pause))
            until_acknowledged(world, load.commands * number // len(acts))
            disturb(world, act, chance)
            (found.wrongs if act in _WRONGS else found.stops)[act] += 1
        until_acknowledged(world, load.commands)
        for caller in world.callers:
            caller.end()
        found.fell = world.fell
        judge(world, folder / "copy", found.left)
    return found


def acts_of(load: Load, chance: random.Random) -> list[str]:
    """Return what is done, in its order."""
    others = load.stops - load.broker - load.freezes
    acts = [*_WRONGS] * load.wrong
    acts += ["worker freeze"] * load.freezes
    acts += chance.choices(["broker kill", "broker stop"], [2, 1], k=load.broker)
    acts += chance.choices([*_SOMEBODY], [*_SOMEBODY.values()], k=others)
    chance.shuffle(acts)
    return acts


def until_acknowledged(world: World, number: int) -> None:
    """Wait until so many commands were acknowledged, and by every caller."""
    deadline = time.monotonic() + _SERVED_WITHIN
    before = 0
    while True:
        counts = [len(caller.acknowledged) for caller in world.callers]
        if all(counts) and sum(counts) >= number:
            return
        if sum(counts) > before:
            before, deadline = sum(counts), time.monotonic() + _SERVED_WITHIN
        assert time.monotonic() < deadline, f"nobody is served any more: {world.complaints()}"
        time.sleep(0.05)


def disturb(world: World, act: str, chance: random.Random) -> None:
    """Do one thing that should change nothing."""
    who, _, how = act.partition(" ")
    if act in _WRONGS:
        _WRONGS[act](world, chance)
    elif who == "broker":
        end = world.kafka.kill if how == "kill" else world.kafka.stop
        end()
        world.kafka.start()
    else:
        chance.choice(world.workers if who == "worker" else world.callers).stop(how)


def move_offsets(world: World, chance: random.Random) -> None:
    """Let every worker forget where it was: offsets are moved while they are down."""
    for worker in world.workers:
        worker.end()
    deadline = time.monotonic() + _GROUP_ENDS_WITHIN
    while True:
        try:
            _move_offsets(world.place.brokers, chance)
            break
        except KafkaError:  # the group still waits for the dead
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    for worker in world.workers:
        worker.start()


def _move_offsets(brokers: str, chance: random.Random) -> None:
    admin = KafkaAdminClient(bootstrap_servers=brokers)
    try:
        committed = admin.list_group_offsets([GROUP])[GROUP]
        moved = {
            TopicPartition(EVENTS, place.partition): OffsetAndMetadata(
                max(0, known.offset + chance.randint(-_MOVED, _MOVED)), "", -1
            )
            for place, known in committed.items()
            if known.offset > 0
        }
        if moved:
            admin.alter_group_offsets(GROUP, moved)
    finally:
        admin.close()


def append_again(world: World, chance: random.Random) -> None:
    """Append some records of every partition once more, as they are."""
    with closing(KafkaLog(world.place.brokers, patience=_PATIENCE)) as log:
        for partition in range(log.partitions):
            start = chance.randint(0, log.end(partition))
            some = log.read(Position(partition, start), chance.randint(1, _MOST_REPEATED))
            log.append([Record(one.key or "", one.value) for one in some])


_WRONGS = {"offsets moved": move_offsets, "records repeated": append_again}


def main() -> int:
    """Run the long form and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = Load()
    for name in ("stops", "broker", "freezes", "wrong", "commands"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    parser.add_argument("--pause", type=float, default=usual.pause)
    parser.add_argument("--seed", type=int, default=1)
    given = vars(parser.parse_args())
    seed = given.pop("seed")
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        found = drill(Path(folder), Load(**given), seed=seed)
    seconds = round(time.perf_counter() - begun, 1)
    left = asdict(found.left)
    report(
        f"{found.stops.total()} stops while {found.left.acknowledged} commands are acknowledged",
        [
            *((name, str(number)) for name, number in sorted(found.stops.items())),
            *((name, str(number)) for name, number in sorted(found.wrongs.items())),
            ("ended by themselves, started anew", str(len(found.fell))),
            *((name, str(value)) for name, value in left.items()),
            ("seconds", str(seconds)),
        ],
        {
            "stops": dict(found.stops),
            "wrongs": dict(found.wrongs),
            "fell": found.fell,
            **left,
            "holds": found.holds,
            "seconds": seconds,
            "seed": seed,
        },
    )
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
