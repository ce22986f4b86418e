"""Timers, sender and the loop: what happens by itself, when, and what happens after a failure."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from streams.domain.command import Command
from streams.domain.errors import DomainError, Malformed
from streams.domain.fairs.commands import OpenFair, ReviseFair
from streams.domain.registrations.commands import ReviseRegistration, WithdrawRegistration
from streams.domain.suggestions.commands import PinPair
from streams.pairing import pace
from streams.runtime.reactions.loop import Reactions
from streams.runtime.reactions.matcher import Matcher
from streams.store import tables
from streams.store.queries.matching import is_optimal
from tests.builders import (
    FAIR,
    FIRST_DAY,
    NOW,
    Clock,
    Office,
    accept,
    announce,
    details,
    distributor,
    open_office,
    producer,
    product,
    seat,
    send,
    settings,
    submit,
    until,
)
from tests.builders.watched import Watched

pytestmark = pytest.mark.usefixtures("each_store")

THREAD_ENDS = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with p1 and d1, unmatched."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        opened.register("d1", distributor())
        yield opened


def statuses(office: Office) -> dict[str, str]:
    """Return the state of each pair with d1.1, by producer."""
    return {row["producer"]: row["status"] for row in office.rows(tables.suggestions)}


def revise(office: Office, **set_up: Any) -> None:
    """Change the fair's settings."""
    office.do(ReviseFair(fair=FAIR, details=details(settings=settings(**set_up))))


def test_nothing_is_sent_before_the_first_click(office: Office) -> None:
    revise(office, daily_round="08:00")
    for _ in range(3):
        office.clock.move(days=1)
        office.settle()
    assert statuses(office) == {}


def test_round_goes_out_each_day_at_its_hour_after_the_first_click(office: Office) -> None:
    revise(office, daily_round="08:00")
    office.settle()
    office.do(send(("p1", "d1.1")))
    office.register("p2", producer("HTX Mẫu 2"))
    office.settle()
    assert statuses(office) == {"p1": "sent"}
    office.clock.now = datetime.fromisoformat("2026-05-05T07:59:59+07:00")
    office.settle()
    assert statuses(office) == {"p1": "sent"}
    office.clock.move(seconds=1)
    office.settle()
    assert statuses(office) == {"p1": "sent", "p2": "sent"}


