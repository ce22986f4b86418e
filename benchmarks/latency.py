"""How long an answer takes through Kafka, a worker and PostgreSQL, and a match after it.

A console and a worker are processes of their own, as they are run. The answer to a command comes
when its own event was applied, so its time is that until the write is visible. Commands come at a
fixed rate whatever the answers do, and count from when they were due; they are counted once broker
and processes have run for a while, since Java compiles what it has seen often.
"""

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from api.forms.registration import RegistrationForm
from benchmarks.fairs import announce, distributor, producer
from benchmarks.machine import middle, percentile, report
from streams.domain.command import Command
from streams.domain.errors import Unavailable
from streams.domain.events.registrations import Product
from streams.domain.registrations.commands import SubmitRegistration, WithdrawRegistration
from streams.runtime.cluster import Cluster
from streams.store.queries.matching import is_due, matching_of
from tests.drills.world import Size, opened

RATE = 50
WARM_UP_SECONDS = 20
SECONDS = 60
PRODUCERS, DISTRIBUTORS = 150, 40
STEPS = 200
_FAIRS = [f"written-{number}" for number in range(12)]
_MATCHED = "matched"
_LOOK_EVERY = 0.001
_STARTS_WITHIN = 60.0
_BARS = {"write_p50": 15.0, "write_p99": 50.0, "match_p99": 250.0}


def main() -> int:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        opened(Path(folder), Size(workers=1, callers=0)) as world,
        world.serving("console") as address,
        Cluster(world.place) as cluster,
    ):
        for fair in [*_FAIRS, _MATCHED]:
            _announce(cluster, fair)
        writes = asyncio.run(_writes(address))
        matches = _matches(cluster)
    figures = {
        "write_p50": middle(writes),
        "write_p99": percentile(writes, 0.99),
        "match_p50": middle(matches),
        "match_p99": percentile(matches, 0.99),
    }
    report(
        f"{RATE} registrations a second for {SECONDS} s over HTTP, through worker and PostgreSQL",
        [
            (
                "POST → own write visible, p50 / p99 / largest",
                f"{figures['write_p50']:.1f} / {figures['write_p99']:.1f} / {max(writes):.1f} ms",
            ),
            (
                f"registration → match visible, {PRODUCERS} × {DISTRIBUTORS}, p50 / p99 / largest",
                f"{figures['match_p50']:.1f} / {figures['match_p99']:.1f} / {max(matches):.1f} ms",
            ),
        ],
        figures,
    )
    return 0 if all(figures[name] <= bar for name, bar in _BARS.items()) else 1


def _announce(cluster: Cluster, fair: str) -> None:
    """Announce a fair, once a worker serves its partition."""
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(Unavailable):
            announce(cluster, fair)
            return
    raise TimeoutError("no worker serves")


async def _writes(address: str) -> list[float]:
    """Register producers at a fixed rate; return milliseconds until each was answered."""
    milliseconds: list[float] = []
    clients = _Clients(address)

    async def write(number: int, due: float) -> None:
        path = f"/api/v1/fairs/{_FAIRS[number % len(_FAIRS)]}/registrations"
        status = await clients.post(path, _form(number))
        assert status == 201, status
        if number >= RATE * WARM_UP_SECONDS:
            milliseconds.append(1000 * (time.monotonic() - due))

    os.sync()  # what others have left to write would be waited for
    async with asyncio.TaskGroup() as group:
        began = time.monotonic()
        for number in range(RATE * (WARM_UP_SECONDS + SECONDS)):
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            group.create_task(write(number, due))
    clients.close()
    return milliseconds


class _Clients:
    """Connections to a console, as many as are needed at once.

    A client for every purpose takes 3 ms of the processor for each request, on cores that the
    system under test needs.
    """

    def __init__(self, address: str) -> None:
        self._host, self._port = address.removeprefix("http://").rstrip("/").split(":")
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: bytes) -> int:
        """Send JSON; return the status once the answer is there whole."""
        while self._free and self._free[-1][0].at_eof():  # the console closes what rests
            self._free.pop()[1].close()
        if not self._free:
            self._free.append(await asyncio.open_connection(self._host, int(self._port)))
        reader, writer = self._free.pop()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = answer.partition("content-length:")[2].partition("\r\n")[0]
        await reader.readexactly(int(length))
        self._free.append((reader, writer))
        return int(answer.split()[1])

    def close(self) -> None:
        """Leave."""
        for _, writer in self._free:
            writer.close()


_FORM = RegistrationForm(
    side="producer",
    kind="cooperative",
    name="HTX Mẫu",
    products=(Product(name="Chè xanh", product_set=11, star=4, monthly_volume=300),),
)


def _form(number: int) -> bytes:
    """Return an entry of a company of its own."""
    form = replace(_FORM, name=f"HTX Mẫu {number}", tax_code=f"01{number:08}")
    return msgspec.json.encode(form)


def _matches(cluster: Cluster) -> list[float]:
    """Withdraw one producer and register another; return milliseconds until each match."""
    for number in range(DISTRIBUTORS):
        _submit(cluster, number, of_producer=False)
    present = [_submit(cluster, number) for number in range(PRODUCERS)]
    _until_matched(cluster)
    milliseconds = []
    for step in range(STEPS):
        withdraw = WithdrawRegistration(fair=_MATCHED, registration=present.pop(0))
        _execute(cluster, withdraw)
        _until_matched(cluster)
        present.append(_submit(cluster, PRODUCERS + step))
        milliseconds.append(_until_matched(cluster))
    return milliseconds


def _submit(cluster: Cluster, number: int, *, of_producer: bool = True) -> str:
    request = cluster.request(SubmitRegistration, _MATCHED, actor="organiser")
    profile = producer(number, request) if of_producer else distributor(number, request)
    return cluster.execute(request, SubmitRegistration(fair=_MATCHED, profile=profile)).id


def _execute(cluster: Cluster, command: Command) -> None:
    cluster.execute(cluster.request(type(command), _MATCHED, actor="organiser"), command)


def _until_matched(cluster: Cluster) -> float:
    """Wait until nothing lies after what the match has seen; return milliseconds."""
    began = time.monotonic()
    while True:
        with cluster.reading() as connection:
            if not is_due(connection, _MATCHED, matching_of(connection, _MATCHED).through):
                return 1000 * (time.monotonic() - began)
        time.sleep(_LOOK_EVERY)


if __name__ == "__main__":
    raise SystemExit(main())
