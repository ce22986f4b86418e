"""One request is one act: under one key the same answer, for another body a refusal."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.errors import Conflict, DomainError, Malformed
from streams.domain.suggestions.commands import RequestMeeting
from streams.log.port import Position
from streams.runtime import request as requests
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    FAIR,
    NOW,
    Office,
    distributor,
    holder,
    open_office,
    producer,
    record,
    signed,
    submit,
)

pytestmark = pytest.mark.usefixtures("each_store")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair without anybody."""
    with open_office(tmp_path) as opened:
        yield opened


def test_same_key_and_body_give_the_same_answer(office: Office) -> None:
    first = office.do(submit(None, producer()), key="k")
    again = office.do(submit(None, producer()), key="k")
    assert (first.repeated, again.repeated) == (False, True)
    assert (first.event, first.ordinal, first.subject, first.recorded_at) == (
        again.event,
        again.ordinal,
        again.subject,
        again.recorded_at,
    )
    assert office.log.end(0) == 2


def test_same_key_and_body_give_the_same_answer_later_and_after_a_start(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        first = office.do(submit(None, producer()), key="k")
    with Office(tmp_path) as office:
        office.clock.move(days=400)
        again = office.do(submit(None, producer()), key="k")
    assert (again.event, again.repeated) == (first.event, True)


def test_same_key_and_another_body_is_refused(office: Office) -> None:
    office.do(submit(None, producer("HTX Mẫu 1")), key="k")
    with pytest.raises(Malformed) as refusal:
        office.do(submit(None, producer("HTX Mẫu 2")), key="k")
    assert (refusal.value.code, refusal.value.status) == ("other_body", 422)
    assert office.log.end(0) == 2


def test_private_part_of_the_body_counts_too(office: Office) -> None:
    office.do(submit(None, producer()), key="k", private={"name": "Nguyễn Thị Mẫu"})
    with pytest.raises(Malformed) as refusal:
        office.do(submit(None, producer()), key="k", private={"name": "Trần Văn Mẫu"})
    assert refusal.value.code == "other_body"


@pytest.mark.parametrize("other", ["actor", "command", "fair"])
def test_key_is_one_actors_for_one_command_at_one_fair(office: Office, other: str) -> None:
    from tests.builders import announce

    office.do(announce(fair="mau-2027"))
    office.do(submit(None, producer("HTX Mẫu 1")), key="k")
    if other == "actor":
        done = office.do(submit(None, producer("HTX Mẫu 2")), key="k", actor="other")
    elif other == "command":
        done = office.do(record(None, signed()), key="k")
    else:
        done = office.do(submit(None, producer("HTX Mẫu 1"), fair="mau-2027"), key="k")
    assert not done.repeated


def test_refusal_is_decided_anew_for_the_same_key(office: Office) -> None:
    """A refusal was never recorded: once nothing stands in the way, the same request goes."""
    blocking = office.do(submit(None, producer()))
    with pytest.raises(Conflict):
        office.do(submit(None, producer()), key="k")
    from streams.domain.registrations.commands import WithdrawRegistration

    office.do(WithdrawRegistration(fair=FAIR, registration=blocking.id))
    assert not office.do(submit(None, producer()), key="k").repeated


def test_request_without_a_key_is_new_each_time(office: Office) -> None:
    office.register("p1", producer())
    office.register("d1", distributor())
    wish = RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer")
    assert office.do(wish).event != office.do(wish).event


def test_concurrent_twins_have_one_effect(office: Office) -> None:
    together = threading.Barrier(12)

    def work(_: int) -> Result:
        together.wait()
        return office.do(submit(None, producer()), key="k")

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(work, range(12)))
    assert len({answer.event for answer in answers}) == 1
    assert len({answer.subject for answer in answers}) == 1
    assert len(office.rows(tables.registrations)) == 1
    assert [row["outcome"] for row in office.rows(tables.events)] == ["applied", "applied"]


def test_twins_in_one_batch_have_one_effect(office: Office) -> None:
    command = submit(None, producer())
    pair = [(office.ask(command, key="k"), command) for _ in range(2)]
    answers = office.execute_many(pair)
    events = {answer.event if isinstance(answer, Result) else answer.code for answer in answers}
    assert len(events) == 1
    assert len(office.rows(tables.registrations)) == 1


