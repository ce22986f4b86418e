"""Events per second through the worker: Faust alone, Faust with the Guard, the Guard alone.

A backlog of all-day events at fairs in every partition lies on Kafka; one process, held to one
core, applies it to PostgreSQL. The servers and this program share both cores.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import middle, report
from benchmarks.mix import Mix
from streams.log.copying import copy_log
from streams.log.kafka.kafka_log import KafkaLog
from streams.log.kafka.layout import PARTITIONS
from streams.log.port import partition_of
from streams.runtime.embedded import Embedded
from tests.servers.kafka_server import KafkaServer
from tests.servers.postgres_server import PostgresServer

FAIRS_PER_PARTITION = 2
PRODUCERS = 300
DISTRIBUTORS = 15
ROUNDS = 3
KINDS = {"faust": "Faust alone", "guard": "Faust + Guard", "plain": "plain consumer + Guard"}
WORKER = "Faust + Guard + reactions, once"


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        KafkaServer(Path(folder) / "kafka") as kafka,
        PostgresServer(Path(folder) / "postgres") as postgres,
    ):
        total = _fill(Path(folder) / "office", kafka.bootstrap)
        rounds = [
            {
                kind: _measure(kind, kafka.bootstrap, postgres.url, f"{folder}/{kind}-{n}", total)
                for kind in KINDS
            }
            for n in range(ROUNDS)
        ]
        # Last, since its reactions write to the log.
        whole = _measure("worker", kafka.bootstrap, postgres.url, f"{folder}/worker", total)
    rates = {kind: middle([total / one[kind]["seconds"] for one in rounds]) for kind in KINDS}
    costs = {kind: middle([1e6 * one[kind]["cpu"] / total for one in rounds]) for kind in KINDS}
    rates["worker"], costs["worker"] = total / whole["seconds"], 1e6 * whole["cpu"] / total
    report(
        f"a backlog of {total:,} events in {PARTITIONS} partitions, one process on one core",
        [
            (name, f"{rates[kind]:,.0f} events/s, {costs[kind]:.0f} µs of CPU each")
            for kind, name in {**KINDS, "worker": WORKER}.items()
        ],
        {"events": total, "rates": rates, "cpu_us": costs},
    )


def _fill(folder: Path, brokers: str) -> int:
    """Put the events of many fairs on Kafka; return how many they are."""
    with Embedded(folder) as office:
        for fair in _fairs():
            Mix(fair=fair, producers=PRODUCERS, distributors=DISTRIBUTORS).fill(office)
        log = KafkaLog(brokers, patience=20.0)
        try:
            return copy_log(office.log, log)
        finally:
            log.close()


def _fairs() -> Iterator[str]:
    """Yield names of fairs, as many in each partition."""
    left = dict.fromkeys(range(PARTITIONS), FAIRS_PER_PARTITION)
    for number in count():
        fair = f"bench-{number}"
        partition = partition_of(fair, PARTITIONS)
        if left[partition]:
            left[partition] -= 1
            yield fair
        if not any(left.values()):
            return


def _measure(kind: str, brokers: str, database: str, folder: str, total: int) -> dict[str, float]:
    """Let a process of its own apply everything; return seconds and seconds of its processor."""
    module = [sys.executable, "-m", "benchmarks.throughput_worker"]
    done = subprocess.run(
        [*module, kind, brokers, database, folder, str(total)],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=True,
        capture_output=True,
        text=True,
    )
    # Faust writes there, too.
    line = next(line for line in done.stdout.splitlines() if line.startswith("{"))
    found: dict[str, float] = json.loads(line)
    return found


if __name__ == "__main__":
    main()
