"""The demo as a process: it says where it is, companies arrive by themselves, it ends when told."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.demo.folder import is_demo
from api.demo.story import FAIR
from api.serving import bound_from
from tests.command_line import ketnoi

pytestmark = pytest.mark.slow

PATIENCE = 60
QUICKLY = 5


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a demo and give the process with the address that it prints."""
    start = "import sys; from api.cli.main import main; sys.argv[0] = 'ketnoi'; main()"
    given = [sys.executable, "-c", start, "--lang", "en", "--data", str(folder), "demo", *options]
    clean = {name: text for name, text in os.environ.items() if not name.startswith("KETNOI_")}
    with subprocess.Popen(
        given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("Open http://127.0.0.1:"), (said, process.poll())
            yield process, said.split()[1]
        finally:
            process.kill()


def stands_at(address: str) -> int:
    """Return the ordinal that a stream of the fair tells first."""
    with urllib.request.urlopen(f"{address}api/v1/fairs/{FAIR}/live", timeout=PATIENCE) as stream:
        return int(stream.readline().decode().removeprefix("id: "))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "demo"


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_companies_arrive_while_somebody_watches_and_it_ends_when_told(
    told: signal.Signals, folder: Path
) -> None:
    with demo(folder, "--port", "0") as (process, address):
        page = urllib.request.urlopen(address, timeout=PATIENCE).read().decode()
        first = stands_at(address)
        deadline = time.monotonic() + PATIENCE
        while stands_at(address) == first:
            assert time.monotonic() < deadline
        with urllib.request.urlopen(f"{address}api/v1/fairs/{FAIR}/live", timeout=PATIENCE):
            process.send_signal(told)
            out, err = process.communicate(timeout=QUICKLY)

    assert "every 2 seconds" in page or "2 giây" in page
    assert (process.returncode, out, err) == (0, "", "")
    assert is_demo(folder)
    assert ketnoi("log", "verify", "--json", data=folder).document["unreadable"] == 0


def test_taken_port_that_was_chosen_is_refused_before_anything_is_made(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = ketnoi("demo", "--port", str(port), data=folder)

        assert (ran.code, ran.out) == (4, "")
        assert ran.err == f"Port {port} is taken. Choose another with --port.\n"
        assert not folder.exists()


def test_taken_port_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with bound_from(port) as found:
            assert port < found.getsockname()[1] < port + 20


def test_json_needs_the_whole_story(folder: Path) -> None:
    ran = ketnoi("demo", "--json", data=folder)

    assert (ran.code, ran.out) == (2, "")
    assert "add --once" in ran.err
