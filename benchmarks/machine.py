"""What a figure was measured on, and how it is printed: one table, then one line of JSON."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time

PACKAGES = ("SQLAlchemy", "msgspec", "networkx", "numpy", "ortools")


def processor() -> str:
    """Return number and name of the processors, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def pace() -> float:
    """Return how long a fixed piece of plain Python takes now, in milliseconds.

    Shared machines change their speed; figures with different paces are not compared as they stand.
    """
    times = []
    for _ in range(5):
        start = process_time()
        total = 0
        cells: dict[int, int] = {}
        for number in range(200_000):
            total += number
            cells[number & 1023] = total
        times.append(process_time() - start)
    return 1000 * min(times)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))


def report(title: str, rows: Sequence[tuple[str, str]], figures: Mapping[str, object]) -> None:
    """Print a table of names and values, and as the last line everything as JSON."""
    width = max((len(name) for name, _ in rows), default=0)
    print(title)
    for name, value in rows:
        print(f"  {name.ljust(width)}  {value}")
    machine = {
        "processor": processor(),
        "python": platform.python_version(),
        "pace_ms": round(pace(), 1),
        **{name: version(name) for name in PACKAGES},
    }
    print(json.dumps({"machine": machine, **figures}))
