"""The drill of the pages: how soon a large fair, half a million papers and a search are shown.

Times are those of whole requests over HTTP, compressed as for a browser; first content is what
Chromium reports for a cold visit of each page of the demo.
"""

import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import sync_playwright

from api.app import build_app
from api.serving import Server, bound
from benchmarks.agreement_report import SERIES, register_of
from benchmarks.fairs import FAIR, distributor, open_office, producer
from benchmarks.machine import middle, report
from streams.domain.registrations.commands import SubmitRegistration
from streams.runtime.embedded import Embedded
from tests.web.browser.addresses import PAGES, example_of
from tests.web.browser.served import served_copy, tell
from tests.web.browser.visitor import ONLY_HERE, PHONE, visiting

_PATIENCE = 60.0
_RUNS = 9
_FIRST_CONTENT = """() => new Promise(done => {
  const seen = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = () => seen() ? done(seen().startTime) : requestAnimationFrame(look);
  look();
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large: producers and distributors of the fair, agreements of the register."""

    producers: int = 1_458
    distributors: int = 883
    agreements: int = 500_000


BARS_MS: Mapping[str, float] = {
    "overview": 300.0,
    "search": 100.0,
    "report": 3_000.0,
    "first content": 1_000.0,
}


@contextmanager
def serving(office: Embedded) -> Iterator[httpx.Client]:
    """Serve an open office from a thread of this process."""
    with bound(0) as listener:
        server = Server(build_app(office))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def large_fair(size: Size) -> dict[str, list[float]]:
    """Return milliseconds by page of a matched fair of this size."""
    at = f"/fairs/{FAIR}"
    with open_office() as office:
        for side, profile, number in (
            ("producer", producer, size.producers),
            ("distributor", distributor, size.distributors),
        ):
            requests = []
            for one in range(number):
                request = office.request(SubmitRegistration, FAIR, actor="organiser")
                wanted = SubmitRegistration(
                    fair=FAIR, registration=f"{side[0]}{one}", profile=profile(one, request)
                )
                requests.append((request, wanted))
            office.execute_many(requests)
        office.settle()
        with serving(office) as client:
            return {
                "overview": times(client, at),
                "search": times(client, f"{at}/registrations?q=htx+mau+77"),
                "registrations": times(client, f"{at}/registrations"),
                "match": times(client, f"{at}/match"),
            }


def large_register(size: Size) -> dict[str, list[float]]:
    """Return milliseconds by page of a report on this many agreements."""
    with register_of(size.agreements) as office, serving(office) as client:
        return {
            "report": times(client, f"/reports/agreements/{SERIES}", runs=3),
            "papers": times(client, f"/reports/agreements/{SERIES}/papers", runs=3),
        }


def times(client: httpx.Client, path: str, runs: int = _RUNS) -> list[float]:
    """Return how long a page took each time, after a first visit that is not counted."""
    found = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        answer = client.get(path)
        found.append(1000 * (time.perf_counter() - start))
        assert answer.status_code == 200, (path, answer.status_code)
    return found[1:]


def first_contents(routes: Sequence[str]) -> dict[str, float]:
    """Return milliseconds until Chromium shows something, by address, each visited cold."""
    program = shutil.which("chromium")
    assert program, "no chromium here"
    found: dict[str, float] = {}
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        tell(Path(name) / "told")
        browser = playwright.chromium.launch(
            executable_path=program, args=[ONLY_HERE, "--no-sandbox"]
        )
        with served_copy(Path(name) / "told", Path(name) / "data") as console:
            example = example_of(console)
            for address in [one for route in routes for one in PAGES[route](example)]:
                with visiting(browser, console.address, width=PHONE) as visitor:
                    found[address] = visitor.open(address).evaluate(_FIRST_CONTENT)
        browser.close()
    return found


def main() -> int:
    """Measure everything at full size and report."""
    measured = large_fair(Size()) | large_register(Size())
    contents = first_contents(sorted(PAGES))
    slowest = max(contents, key=contents.__getitem__)
    figures = {name: round(middle(found), 1) for name, found in measured.items()}
    figures["first content"] = round(contents[slowest], 1)
    good = all(figures[name] <= bar for name, bar in BARS_MS.items())
    size = Size()
    report(
        f"pages of {size.producers:,} x {size.distributors:,} registrations and of"
        f" {size.agreements:,} agreements; first content of {len(contents)} addresses",
        [
            *(
                (name, f"{middle(found):.0f} ms ({min(found):.0f}-{max(found):.0f})")
                for name, found in measured.items()
            ),
            ("first content, median", f"{middle(list(contents.values())):.0f} ms"),
            ("first content, slowest", f"{contents[slowest]:.0f} ms, {slowest}"),
        ],
        {"good": good, **figures},
    )
    return 0 if good else 1
