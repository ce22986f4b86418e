"""The drill of the streams: many look on while commands come in through HTTP, pages are opened.

The server is a process of its own. Every stream must end at the fair's last ordinal, and the
server's memory must not grow with what went through it.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx
import msgspec

from api.demo.clock import StoryClock
from api.demo.hand import Hand
from api.demo.story import FAIR, UNTIL_ANSWERED, Story
from api.forms.registration import RegistrationForm
from benchmarks.machine import middle, percentile, report
from streams.domain.days import local_day
from streams.runtime.embedded import Embedded, utc_now

Forms = Mapping[str, RegistrationForm]
_PAGES = ("/", f"/fairs/{FAIR}", f"/fairs/{FAIR}/suggestions", f"/fairs/{FAIR}/registrations")
_MEMORY_EVERY = 5
_FLAT = 1.1
_PAGE_EVERY = 0.5
_PATIENCE = 20.0
_START = "import sys; from api.cli.main import main; sys.argv[0] = 'ketnoi'; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much: streams, commands a second, and for how long."""

    streams: int = 100
    rate: int = 50
    seconds: float = 60.0


@dataclass(slots=True, kw_only=True)
class Found:
    """What was seen; times in milliseconds, memory in MB."""

    commands: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    last: int = 0
    messages: int = 0
    memory: list[float] = field(default_factory=list)

    @property
    def behind(self) -> int:
        """How many streams did not end where the record ends."""
        return sum(ordinal != self.last for ordinal in self.ordinals)


