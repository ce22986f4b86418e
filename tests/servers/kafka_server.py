"""One-node Apache Kafka (KRaft) on loopback, from its published jars; needs Java 17 or newer.

The jars are fetched once by Maven from the pom beside this file (`./run test` does it). A killed
server starts again on its data, at the same address.
"""

import base64
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from uuid import uuid4

from tests.servers.ports import free_port
from tests.servers.server import Server

JARS = Path(__file__).parents[2] / ".cache" / "kafka"
_LOGGING = """\
Configuration:
  status: error
  Appenders:
    File: {{name: F, fileName: "{file}", PatternLayout: {{pattern: "%d %p %c{{1}} %m%n"}}}}
  Loggers: {{Root: {{level: WARN, AppenderRef: {{ref: F}}}}}}
"""
_SETTINGS: Mapping[str, object] = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "group.initial.rebalance.delay.ms": 0,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
    "log.cleaner.dedupe.buffer.size": 4 << 20,
}
"""The two `broker.` settings let a killed server be ready again in 5 s instead of 12."""
_PROBE = b"\0\0\0\x0c\0\x12\0\0\0\0\0\1\0\2hi"
"""A request for the versions of the protocol, which a server answers once it can serve."""
_EXIT_ON_SIGTERM = 143


class KafkaServer(Server):
    """A broker in a folder.

    Parameters
    ----------
    data : Path
        Everything the server writes; a server started there again has the same records.
    settings : mapping
        What differs from the settings above.
    """

    def __init__(self, data: Path, settings: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self._settings = settings or {}
        self._port, self._controller = free_port(), free_port()

    @property
    def bootstrap(self) -> str:
        """The address clients are given."""
        return f"127.0.0.1:{self._port}"

    def start(self, patience: float = 60.0) -> Self:
        """Start and return once it can serve.

        Raises
        ------
        RuntimeError
            When it ends, or is not ready in time.
        """
        self._prepare()
        deadline = time.monotonic() + patience
        with (self._data / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                self._java("kafka.Kafka", str(self._data / "server.properties")),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self._until_ready(self._answers, deadline)

    def stop(self, patience: float = 30.0) -> None:
        """End in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                assert self._process.wait(patience) in {0, _EXIT_ON_SIGTERM}
            except subprocess.TimeoutExpired:
                self.kill()

    def _prepare(self) -> None:
        """Write the settings, and format the folder the first time."""
        assert any(JARS.glob("kafka_*.jar")), f"no Kafka in {JARS}: ./run test fetches it"
        self._data.mkdir(parents=True, exist_ok=True)
        logging = _LOGGING.format(file=self._data / "server.log")
        (self._data / "log4j2.yaml").write_text(logging, encoding="utf-8")
        settings = {
            **_SETTINGS,
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://127.0.0.1:{self._controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{self._controller}",
            "log.dirs": self._data / "log",
            **self._settings,
        }
        properties = self._data / "server.properties"
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        properties.write_text("".join(lines), encoding="utf-8")
        if not (self._data / "log" / "meta.properties").exists():
            cluster = "K" + base64.urlsafe_b64encode(uuid4().bytes).decode()[1:22]
            arguments = ("format", "-t", cluster, "-c", str(properties), "--standalone")
            subprocess.run(
                self._java("kafka.tools.StorageTool", *arguments), check=True, capture_output=True
            )

    def _java(self, program: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self._data}/log4j2.yaml"
        options = ["-Xmx384m", "-XX:+UseSerialGC", logging, "-cp", f"{JARS}/*"]
        return ["java", *options, program, *arguments]

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), 1) as connection:
                connection.settimeout(2)
                connection.sendall(_PROBE)
                return len(connection.recv(4)) == 4
        except OSError:
            return False
