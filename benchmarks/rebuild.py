"""Events per second of a rebuild, on SQLite and PostgreSQL, on a mix of all-day events."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.fairs import FAIR, open_office
from benchmarks.machine import report
from benchmarks.mix import Mix
from streams.log.port import EventLog
from streams.runtime.upgrading import apply_until
from streams.store.engine import open_postgres
from streams.store.filling import in_bulk
from tests.servers.postgres_server import PostgresServer

PRODUCERS = 3_000
DISTRIBUTORS = 60


def main() -> None:
    """Measure and report."""
    with open_office() as office:
        Mix(fair=FAIR, producers=PRODUCERS, distributors=DISTRIBUTORS).fill(office)
        began = perf_counter()
        found = office.rebuild()
        whole = perf_counter() - began
        on_postgres = found.events / _seconds_on_postgres(office.log)
    rate = found.events / found.seconds
    report(
        "rebuild of a store from its log",
        [
            ("events", f"{found.events:,}"),
            ("events per second, SQLite, log to store", f"{rate:,.0f}"),
            ("events per second, SQLite, compared as well", f"{found.events / whole:,.0f}"),
            ("events per second, PostgreSQL, log to store", f"{on_postgres:,.0f}"),
            ("equal", str(found.equal)),
        ],
        {
            "events": found.events,
            "rate": rate,
            "compared": found.events / whole,
            "on_postgres": on_postgres,
        },
    )


def _seconds_on_postgres(log: EventLog) -> float:
    """Return how long it takes to build the store in a PostgreSQL of its own, indexes included."""
    with TemporaryDirectory() as folder, PostgresServer(Path(folder) / "postgres") as server:
        engine = open_postgres(server.url, "store", "derived")
        began = perf_counter()
        with in_bulk(engine):
            apply_until(log, engine, log.ends())
        seconds = perf_counter() - began
        engine.dispose()
    return seconds


if __name__ == "__main__":
    main()
