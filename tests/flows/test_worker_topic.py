"""A broker that has just come back may not know its topics yet when the workers share them out."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka.admin import NewTopic

from streams.log.kafka.topics import administering
from tests.builders import until
from tests.drills.child import ROOT
from tests.servers.kafka_server import KafkaServer

TOPIC = "mau.late"
PROGRAM = f"""
import sys
from pathlib import Path
from types import SimpleNamespace
from streams.runtime.worker import build_worker, carry

def assign(partitions):
    print("owns", len(list(partitions)), file=sys.__stdout__, flush=True)

async def beat():
    pass

applying = SimpleNamespace(assign=assign, revoke=lambda: None, is_full=False)
carry(build_worker(sys.argv[1], applying, Path(sys.argv[2]), topic={TOPIC!r}), beat)
"""


@pytest.mark.slow
@pytest.mark.kafka
def test_worker_takes_partitions_that_the_broker_did_not_know_at_first(
    kafka: KafkaServer, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    line = [sys.executable, "-W", "ignore", "-c", PROGRAM, kafka.bootstrap, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with said.open("wb") as out:
        process = subprocess.Popen(line, env=env, stdout=out, stderr=subprocess.DEVNULL)
    try:
        until(lambda: b"owns 0\n" in said.read_bytes(), within=30.0)
        with administering(kafka.bootstrap) as admin:
            admin.create_topics([NewTopic(TOPIC, 3, 1)])
        begun = time.monotonic()
        until(lambda: b"owns 3\n" in said.read_bytes(), within=60.0)
        assert time.monotonic() - begun < 10.0
    finally:
        process.terminate()
        process.wait(30)
