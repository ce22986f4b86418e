"""The matcher's reaction: after every event the best match, whatever it remembers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.bmatching import solve
from streams.domain.errors import DomainError
from streams.domain.fairs.commands import DefineSeries, RescheduleFair, ReviseFair
from streams.domain.registrations.commands import (
    AdmitRegistration,
    AttachPaper,
    ReviseRegistration,
    WithdrawRegistration,
)
from streams.domain.suggestions.commands import (
    ForbidPair,
    PairChange,
    PinPair,
    RequestMeeting,
    UpdateMatching,
)
from streams.domain.taking_back import TakeBack
from streams.log.codec import decode
from streams.log.port import Position, Record
from streams.log.sqlite_log import SqliteLog
from streams.pairing.instance import FairInstance
from streams.runtime.parts import LARGEST
from streams.store import tables
from streams.store.queries.matching import is_due, is_optimal, match_pairs, matching_of
from tests.builders import (
    FAIR,
    FIRST_DAY,
    Office,
    accept,
    announce,
    decline,
    details,
    distributor,
    document,
    open_office,
    period,
    producer,
    product,
    seat,
    send,
    submit,
)
from tests.builders import settings as set_up
from tests.golden.history import log_of

pytestmark = pytest.mark.usefixtures("each_store")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with p1 and d1, unmatched."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        opened.register("d1", distributor())
        yield opened


def fresh(office: Office) -> FairInstance:
    """Return the fair as the matcher would see it after a start."""
    instance = FairInstance(FAIR)
    with office.reading() as connection:
        instance.refresh(connection)
    return instance


def assert_best(office: Office) -> None:
    """Check that the recorded match is the one of a solution from scratch."""
    instance = fresh(office)
    solution = solve(instance.problem())
    with office.reading() as connection:
        matching = matching_of(connection, FAIR)
        found = match_pairs(connection, FAIR)
        assert is_optimal(connection, FAIR)
    assert (matching.objective, matching.bound) == (solution.objective, solution.bound)
    assert matching.objective == matching.bound
    assert found == {
        pair: instance.score(pair) for pair in solution.pairs if pair not in instance.fixed
    }


def shape(instance: FairInstance) -> dict[str, object]:
    """Return everything the matcher knows, without rows that are empty."""
    return {
        "producers": instance.producers,
        "seats": instance.seats,
        "fixed": instance.fixed,
        "barred": instance._barred,
        "scores": {left: row for left, row in instance._scores.items() if row},
        "held": {node: held for node, held in instance._held.items() if held},
    }


def test_match_is_there_after_settling(office: Office) -> None:
    office.settle()
    assert_best(office)
    (row,) = office.rows(tables.match_pairs)
    assert (row["producer"], row["seat"]) == ("p1", "d1.1")


def test_match_is_not_called_best_while_something_is_due(office: Office) -> None:
    office.settle()
    office.register("p2", producer("HTX Mẫu 2"))
    with office.reading() as connection:
        assert not is_optimal(connection, FAIR)
    office.settle()
    assert_best(office)


def test_settling_twice_writes_nothing(office: Office) -> None:
    office.settle()
    end = office.log.end(0)
    office.settle()
    assert office.log.end(0) == end


def test_match_that_stays_is_confirmed_without_entries(office: Office) -> None:
    office.settle()
    office.do(RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer", wanted=True))
    office.settle()
    before = office.log.end(0)
    office.do(submit("p2", producer("HTX Mẫu 2", products=(product(product_set=26),))))
    office.settle()
    assert office.log.end(0) == before + 2
    (stored,) = office.log.read(Position(0, before + 1), 1)
    assert decode(stored.value, stored.key).fact.lines == ()  # type: ignore[attr-defined]
    assert_best(office)


CHANGES = (
    "wish", "unwish", "forbid", "revise", "withdraw", "submit", "send", "accept", "decline",
    "reschedule", "places", "lapse",
)  # fmt: skip


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 5)), max_size=14))
def test_what_the_matcher_remembers_is_what_it_would_read(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """After any changes its memory equals a fresh look, and the match a solution from scratch."""
    with open_office(tmp_path_factory.mktemp("fair")) as office:
        for number in range(4):
            office.register(f"p{number}", producer(f"HTX Mẫu {number}", places=1 + number % 2))
        for number in range(2):
            office.register(f"d{number}", distributor(f"Siêu thị Mẫu {number}"))
        office.settle()
        for kind, number in steps:
            change(office, kind, number)
            office.settle()
        assert shape(office.reactions.matcher.instance(FAIR)) == shape(fresh(office))
        assert_best(office)
        assert office.rebuild().equal


def change(office: Office, kind: str, number: int) -> None:
    """Make one change; a refusal changes nothing."""
    left, right = f"p{number % 4}", f"d{number % 2}.1"
    pair: dict[str, Any] = {"fair": FAIR, "producer": left, "seat": right}
    star = producer(f"HTX Mẫu {number % 4}", products=(product(star=1 + number % 5),))
    commands = {
        "wish": RequestMeeting(by="distributor", **pair),
        "unwish": RequestMeeting(by="producer", wanted=False, **pair),
        "forbid": ForbidPair(**pair),
        "revise": ReviseRegistration(fair=FAIR, registration=left, profile=star),
        "withdraw": WithdrawRegistration(fair=FAIR, registration=left),
        "submit": submit(f"p{number + 10}", producer(f"HTX Mẫu {number % 4}")),
        "send": send((left, right)),
        "accept": accept(left, right, "producer"),
        "decline": decline(left, right, "distributor"),
        "reschedule": RescheduleFair(
            fair=FAIR, planned=period(first=FIRST_DAY + timedelta(days=number))
        )
        if number < 5
        else RescheduleFair(fair=FAIR, planned=period()),
        "places": ReviseRegistration(
            fair=FAIR,
            registration=f"d{number % 2}",
            profile=distributor(
                f"Siêu thị Mẫu {number % 2}", seats=(seat(f"d{number % 2}.1", places=number),)
            ),
        ),
    }
    if kind == "lapse":
        office.clock.move(days=1)
        return
    try:
        office.do(commands[kind])
    except DomainError:
        return


def test_admission_is_waited_for(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        asking = details(settings=set_up(admission="organiser"))
        office.do(ReviseFair(fair=FAIR, details=asking))
        office.register("p1", producer())
        office.register("d1", distributor())
        office.settle()
        assert office.rows(tables.match_pairs) == []
        for registration in ("p1", "d1"):
            office.do(AdmitRegistration(fair=FAIR, registration=registration))
        office.settle()
        assert len(office.rows(tables.match_pairs)) == 1
        assert_best(office)


def test_match_of_another_process_is_continued(tmp_path: Path) -> None:
    """Nothing but the store is needed: a new process goes on where the other one was."""
    with open_office(tmp_path) as office:
        office.register("p1", producer("HTX Mẫu 1"))
        office.register("d1", distributor())
        office.settle()
    with Office(tmp_path) as office:
        office.register("p2", producer("HTX Mẫu 2", products=(product(star=5),)))
        office.settle()
        assert_best(office)
        assert [row["producer"] for row in office.rows(tables.match_pairs)] == ["p1", "p2"]


def large(path: Path, companies: int = 150) -> None:
    """Make a fair whose match is larger than one event."""
    with open_office(path) as office:
        commands = [
            submit(f"p{number}", producer(f"HTX Mẫu {number}", places=10))
            for number in range(companies)
        ] + [
            submit(f"d{number}", distributor(f"Siêu thị Mẫu {number}", seats=(seat(places=200),)))
            for number in range(10)
        ]
        office.execute_many([(office.ask(command), command) for command in commands])
        office.settle()


def test_large_match_travels_in_parts_of_bounded_size(tmp_path: Path) -> None:
    large(tmp_path)
    with Office(tmp_path) as office:
        matched = [row for row in office.rows(tables.events) if row["type"] == "matching.updated"]
        assert [row["outcome"] for row in matched] == ["part"] * (len(matched) - 1) + ["applied"]
        assert len(matched) > 1
        assert len({row["correlation"] for row in matched}) == 1
        assert max(len(record.value) for record in log_of(office)) <= LARGEST
        assert len(office.rows(tables.match_pairs)) == 1500
        assert office.rows(tables.parts) == []
        assert_best(office)
        assert office.rebuild().equal


def test_crash_between_the_parts_of_a_match_is_computed_again(tmp_path: Path) -> None:
    """The log ends with the first part: it is kept aside, and the match comes anew."""
    large(tmp_path / "whole")
    with Office(tmp_path / "whole") as office:
        history = log_of(office)
    first = next(n for n, one in enumerate(history) if b"matching.updated" in one.value)
    (tmp_path / "torn").mkdir()
    log = SqliteLog(tmp_path / "torn" / "log.db")
    log.append([Record(one.key, one.value) for one in history[: first + 1]])
    log.close()
    with Office(tmp_path / "torn") as office:
        assert office.rows(tables.match_pairs) == []
        assert len(office.rows(tables.parts)) == 1
        office.settle()
        assert_best(office)
        assert len(office.rows(tables.match_pairs)) == 1500
        assert len(office.rows(tables.parts)) == 1
        assert office.rebuild().equal


def test_score_of_a_pinned_pair_follows_its_companies(office: Office) -> None:
    office.do(PinPair(fair=FAIR, producer="p1", seat="d1.1"))
    office.settle()
    better = producer("HTX Mẫu 1", products=(product(star=5),))
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=better))
    office.settle()
    assert_best(office)


def test_admission_asked_for_later_is_waited_for(office: Office) -> None:
    office.register("d2", distributor("Siêu thị Mẫu 2"))
    office.settle()
    office.do(send(("p1", "d1.1")))
    asking = details(settings=set_up(admission="organiser"))
    office.do(ReviseFair(fair=FAIR, details=asking))
    office.settle()
    assert_best(office)
    assert office.rows(tables.match_pairs) == []


def test_skipped_entry_is_computed_again(office: Office) -> None:
    """A certificate is attached while the match is computed."""
    attach = AttachPaper(fair=FAIR, registration="p1", document=document())
    pair = PairChange(producer="p1", seat="d1.1", enters=True, score=5)
    match = UpdateMatching(fair=FAIR, through=3, objective=5, bound=5, pairs=(pair,))
    with office.reading() as moment:
        moment.execute(sa.select(tables.events))
        office.do(attach)
        assert office.attempt(office.ask(match), match, moment) is not None
    with office.reading() as connection:
        assert not is_optimal(connection, FAIR)
        assert is_due(connection, FAIR, 3)
    office.settle()
    assert_best(office)


def test_org_has_no_match(office: Office) -> None:
    done = office.do(DefineSeries(series="mau", name="Chuỗi Mẫu"))
    office.do(TakeBack(fair="org", event=done.event))
    office.settle()
    assert {row["key"] for row in office.rows(tables.events, type="matching.updated")} == {FAIR}


@pytest.mark.parametrize("fair_days", [1, 5, 30])
def test_length_of_the_fair_does_not_matter_for_companies_without_hours(
    tmp_path: Path, fair_days: int
) -> None:
    with open_office(tmp_path) as office:
        last = FIRST_DAY + timedelta(days=fair_days - 1)
        office.do(announce(fair="mau-2027", planned=period(last=last)))
        office.do(submit("p1", producer(), fair="mau-2027"))
        office.do(submit("d1", distributor(), fair="mau-2027"))
        office.settle()
        assert len(office.rows(tables.match_pairs, key="mau-2027")) == 1