@contextmanager
def serving(
    folder: Path, env: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a folder in a process of its own and give it with its address."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("KETNOI_")}
    given = [sys.executable, "-c", _START, "--lang", "en", "--data", str(folder), "serve"]
    with subprocess.Popen(
        [*given, "--port", "0"], stdout=subprocess.PIPE, text=True, env={**clean, **(env or {})}
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[1]
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE)


def fill(folder: Path) -> dict[str, RegistrationForm]:
    """Fill a folder with the demo's fair; return what its producers stated, by registration."""
    clock = StoryClock(utc_now() - UNTIL_ANSWERED)
    with Embedded(folder, clock=clock) as office:
        story = Story(Hand(office, clock, FAIR), local_day(utc_now()) + timedelta(days=21))
        story.tell_until_answered(lambda _done, _all: None)
    return {one: form for one, form in story.forms.items() if form.side == "producer"}


class Watchers:
    """Streams that are open together; each remembers the last ordinal it was told."""

    def __init__(self, address: str, number: int) -> None:
        self._parts = urlsplit(address)
        self.ordinals = [0] * number
        self.messages = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Open every stream and wait until each was told where the record stands."""
        self._tasks = [asyncio.create_task(self._watch(n)) for n in range(len(self.ordinals))]
        await self.reached(1)

    async def reached(self, ordinal: int) -> None:
        """Wait until every stream was told this ordinal, or patience ends."""
        deadline = time.monotonic() + _PATIENCE
        while min(self.ordinals) < ordinal and time.monotonic() < deadline:
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Close every stream."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch(self, number: int) -> None:
        host, port = str(self._parts.hostname), self._parts.port
        reader, writer = await asyncio.open_connection(host, port)
        try:
            path = f"/api/v1/fairs/{FAIR}/live"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._parts.netloc}\r\n\r\n".encode())
            async for line in reader:
                if line.startswith(b"id: "):
                    self.ordinals[number] = int(line[4:])
                    self.messages += 1
        finally:
            writer.close()


async def watched(address: str, pid: int, forms: Forms, load: Load) -> Found:
    """Put the load on a server and see what its streams, its answers and its memory do."""
    found = Found()
    watchers = Watchers(address, load.streams)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE) as client:
        await watchers.open()
        opening = asyncio.create_task(_open_pages(client, found))
        began = time.monotonic()
        under_way: list[asyncio.Task[None]] = []
        wanted = islice(_revisions(forms), int(load.rate * load.seconds))
        for number, body in enumerate(wanted):
            due = began + number / load.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            under_way.append(asyncio.create_task(_send(client, found, due, *body)))
            if number % (load.rate * _MEMORY_EVERY) == 0:
                found.memory.append(_memory(pid))
        await asyncio.gather(*under_way)
        opening.cancel()
        found.last = await _settled(client)
        await watchers.reached(found.last)
        found.last = await _settled(client)
        found.memory.append(_memory(pid))
        await watchers.close()
    found.ordinals, found.messages = watchers.ordinals, watchers.messages
    return found


def _revisions(forms: Forms) -> Iterator[tuple[str, bytes]]:
    """Yield addresses and bodies: one producer after the other states another volume."""
    for turn in count(1):
        for registration, form in forms.items():
            product = form.products[0].but(monthly_volume=100 + turn)
            body = msgspec.json.encode(replace(form, products=(product, *form.products[1:])))
            yield f"/api/v1/fairs/{FAIR}/registrations/{registration}", body


async def _send(
    client: httpx.AsyncClient, found: Found, due: float, path: str, body: bytes
) -> None:
    """Send one command; its time counts from when it was due, so that no queue is overlooked."""
    answer = await client.put(path, content=body, headers={"content-type": "application/json"})
    found.commands.append(1000 * (time.monotonic() - due))
    if answer.status_code != 201:
        found.failures.append(f"{answer.status_code} {answer.text[:200]}")


async def _open_pages(client: httpx.AsyncClient, found: Found) -> None:
    while True:
        for path in _PAGES:
            start = time.monotonic()
            answer = await client.get(path)
            found.pages.append(1000 * (time.monotonic() - start))
            if answer.status_code != 200:
                found.failures.append(f"{path}: {answer.status_code}")
            await asyncio.sleep(_PAGE_EVERY)


async def _settled(client: httpx.AsyncClient) -> int:
    """Return the fair's last ordinal once it rests: the match has followed."""
    last, since = 0, time.monotonic()
    while time.monotonic() - since < 1.5:
        async with client.stream("GET", f"/api/v1/fairs/{FAIR}/live") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("id: "):
                    break
        if int(line[4:]) > last:
            last, since = int(line[4:]), time.monotonic()
        await asyncio.sleep(0.2)
    return last


def _memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def drill(load: Load) -> Found:
    """Fill a folder, serve it, and put the load on it."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "data"
        forms = fill(folder)
        with serving(folder) as (process, address):
            return asyncio.run(watched(address, process.pid, forms, load))


def main() -> int:
    """Run the minute and report."""
    load = Load()
    found = drill(load)
    half = len(found.memory) // 2
    figures = {
        "command_p50_ms": round(middle(found.commands), 1),
        "command_p99_ms": round(percentile(found.commands, 0.99), 1),
        "page_p50_ms": round(middle(found.pages), 1),
        "page_p95_ms": round(percentile(found.pages, 0.95), 1),
        "memory_half_way_mb": round(found.memory[half], 1),
        "memory_end_mb": round(found.memory[-1], 1),
    }
    growth = found.memory[-1] / found.memory[half]
    good = (
        found.behind == 0
        and not found.failures
        and growth <= _FLAT
        and figures["command_p99_ms"] <= 100
        and figures["page_p95_ms"] <= 300
    )
    report(
        f"{load.streams} streams, {load.rate} commands/s for {load.seconds:.0f} s, through HTTP",
        [
            ("commands, of them failed", f"{len(found.commands)}, {len(found.failures)}"),
            ("streams, of them behind at the end", f"{len(found.ordinals)}, {found.behind}"),
            ("messages", str(found.messages)),
            (
                "command p50 / p99",
                "{command_p50_ms} / {command_p99_ms} ms".format(**figures),
            ),
            ("page p50 / p95", "{page_p50_ms} / {page_p95_ms} ms".format(**figures)),
            (
                "memory half-way / end",
                "{memory_half_way_mb} / {memory_end_mb} MB".format(**figures),
            ),
        ],
        {"good": good, **figures, "failures": found.failures[:3]},
    )
    return 0 if good else 1