def test_unlike_twins_in_one_batch_are_one_act_and_one_refusal(office: Office) -> None:
    commands = [submit(None, producer("HTX Mẫu 1")), submit(None, producer("HTX Mẫu 2"))]
    answers = office.execute_many([(office.ask(one, key="k"), one) for one in commands])
    outcomes = [a.type if isinstance(a, Result) else a.code for a in answers]
    assert outcomes == ["registration.submitted", "other_body"]
    assert [row["name"] for row in office.rows(tables.registrations)] == ["HTX Mẫu 1"]


def test_unlike_twins_do_not_write_over_each_others_private_data(office: Office) -> None:
    command = submit(None, producer())
    first, second = (office.ask(command, key="k") for _ in range(2))
    reference = first.keep(name="Nguyễn Thị Mẫu") or ""
    assert second.keep(name="Trần Văn Mẫu") != reference
    answers = office.execute_many([(first, command), (second, command)])
    assert [isinstance(answer, DomainError) for answer in answers] == [False, True]
    assert office.keeper.read([reference]) == {reference: {"name": "Nguyễn Thị Mẫu"}}


def test_lost_attempts_have_ids_of_their_own(office: Office) -> None:
    """The event that took effect and those that lost are all on the log, each once."""
    office.register("p1", producer())
    office.register("d1", distributor())
    wish = RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer")
    office.execute_many([(office.ask(wish, key=f"k{number}"), wish) for number in range(5)])
    ids = [row["id"] for row in office.rows(tables.events)]
    assert len(set(ids)) == len(ids)


def test_repeated_request_after_lost_attempts_is_answered_from_the_one_that_counted(
    office: Office,
) -> None:
    office.register("p1", producer())
    office.register("d1", distributor())
    wish = RequestMeeting(fair=FAIR, producer="p1", seat="d1.1", by="producer")
    asked = [(office.ask(wish, key=f"k{number}"), wish) for number in range(4)]
    first = office.execute_many(asked)
    end = office.log.end(0)
    again = office.execute_many(asked)
    assert [getattr(a, "event", None) for a in again] == [getattr(a, "event", None) for a in first]
    assert [getattr(a, "repeated", None) for a in again] == [True] * 4
    assert office.log.end(0) == end


def test_answer_names_the_event_that_took_effect(office: Office) -> None:
    done = office.do(submit("p1", producer()))
    (row,) = office.rows(tables.events, id=done.event)
    assert (row["key"], row["ordinal"], row["recorded_at"], row["subject"], row["type"]) == (
        done.key,
        done.ordinal,
        done.recorded_at,
        done.subject,
        done.type,
    )
    assert done.id == "p1"


def test_own_write_is_read_at_once(office: Office) -> None:
    for number in range(20):
        done = office.do(submit(None, producer(f"HTX Mẫu {number}")))
        assert [row["id"] for row in office.rows(tables.registrations, id=done.id)] == [done.id]


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_key_has_1_to_200_signs(office: Office, key: str) -> None:
    with pytest.raises(Malformed) as refusal:
        office.ask(submit(), key=key)
    assert refusal.value.code == "bad_idempotency_key"


def test_moment_to_come_is_refused(office: Office) -> None:
    with pytest.raises(Malformed) as refusal:
        office.ask(submit(), happened_at=NOW + timedelta(seconds=1))
    assert refusal.value.code == "moment_in_future"


@given(st.uuids(), st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_fast_uuid_is_the_one_of_the_standard(namespace: UUID, name: str) -> None:
    assert requests._uuid5_hex(namespace, name) == uuid5(namespace, name).hex


def test_request_reveals_nothing_of_the_body(office: Office) -> None:
    """The digest is keyed: the same body has another one in another installation."""
    done = office.do(submit("p1", producer(holder=holder("HTX Mẫu Bí Mật"))))
    (stored,) = office.log.read(Position(0, 1), 1)
    (row,) = office.rows(tables.events, id=done.event)
    assert len(row["request"]) == 32
    command = submit("p1", producer(holder=holder("HTX Mẫu Bí Mật")))
    assert office.ask(command).digest(command) == row["request"]
    assert row["request"].encode() in stored.value


def test_text_that_cannot_be_written_is_refused(office: Office) -> None:
    with pytest.raises(Malformed):
        office.do(submit("p1", producer("HTX Mẫu \udcff")))