def test_round_that_was_slept_through_goes_out_at_the_next_start(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        revise(office, daily_round="08:00")
        office.register("p1", producer("HTX Mẫu 1"))
        office.register("p2", producer("HTX Mẫu 2"))
        office.register("d1", distributor())
        office.do(send(("p1", "d1.1")))
        office.settle()
    with Office(tmp_path, clock=Clock(NOW + timedelta(days=2))) as office:
        office.settle()
        assert statuses(office)["p2"] == "sent"


def test_round_with_nothing_to_send_is_over(office: Office) -> None:
    revise(office, daily_round="08:00")
    office.do(send(("p1", "d1.1")))
    office.clock.now = datetime.fromisoformat("2026-05-05T08:00:00+07:00")
    office.settle()
    office.clock.move(hours=6)
    office.register("p2", producer("HTX Mẫu 2"))
    office.settle()
    assert statuses(office) == {"p1": "sent"}


def test_pinned_pair_goes_out_with_the_round(office: Office) -> None:
    revise(office, daily_round="08:00")
    office.do(send(("p1", "d1.1")))
    office.register("p2", producer("HTX Mẫu 2", products=(product(product_set=9),)))
    office.do(PinPair(fair=FAIR, producer="p2", seat="d1.1"))
    office.clock.move(days=1)
    office.settle()
    assert statuses(office)["p2"] == "sent"


def test_live_fair_sends_at_once_on_its_days(office: Office) -> None:
    revise(office, live=True)
    office.settle()
    assert statuses(office) == {}
    office.clock.now = datetime.fromisoformat("2026-06-01T09:00:00+07:00")
    office.settle()
    assert statuses(office) == {"p1": "sent"}
    (row,) = office.rows(tables.suggestions)
    assert row["deadline"] == "2026-06-01T02:10:00.000000Z"
    office.register("p2", producer("HTX Mẫu 2"))
    office.settle()
    assert statuses(office) == {"p1": "sent", "p2": "sent"}


def test_live_fair_matches_the_place_that_came_back(tmp_path: Path) -> None:
    """One place, two producers: declined, it goes to the other within one settling."""
    clock = Clock(datetime.fromisoformat("2026-06-01T02:00:00+00:00"))
    with open_office(tmp_path, clock=clock) as office:
        revise(office, live=True)
        office.register("p1", producer("HTX Mẫu 1", products=(product(star=5),)))
        office.register("p2", producer("HTX Mẫu 2"))
        office.register("d1", distributor(seats=(seat(places=1),)))
        office.settle()
        assert statuses(office) == {"p1": "sent"}
        office.do(WithdrawRegistration(fair=FAIR, registration="p1"))
        office.settle()
        assert statuses(office) == {"p1": "withdrawn", "p2": "sent"}


def test_timer_lets_lapse_what_nobody_answered(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    (row,) = office.rows(tables.suggestions)
    deadline = datetime.fromisoformat(row["deadline"])
    office.clock.now = deadline + timedelta(seconds=29)
    office.settle()
    assert statuses(office) == {"p1": "sent"}
    office.clock.move(seconds=1)
    office.settle()
    assert statuses(office) == {"p1": "lapsed"}


def test_timer_leaves_what_was_agreed(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    for side in ("producer", "distributor"):
        office.do(accept("p1", "d1.1", side))
    office.clock.move(days=30)
    office.settle()
    assert statuses(office) == {"p1": "agreed"}


def test_timer_lapses_at_a_fair_that_is_over(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    office.clock.move(days=300)
    office.settle()
    assert statuses(office) == {"p1": "lapsed"}


def test_lapsed_pair_may_be_suggested_again(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    office.clock.move(days=4)
    office.settle()
    assert len(office.rows(tables.match_pairs)) == 1
    office.do(send(("p1", "d1.1")))
    assert statuses(office) == {"p1": "sent"}


def test_thread_matches_what_comes_in(office: Office) -> None:
    office.start()
    until(lambda: len(office.rows(tables.match_pairs)) == 1)
    office.register("p2", producer("HTX Mẫu 2"))
    until(lambda: len(office.rows(tables.match_pairs)) == 2)
    until(lambda: not is_due_at(office))


def test_large_fair_is_matched_now_and_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "LARGE", 1)
    monkeypatch.setattr(pace, "SECONDS_AT_A_LARGE_FAIR", 1)
    office.start()
    office.register("p2", producer("HTX Mẫu 2"))
    until(lambda: len(office.rows(tables.match_pairs)) == 2)
    matched_at = time.monotonic()
    office.register("p3", producer("HTX Mẫu 3"))
    until(lambda: len(office.rows(tables.match_pairs)) == 3)
    assert time.monotonic() - matched_at > 0.8


def test_thread_coalesces_what_comes_in_together(office: Office) -> None:
    office.start()
    commands = [submit(f"r{n}", producer(f"HTX Mẫu Số {n}")) for n in range(100)]
    office.execute_many([(office.ask(command), command) for command in commands])
    until(lambda: not is_due_at(office))
    assert len(office.rows(tables.events, type="matching.updated")) <= 5


def test_reactions_leave_the_machine_to_others_as_long_as_they_worked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[tuple[float, float]] = []

    def work(_: str) -> bool:
        begun = time.monotonic()
        time.sleep(0.1)
        worked.append((begun, time.monotonic()))
        return True

    monkeypatch.setattr(office.reactions, "_work", work)
    office.start()
    until(lambda: len(worked) >= 5)
    rests = [begun - ended for (_, ended), (begun, _) in pairwise(worked)]
    assert min(rests) >= 0.1


def is_due_at(office: Office) -> bool:
    """Whether relevant events lie after the match."""
    with office.reading() as connection:
        return not is_optimal(connection, FAIR)


def test_office_closes_while_reactions_work(tmp_path: Path) -> None:
    for number in range(3):
        with Office(tmp_path / str(number)) as office:
            office.do(announce())
            office.start()
            for name in range(20):
                office.do(submit(None, producer(f"HTX Mẫu {name}")))


def test_pair_whose_company_left_during_the_computation_is_skipped(office: Office) -> None:
    def leave(_: Command) -> None:
        office.do(WithdrawRegistration(fair=FAIR, registration="p1"))

    Matcher(Watched(office, leave)).run(FAIR)
    assert office.rows(tables.match_pairs) == []


def test_of_two_matchers_one_wins(office: Office) -> None:
    """The slower one computed before the other's match and before p2 came."""
    one_place = distributor(seats=(seat("d1.1", places=1),))
    office.do(ReviseRegistration(fair=FAIR, registration="d1", profile=one_place))

    def other(_: Command) -> None:
        office.register("p2", producer("HTX Mẫu 2", products=(product(star=5),)))
        Matcher(office).run(FAIR)

    Matcher(Watched(office, other)).run(FAIR)
    assert [row["producer"] for row in office.rows(tables.match_pairs)] == ["p2"]


def test_failed_reaction_is_tried_again(office: Office) -> None:
    failures = iter([OSError("once")])

    def fail_once(_: Command) -> None:
        for failure in failures:
            raise failure

    reactions = Reactions(Watched(office, fail_once))
    reactions.start()
    try:
        until(lambda: len(office.rows(tables.match_pairs)) == 1, within=3)
    finally:
        reactions.stop()


def test_fair_that_cannot_be_matched_does_not_stop_the_others(office: Office) -> None:
    office.do(announce(fair="aaa"))
    office.do(submit("p1", producer(), fair="aaa"))

    def fail_on_one_fair(command: Command) -> None:
        if command.fair == "aaa":
            raise ValueError("poison")

    reactions = Reactions(Watched(office, fail_on_one_fair))
    reactions.start()
    try:
        until(lambda: len(office.rows(tables.match_pairs, key=FAIR)) == 1, within=3)
    finally:
        reactions.stop()


@THREAD_ENDS
def test_refusal_does_not_end_the_reactions(office: Office) -> None:
    """As when the match cannot be applied and became a dead letter."""
    refusals = iter([Malformed("cannot_apply", "This cannot be applied. Show it to somebody.")])

    def refuse_once(_: Command) -> None:
        for refusal in refusals:
            raise refusal

    reactions = Reactions(Watched(office, refuse_once))
    reactions.start()
    try:
        until(lambda: len(office.rows(tables.match_pairs)) == 1, within=3)
    finally:
        reactions.stop()


def test_no_registration_that_is_accepted_stops_the_matcher(office: Office) -> None:
    """Whatever the door lets in, the matcher can score."""
    odd = producer("HTX Mẫu 2", products=(product(monthly_volume=-(10**6)),))
    try:
        office.register("p2", odd)
        wanting = distributor("Siêu thị Mẫu 2", seats=(seat(monthly_volume=1),))
        office.register("d2", wanting)
    except DomainError:
        return
    office.settle()


def test_opened_fair_is_matched_by_its_actual_days(office: Office) -> None:
    office.clock.now = datetime.combine(FIRST_DAY, NOW.timetz())
    office.do(OpenFair(fair=FAIR, on=FIRST_DAY))
    office.settle()
    assert office.reactions.matcher.instance(FAIR).days.first == FIRST_DAY


def test_wake_is_cheap_and_may_come_from_anybody(office: Office) -> None:
    threads = [threading.Thread(target=office.reactions.wake, args=([],)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.settle()
    assert len(office.rows(tables.match_pairs)) == 1
