"""Races: whoever comes second is decided again, and nothing is lost or done twice."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from streams.domain.agreements import commands as ag
from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.domain.fairs.commands import OpenFair, ReviseFair
from streams.domain.registrations.commands import ReviseRegistration, WithdrawRegistration
from streams.domain.registrations.state import Places
from streams.domain.suggestions.commands import PinPair, RequestMeeting
from streams.runtime.combining import CombiningQueue
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    accept,
    announce,
    decline,
    details,
    distributor,
    open_office,
    period,
    producer,
    record,
    seat,
    send,
    settings,
    signed,
    submit,
)

pytestmark = pytest.mark.usefixtures("each_store")

T = TypeVar("T")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with two producers and a distributor."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        opened.register("p2", producer("HTX Mẫu 2"))
        opened.register("d1", distributor(seats=(seat(places=1),)))
        yield opened


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Run callables in as many threads, all let go at the same moment."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def answer(office: Office, command: Command) -> str:
    """Carry out a command; return the type of its event or the code of its refusal."""
    try:
        return office.do(command).type
    except DomainError as refusal:
        return refusal.code


def in_one_batch(office: Office, *commands: Command) -> list[str]:
    """Carry out commands in one batch, decided on one state."""
    answers = office.execute_many([(office.ask(command), command) for command in commands])
    return [one.type if isinstance(one, Result) else one.code for one in answers]


SHUT = ReviseFair(fair=FAIR, details=details(settings=settings(registration="closed")))
RIVALS: dict[str, tuple[tuple[Command, Command], tuple[str, str]]] = {
    "two companies of one name": (
        (submit("p8", producer("HTX Mẫu 8")), submit("p9", producer("HTX MẪU 8"))),
        ("registration.submitted", "already_registered"),
    ),
    "two papers of one number": (
        (record("a1", signed("7")), record("a2", signed(" 7"))),
        ("agreement.recorded", "number_taken"),
    ),
    "two withdrawals": (
        (
            WithdrawRegistration(fair=FAIR, registration="p1"),
            WithdrawRegistration(fair=FAIR, registration="p1"),
        ),
        ("registration.withdrawn", "registration_withdrawn"),
    ),
    "withdrawing and pinning": (
        (
            WithdrawRegistration(fair=FAIR, registration="p1"),
            PinPair(fair=FAIR, producer="p1", seat="d1.1"),
        ),
        ("registration.withdrawn", "company_withdrawn"),
    ),
    "pinning and withdrawing": (
        (
            PinPair(fair=FAIR, producer="p1", seat="d1.1"),
            WithdrawRegistration(fair=FAIR, registration="d1"),
        ),
        ("pair.pinned", "registration.withdrawn"),
    ),
    "two pins on one place": (
        (
            PinPair(fair=FAIR, producer="p1", seat="d1.1"),
            PinPair(fair=FAIR, producer="p2", seat="d1.1"),
        ),
        ("pair.pinned", "no_place"),
    ),
    "closing and registering": (
        (SHUT, submit("p9", producer("HTX Mẫu 9"))),
        ("fair.revised", "registration_closed"),
    ),
    "opening twice": (
        (OpenFair(fair=FAIR, on=TODAY), OpenFair(fair=FAIR, on=TODAY)),
        ("fair.opened", "fair_open_already"),
    ),
    "revising twice": (
        (
            ReviseRegistration(fair=FAIR, registration="p1", profile=producer("HTX Mẫu 1")),
            ReviseRegistration(fair=FAIR, registration="p1", profile=producer("HTX Mẫu 1")),
        ),
        ("registration.revised", "registration.revised"),
    ),
}


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_second_of_two_rivals_is_decided_on_what_the_first_did(office: Office, name: str) -> None:
    commands, expected = RIVALS[name]
    assert in_one_batch(office, *commands) == list(expected)
    assert office.rebuild().equal


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_rivals_in_two_threads_end_like_one_after_the_other(office: Office, name: str) -> None:
    """Either may be first; the answers are those of one of the two orders."""
    commands, expected = RIVALS[name]
    found = at_once([lambda c=c: answer(office, c) for c in commands])  # type: ignore[misc]
    if name == "closing and registering":
        assert sorted(found) in (
            sorted(expected),
            sorted(("fair.revised", "registration.submitted")),
        )
    elif name in {"withdrawing and pinning", "pinning and withdrawing"}:
        assert "registration.withdrawn" in found
    else:
        assert sorted(found) == sorted(expected)
    assert office.state(Places, "d1.1") in (None, Places(held=0), Places(held=1))


def test_merging_two_papers_into_each_other_leaves_one(office: Office) -> None:
    for name in ("a1", "a2"):
        office.do(record(name, signed(name)))
    found = in_one_batch(
        office,
        ag.MergeAgreement(fair=FAIR, agreement="a1", into="a2"),
        ag.MergeAgreement(fair=FAIR, agreement="a2", into="a1"),
    )
    assert found == ["agreement.merged", "merge_into_copy"]


def test_both_yes_at_once_make_one_meeting(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    found = at_once(
        [
            lambda: answer(office, accept("p1", "d1.1", "producer")),
            lambda: answer(office, accept("p1", "d1.1", "distributor")),
        ]
    )
    assert sorted(found) == ["meeting.agreed", "suggestion.accepted"]


def test_yes_and_no_at_once_end_in_no_place_or_in_one(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    at_once(
        [
            lambda: answer(office, accept("p1", "d1.1", "producer")),
            lambda: answer(office, decline("p1", "d1.1", "distributor")),
        ]
    )
    (row,) = office.rows(tables.suggestions)
    assert (row["status"], office.state(Places, "p1")) == ("declined", Places(held=0))


def test_last_place_goes_to_one_of_many(office: Office) -> None:
    for number in range(3, 11):
        office.register(f"p{number}", producer(f"HTX Mẫu {number}"))
    pins = [PinPair(fair=FAIR, producer=f"p{number}", seat="d1.1") for number in range(1, 11)]
    found = at_once([lambda c=c: answer(office, c) for c in pins])  # type: ignore[misc]
    assert Counter(found) == {"pair.pinned": 1, "no_place": 9}
    assert office.state(Places, "d1.1") == Places(held=1)


def test_hammering_one_fair_loses_and_doubles_nothing(office: Office) -> None:
    """200 threads: registrations, revisions of one entry, wishes on one pair, the same company."""

    def work(number: int) -> list[str]:
        wish = RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer")
        revise = ReviseRegistration(
            fair=FAIR, registration="p2", profile=producer("HTX Mẫu 2", places=number % 5)
        )
        return [
            answer(office, submit(f"r{number}", producer(f"HTX Mẫu Số {number}"))),
            answer(office, submit(f"s{number}", producer(f"HTX Mẫu Chung {number % 20}"))),
            answer(office, wish if number % 4 else revise),
        ]

    found = at_once([lambda n=n: work(n) for n in range(200)])  # type: ignore[misc]
    counted = Counter(one for three in found for one in three)
    assert set(counted) <= {
        "registration.submitted",
        "already_registered",
        "meeting.requested",
        "registration.revised",
        "too_busy",
    }
    assert (counted["registration.submitted"], counted["already_registered"]) == (220, 180)
    assert len(office.rows(tables.registrations)) == 3 + 220
    applied = Counter(row["type"] for row in office.rows(tables.events, outcome="applied"))
    assert applied["meeting.requested"] == counted["meeting.requested"]
    assert applied["registration.revised"] == counted["registration.revised"]
    assert len(office.rows(tables.events)) == office.log.end(0)
    assert office.rebuild().equal


def test_many_of_a_batch_that_stand_in_each_others_way_all_take_effect(office: Office) -> None:
    wishes = [
        RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer") for _ in range(30)
    ]
    assert in_one_batch(office, *wishes) == ["meeting.requested"] * 30


def test_batch_on_one_aggregate_does_not_write_the_square_of_itself(office: Office) -> None:
    before = office.log.end(0)
    wishes = [
        RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer") for _ in range(60)
    ]
    in_one_batch(office, *wishes)
    assert office.log.end(0) - before <= 3 * 60


def test_large_batch_is_answered_in_its_order(office: Office) -> None:
    commands = [
        submit(f"r{number}", producer(f"HTX Mẫu {number % 700 + 10}")) for number in range(1_200)
    ]
    found = in_one_batch(office, *commands)
    assert found == ["registration.submitted"] * 700 + ["already_registered"] * 500


def test_fairs_do_not_disturb_each_other(office: Office) -> None:
    office.do(announce(fair="mau-2027", planned=period()))
    found = in_one_batch(
        office,
        submit("p9", producer("HTX Mẫu 9")),
        submit("p9", producer("HTX Mẫu 9"), fair="mau-2027"),
        record("a1", signed("7")),
        record("a1", signed("7"), fair="mau-2027"),
    )
    assert found == ["registration.submitted"] * 2 + ["agreement.recorded"] * 2
    assert {row["outcome"] for row in office.rows(tables.events)} == {"applied"}


def test_queue_serves_each_item_once_and_never_two_batches_at_a_time() -> None:
    served: list[int] = []
    busy = threading.Lock()

    def serve(batch: Sequence[int]) -> None:
        assert busy.acquire(blocking=False)
        served.extend(batch)
        busy.release()

    queue = CombiningQueue(serve)

    def work(number: int) -> None:
        for item in range(10):
            queue.serve([number * 10 + item])

    at_once([lambda n=n: work(n) for n in range(32)])  # type: ignore[misc]
    assert sorted(served) == list(range(320))


def test_queue_goes_on_after_a_batch_that_failed() -> None:
    served: list[int] = []

    def serve(batch: Sequence[int]) -> None:
        if 0 in batch:
            raise ValueError("accident")
        served.extend(batch)

    queue = CombiningQueue(serve)
    with pytest.raises(ValueError, match="accident"):
        queue.serve([0])
    queue.serve([1])
    assert served == [1]
