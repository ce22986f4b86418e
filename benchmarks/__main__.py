"""`./run drill NAME`: the long form of a figure, its last output kept in docs/measurements/."""

import contextlib
import io
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "measurements"
DRILLS: Mapping[str, str] = {
    "agreement-report": "benchmarks.agreement_report",
    "api": "tests.drills.api",
    "bmatching": "benchmarks.bmatching",
    "cluster": "tests.drills.cluster",
    "commands": "benchmarks.commands",
    "crash": "tests.drills.crash",
    "determinism": "tests.drills.determinism",
    "durable": "tests.drills.durable",
    "events": "tests.drills.events",
    "exactness": "tests.drills.exactness",
    "imports": "benchmarks.imports",
    "latency": "benchmarks.latency",
    "live": "tests.drills.live",
    "match-latency": "benchmarks.match_latency",
    "matching": "benchmarks.matching",
    "operations": "tests.drills.operations",
    "outages": "tests.drills.outages",
    "pages": "tests.drills.pages",
    "poison": "tests.drills.poison",
    "races": "tests.drills.races",
    "rebuild": "benchmarks.rebuild",
    "rivals": "tests.drills.rivals",
    "size": "tests.drills.size",
    "takeover": "tests.drills.takeover",
    "throughput": "benchmarks.throughput",
}
"""Name → module whose `main` prints the figure."""


def main() -> int:
    """Run one drill and keep what it printed."""
    if len(sys.argv) < 2 or sys.argv[1] not in DRILLS:
        sys.stderr.write(f"./run drill NAME: one of {', '.join(DRILLS)}\n")
        return 2
    name = sys.argv.pop(1)
    run: Callable[[], int | None] = import_module(DRILLS[name]).main
    printed = _Both()
    with contextlib.redirect_stdout(printed):
        code = run() or 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    day = datetime.now(UTC).date()
    page = f"# {name}\n\n`./run drill {name}`, {day}:\n\n```\n{printed.getvalue()}```\n"
    (FOLDER / f"{name}.md").write_text(page, encoding="utf-8")
    return code


class _Both(io.StringIO):
    """Keeps what is written, and shows it at once."""

    def write(self, text: str, /) -> int:
        """Write a text to both."""
        if sys.__stdout__ is not None:
            sys.__stdout__.write(text)
            sys.__stdout__.flush()
        return super().write(text)


sys.exit(main())
