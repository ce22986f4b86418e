"""How long the agreement report takes: on the register of 2020, and on 500,000 agreements.

The large store is written directly, row by row as the projector would, because half a million
commands would take longer than the question deserves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import sqlalchemy as sa

from api.imports import import_agreements, import_fairs
from benchmarks.machine import middle, report
from streams.domain.days import stamp
from streams.runtime.embedded import Embedded, utc_now
from streams.store.engine import writing
from streams.store.queries.agreement_report import agreement_report, report_scope
from streams.store.tables import agreement_items, agreements

SERIES = "hanoi-2020"
AGREEMENTS = 500_000
_AS_IT_IS = 0
RUNS = 5
_AT_A_TIME = 20_000


def main() -> None:
    """Measure and report."""
    with register_of(_AS_IT_IS) as office:
        small = [_seconds(office) for _ in range(RUNS)]
    with register_of(AGREEMENTS) as office:
        large = [_seconds(office) for _ in range(RUNS)]
    report(
        "agreement report",
        [
            ("569 agreements", f"{1000 * middle(small):.1f} ms"),
            (f"{AGREEMENTS:,} agreements", f"{middle(large):.2f} s"),
        ],
        {"small_ms": 1000 * middle(small), "large_s": middle(large)},
    )


@contextmanager
def register_of(number: int) -> Iterator[Embedded]:
    """Open a new data folder with the register of 2020, rows repeated until there are enough."""
    with TemporaryDirectory() as folder, Embedded(Path(folder)) as office:
        for name, load in (("fairs.csv", import_fairs), ("agreements.csv", import_agreements)):
            content = (resources.files("api.demo") / "data" / name).read_bytes()
            load(office, content, name, actor="organiser")
        _multiply(office, number)
        yield office


def _seconds(office: Embedded) -> float:
    began = perf_counter()
    with office.reading() as connection:
        scope = report_scope(
            connection,
            SERIES,
            fair=None,
            as_of=date(2020, 12, 18),
            recorded_as_of=stamp(utc_now() + timedelta(days=1)),
        )
        agreement_report(connection, scope)
    return perf_counter() - began


def _multiply(office: Embedded, number: int) -> None:
    """Repeat the register's rows under new ids until there are this many."""
    random = Random(1)
    with office.reading() as connection:
        rows = [dict(row._mapping) for row in connection.execute(sa.select(agreements))]
        items = {
            (row.key, row.id): dict(row._mapping)
            for row in connection.execute(sa.select(agreement_items))
        }
    engine = writing(office.store_engine)
    with engine.begin() as connection:
        for first in range(0, number - len(rows), _AT_A_TIME):
            papers, products = [], []
            for one in range(first, min(first + _AT_A_TIME, number - len(rows))):
                row = random.choice(rows)
                papers.append({**row, "id": f"x{one}", "number": f"X{one}"})
                item = items.get((row["key"], row["id"]))
                if item:
                    products.append({**item, "id": f"x{one}"})
            connection.execute(agreements.insert(), papers)
            connection.execute(agreement_items.insert(), products)


if __name__ == "__main__":
    main()
