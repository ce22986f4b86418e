"""The drill of the operator's page: its commands, line by line, from nothing to a served page.

The long form runs all of them but the installation of system packages, which the gate does; the
short form takes the environment and the jars that are here already.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers.kafka_server import JARS
from tests.servers.ports import free_port
from tests.servers.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
_PAGE = ROOT / "docs" / "operations.md"
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_HERE = "/srv/ketnoi"
_PROPERTIES = "docs/operations/kafka.properties"
_PORTS = ("9092", "9093", "8000", "9101", "9102")
_READY_WITHIN = 120.0


def commands() -> list[str]:
    """Return the commands of the page, in order."""
    block = _BLOCK.search(_PAGE.read_text(encoding="utf-8"))
    assert block is not None
    return block[1].splitlines()


@dataclass(frozen=True, slots=True)
class Running:
    """An installation that the commands have made."""

    folder: Path
    ports: Mapping[str, str]
    env: Mapping[str, str]

    def says(self, *line: str) -> str:
        """Return what a command says, once it has nothing to complain about."""
        deadline = time.monotonic() + _READY_WITHIN
        while True:
            done = subprocess.run(
                [self.folder / "bin" / "ketnoi", "--lang", "en", *line],
                env=self.env,
                check=False,
                capture_output=True,
                text=True,
            )
            if done.returncode == 0:
                return done.stdout
            assert time.monotonic() < deadline, done.stdout + done.stderr + self.lines()
            time.sleep(0.5)

    def answers(self, port: str, path: str) -> int:
        """Return the status of an address, once somebody listens there."""
        deadline = time.monotonic() + _READY_WITHIN
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.ports[port]}{path}", timeout=5) as answer:
                    return int(answer.status)
            except URLError:
                assert time.monotonic() < deadline, self.lines()
                time.sleep(0.2)

    def lines(self) -> str:
        """Return the last lines of every program."""
        written = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{path.name}: {path.read_text()[-2_000:]}" for path in written)


@contextmanager
def operated(folder: Path, *, whole: bool) -> Iterator[Running]:
    """Run the commands below a folder, on ports of their own, and end what they started."""
    place, data = folder / "ketnoi", folder / "postgres"
    ports = {port: str(free_port()) for port in _PORTS}
    with PostgresServer(data, owner="postgres") as postgres:
        ports["5432"] = str(postgres.port)
        properties = folder / "kafka.properties"
        properties.write_text(_moved((ROOT / _PROPERTIES).read_text(), place, ports))
        script = [_moved(line, place, ports) for line in commands()[1:]]
        script = [line.replace(_PROPERTIES, str(properties)) for line in script]
        script = [line.replace("runuser -u postgres -- ", "") for line in script]
        if not whole:
            script = script[2:]
            _take_what_is_here(place)
        env = {
            **{name: text for name, text in os.environ.items() if not name.startswith("KETNOI_")},
            "PGHOST": "127.0.0.1",
            "PGPORT": str(postgres.port),
            "PGUSER": "postgres",
        }
        tell = f"\nenv | grep ^KETNOI_ >{folder}/env\nwait\n"
        with subprocess.Popen(
            ["sh", "-e", "-c", "\n".join(script) + tell],
            cwd=ROOT,
            env=env,
            start_new_session=True,
        ) as shell:
            try:
                stated = dict(
                    line.split("=", 1) for line in _written(folder / "env", shell).splitlines()
                )
                yield Running(place, ports, {**env, **stated})
            finally:
                os.killpg(shell.pid, signal.SIGKILL)


def _moved(text: str, place: Path, ports: Mapping[str, str]) -> str:
    """Return a text with another folder and other ports."""
    text = text.replace(_HERE, str(place))
    return re.sub(r"(?<!\d)(\d{4})(?!\d)", lambda found: ports.get(found[1], found[1]), text)


def _take_what_is_here(place: Path) -> None:
    """Stand in for the environment and the jars, which the gate has set up."""
    (place / "kafka").mkdir(parents=True)
    (place / "kafka" / "jars").symlink_to(JARS)
    (place / "bin").symlink_to(Path(sys.executable).parent)


def _written(path: Path, shell: subprocess.Popen[bytes]) -> str:
    """Return what a file holds, once the commands before it have succeeded."""
    while not path.exists():
        assert shell.poll() is None, "one of the commands failed"
        time.sleep(0.1)
    return path.read_text()


def check(running: Running) -> None:
    """See that everything works: nothing is wrong, pages are served, operators are told."""
    assert running.says("doctor") == "All is well.\n"
    assert running.answers("8000", "/") == 200
    assert [running.answers("9101", path) for path in ("/livez", "/readyz", "/metrics")] == [
        200
    ] * 3
    assert running.answers("9102", "/readyz") == 200


def main() -> int:
    """Run every command of the page and report."""
    begun = time.perf_counter()
    with TemporaryDirectory() as folder, operated(Path(folder), whole=True) as running:
        check(running)
    print(f"all {len(commands())} commands of docs/operations.md but the system's packages: served")
    print(f"  {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
