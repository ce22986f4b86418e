"""Rebuilding: the store is thrown away and comes back the same; in use it is never in the way."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.domain.errors import Unavailable
from streams.store import tables
from streams.store.caches import read_prices
from streams.store.queries.matching import is_optimal, matching_of
from tests.builders import (
    FAIR,
    Office,
    distributor,
    open_office,
    producer,
    submit,
)
from tests.golden.history import log_of, play, troubled


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with a long history."""
    with open_office(tmp_path) as opened:
        play(opened)
        yield opened


def test_rebuilt_store_is_equal_and_so_is_the_next(office: Office) -> None:
    first = office.rebuild()
    second = office.rebuild()
    assert (first.equal, second.equal) == (True, True)
    assert first.before == first.after == second.before == second.after
    assert (first.difference, first.events) == (None, office.log.end(0))


def test_rebuilt_store_is_equal_with_everything_wrong_on_the_log(office: Office) -> None:
    office.log.append(troubled(log_of(office)))
    office.projection.catch_up()
    found = office.rebuild()
    assert (found.equal, found.events) == (True, len(office.rows(tables.events)))
    assert {row["outcome"] for row in office.rows(tables.events)} == {
        "applied",
        "lost",
        "part",
        "dead",
    }


def test_equal_store_is_deleted_and_the_pointer_moved(office: Office, tmp_path: Path) -> None:
    before = office.folder.current_store()
    office.rebuild()
    after = office.folder.current_store()
    assert before is not None
    assert after is not None
    assert before != after
    assert not before.exists()
    assert [path.name for path in (tmp_path / "stores").glob("*.db")] == [after.name]


def test_unequal_store_is_kept_as_suspect(office: Office) -> None:
    suspect = office.folder.current_store()
    with office.caching() as connection:
        connection.execute(tables.registrations.update().values(name="Khác"))
    found = office.rebuild()
    assert not found.equal
    assert found.difference == "registrations: mau-2026 d1 differs in name"
    assert suspect is not None
    assert suspect.exists()
    assert {row["name"] for row in office.rows(tables.registrations)} != {"Khác"}


def test_work_goes_on_after_a_rebuild(office: Office) -> None:
    end = office.log.end(0)
    office.rebuild()
    done = office.do(submit("p99", producer("HTX Mẫu 99")), key="k")
    assert office.do(submit("p99", producer("HTX Mẫu 99")), key="k").repeated
    assert (office.log.end(0), office.rows(tables.registrations, id=done.id)[0]["id"]) == (
        end + 1,
        "p99",
    )
    assert office.rebuild().equal


def test_reactions_go_on_after_a_rebuild(office: Office) -> None:
    office.settle()
    office.rebuild()
    office.register("p98", producer("HTX Mẫu 98"))
    office.settle()
    with office.reading() as connection:
        assert is_optimal(connection, FAIR)
        assert (
            matching_of(connection, FAIR).through
            == office.rows(tables.events, key=FAIR)[-2]["ordinal"]
        )


def test_rebuild_of_nothing_is_equal(tmp_path: Path) -> None:
    with Office(tmp_path) as office:
        found = office.rebuild()
    assert (found.equal, found.events) == (True, 0)


def test_prices_are_computed_again_after_a_rebuild(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        office.register("p1", producer())
        office.register("d1", distributor())
        office.settle()
        before = prices(office)
        assert before
        office.rebuild()
        office.settle()
        assert prices(office) == before


def prices(office: Office) -> dict[tuple[str, str], int]:
    """Return the prices of the fair's match."""
    with office.reading() as connection:
        return {node: price for node, (price, _) in read_prices(connection, FAIR).items()}


def test_rebuild_beside_work_is_equal_and_disturbs_nobody(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        stop = threading.Event()
        failed: list[BaseException] = []
        acknowledged: list[str] = []

        def work(caller: int) -> None:
            number = 0
            while not stop.is_set() and not failed:
                number += 1
                try:
                    done = office.do(submit(None, producer(f"HTX Mẫu {caller} {number}")))
                    acknowledged.append(done.id)
                except Unavailable:
                    continue
                except Exception as error:
                    failed.append(error)

        callers = [threading.Thread(target=work, args=(caller,)) for caller in range(4)]
        for caller in callers:
            caller.start()
        try:
            found = [office.rebuild() for _ in range(5)]
        finally:
            stop.set()
            for caller in callers:
                caller.join()
        assert failed == []
        assert [one.difference for one in found] == [None] * 5
        assert set(acknowledged) == {row["id"] for row in office.rows(tables.registrations)}
