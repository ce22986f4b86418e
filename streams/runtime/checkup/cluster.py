"""Examining the production shape, whatever of it is away, in seconds."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from streams.domain.errors import Unreachable
from streams.runtime.checkup.brokers import Brokers, look_at_brokers
from streams.runtime.checkup.database import Database, look_at_database
from streams.runtime.checkup.disk import check_folder
from streams.runtime.checkup.partitions import check_partitions
from streams.runtime.inspection import Finding
from streams.runtime.place import Place

T = TypeVar("T")
_PATIENCE = 6.0
"""Seconds for a server to answer; both are asked at once."""


def check_cluster(place: Place) -> list[Finding]:
    """Return what is wrong at a place, the servers first."""
    begun = time.monotonic()
    asked_brokers = begin(lambda: look_at_brokers(place))
    asked_database = begin(lambda: look_at_database(place))
    findings = list(check_folder(place.documents))
    brokers, database = _answer(asked_brokers, begun), _answer(asked_database, begun)
    findings += _of_brokers(brokers, place)
    findings += _of_database(database)
    if isinstance(brokers, Brokers) and isinstance(database, Database) and database.is_set_up:
        together = begin(lambda: check_partitions(place, brokers, database))
        found = _answer(together, time.monotonic())
        findings += found if isinstance(found, list) else _of_brokers(found, place)
    return findings


def begin(act: Callable[[], T]) -> "Future[T]":
    """Do something in a thread for which nobody waits at the end, should it never come back."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(act())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def _answer(asked: "Future[T]", begun: float) -> T | Unreachable:
    """Return what was found out, or why nothing was."""
    try:
        return asked.result(max(0.0, begun + _PATIENCE - time.monotonic()))
    except Unreachable as outage:
        return outage
    except TimeoutError:
        return Unreachable(f"no answer within {_PATIENCE:.0f} s")


def _of_brokers(found: Brokers | Unreachable, place: Place) -> Iterator[Finding]:
    if isinstance(found, Unreachable):
        yield Finding(
            code="brokers_unreachable",
            count=1,
            params={"brokers": place.brokers, "reason": _first_line(found)},
        )
    else:
        yield from found.findings


def _of_database(found: Database | Unreachable) -> Iterator[Finding]:
    if isinstance(found, Unreachable):
        yield Finding(code="database_unreachable", count=1, params={"reason": _first_line(found)})
    else:
        yield from found.findings


def _first_line(outage: Unreachable) -> str:
    return str(outage.params["reason"]).partition("\n")[0]
