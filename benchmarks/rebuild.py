"""Events per second of a rebuild, and of comparing the result, on a mix of all-day events."""

from time import perf_counter

from benchmarks.fairs import FAIR, open_office
from benchmarks.machine import report
from benchmarks.mix import Mix

PRODUCERS = 3_000
DISTRIBUTORS = 60


def main() -> None:
    """Measure and report."""
    with open_office() as office:
        Mix(fair=FAIR, producers=PRODUCERS, distributors=DISTRIBUTORS).fill(office)
        began = perf_counter()
        found = office.rebuild()
        whole = perf_counter() - began
    rate = found.events / found.seconds
    report(
        "rebuild of the embedded store",
        [
            ("events", f"{found.events:,}"),
            ("events per second, log to store", f"{rate:,.0f}"),
            ("events per second, compared as well", f"{found.events / whole:,.0f}"),
            ("equal", str(found.equal)),
        ],
        {"events": found.events, "rate": rate, "compared": found.events / whole},
    )


if __name__ == "__main__":
    main()
