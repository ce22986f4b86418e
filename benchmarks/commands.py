"""Durable commands per second, embedded, from one caller and from sixteen; reactions are off.

The mix: 30 % registrations (each with a person set apart), 30 % revisions, 40 % wishes. Every
answer comes after the log was flushed and the event was applied. The peer in the same run is bare
SQLite: one row of the same size per transaction, `synchronous=FULL`, one caller.
"""

import sqlite3
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.fairs import FAIR, distributor, open_office, producer
from benchmarks.machine import report
from streams.domain.registrations.commands import ReviseRegistration, SubmitRegistration
from streams.domain.suggestions.commands import RequestMeeting
from streams.runtime.embedded import Embedded

CALLERS = 16
SECONDS = 4.0
_ROW = 1_000


def main() -> None:
    """Measure and report."""
    with open_office() as office:
        one = _rate(office, callers=1)
        many = _rate(office, callers=CALLERS)
    bare = _bare_commits()
    report(
        "durable commands per second (30 % registrations, 30 % revisions, 40 % wishes)",
        [
            ("1 caller", f"{one:,.0f}"),
            (f"{CALLERS} callers", f"{many:,.0f}"),
            ("bare SQLite commits, 1 caller", f"{bare:,.0f}"),
            ("1 caller / bare commits", f"{one / bare:.2f}"),
            (f"{CALLERS} callers / bare commits", f"{many / bare:.2f}"),
        ],
        {"one": one, "many": many, "bare": bare},
    )


def _rate(office: Embedded, *, callers: int) -> float:
    """Return commands per second of some callers at once."""
    seats = [_submit_distributor(office, 1_000 * callers + n) for n in range(4)]
    done = [0] * callers
    end = perf_counter() + SECONDS

    def call(caller: int) -> None:
        number = 1_000_000 * (caller + 1) + 100_000_000 * (callers > 1)
        while perf_counter() < end:
            number += 1
            done[caller] += _story(office, number, seats[number % len(seats)])

    threads = [threading.Thread(target=call, args=(n,)) for n in range(callers)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (perf_counter() - began)


def _story(office: Embedded, number: int, seat: str) -> int:
    """Do ten commands: three registrations, three revisions, four wishes."""
    ids = []
    for n in range(3):
        request = office.request(SubmitRegistration, FAIR, actor="organiser")
        profile = producer(10 * number + n, request)
        ids.append(office.execute(request, SubmitRegistration(fair=FAIR, profile=profile)).id)
    for n, registration in enumerate(ids):
        request = office.request(ReviseRegistration, FAIR, actor="organiser")
        profile = producer(10 * number + n, request).but(places=4)
        revise = ReviseRegistration(fair=FAIR, registration=registration, profile=profile)
        office.execute(request, revise)
    for wanted in (True, False):
        for registration in ids[:2]:
            request = office.request(RequestMeeting, FAIR, actor="organiser")
            wish = RequestMeeting(
                fair=FAIR, producer=registration, seat=seat, by="producer", wanted=wanted
            )
            office.execute(request, wish)
    return 10


def _submit_distributor(office: Embedded, number: int) -> str:
    request = office.request(SubmitRegistration, FAIR, actor="organiser")
    submit = SubmitRegistration(fair=FAIR, profile=distributor(number, request))
    return f"{office.execute(request, submit).id}.1"


def _bare_commits() -> float:
    """Return commits per second of one row each, with nothing around."""
    with TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, value BLOB)")
        began = perf_counter()
        number = 0
        while perf_counter() < began + SECONDS / 2:
            number += 1
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows VALUES (?, ?)", (number, b"x" * _ROW))
            connection.execute("COMMIT")
        rate = number / (perf_counter() - began)
        connection.close()
        return rate


if __name__ == "__main__":
    main()
