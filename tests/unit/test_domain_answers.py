"""Answers: in time, late, by phone, standing; what they take and what they leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from streams.domain.errors import Conflict, NotFound
from streams.domain.events.suggestions import MeetingAgreed, SuggestionAccepted
from streams.domain.registrations.commands import ReviseRegistration, WithdrawRegistration
from streams.domain.registrations.state import Places
from streams.domain.suggestions.commands import (
    AllowPair,
    ForbidPair,
    HoldMeeting,
    LapseSuggestions,
    MissMeeting,
    NoteOutcome,
    PinPair,
)
from streams.domain.suggestions.state import Meeting, Suggestion
from streams.log.codec import decode
from streams.log.port import Position
from tests.builders import (
    FAIR,
    Office,
    accept,
    decline,
    distributor,
    holder,
    open_office,
    producer,
    seat,
    send,
)

pytestmark = pytest.mark.usefixtures("each_store")

PAIR: dict[str, Any] = {"fair": FAIR, "producer": "p1", "seat": "d1.1"}
LAPSE = LapseSuggestions(fair=FAIR, pairs=(("p1", "d1.1"),))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with p1, p2 and the buyer d1.1, each with one place."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1", places=1))
        opened.register("p2", producer("HTX Mẫu 2", places=1))
        opened.register("d1", distributor(seats=(seat(places=1),)))
        yield opened


def sent(office: Office) -> datetime:
    """Send the pair; return its deadline."""
    office.do(send(("p1", "d1.1")))
    deadline = suggestion(office).deadline
    assert deadline is not None
    return deadline


def suggestion(office: Office) -> Suggestion:
    """Return the pair as it stands."""
    found = office.state(Suggestion, "p1~d1.1")
    assert found is not None
    return found


def held(office: Office, *nodes: str) -> list[int]:
    """Return how many places nodes hold."""
    states = [office.state(Places, node) for node in nodes]
    return [state.held if state else 0 for state in states]


def last_fact(office: Office) -> object:
    """Return the fact of the last event on the log."""
    (stored,) = office.log.read(Position(0, office.log.end(0) - 1), 1)
    return decode(stored.value, stored.key).fact


def code(office: Office, command: Any, **how: Any) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises((Conflict, NotFound)) as refusal:
        office.do(command, **how)
    return refusal.value.code


def test_two_yes_make_a_meeting(office: Office) -> None:
    sent(office)
    first = office.do(accept("p1", "d1.1", "distributor"))
    second = office.do(accept("p1", "d1.1", "producer"))
    assert [first.type, second.type] == ["suggestion.accepted", "meeting.agreed"]
    assert suggestion(office).status == "agreed"
    assert held(office, "p1", "d1.1") == [1, 1]


def test_answer_at_the_deadline_itself_is_in_time(office: Office) -> None:
    office.clock.now = sent(office)
    office.do(accept("p1", "d1.1", "producer"))
    assert last_fact(office) == SuggestionAccepted(side="producer")


def test_answer_after_the_deadline_chooses_again_and_keeps_the_place(office: Office) -> None:
    office.clock.now = sent(office) + timedelta(microseconds=1)
    office.do(accept("p1", "d1.1", "producer"))
    assert last_fact(office) == SuggestionAccepted(
        side="producer", again=True, deadline=datetime.fromisoformat("2026-05-10T10:00:00Z")
    )
    assert held(office, "p1", "d1.1") == [1, 1]


def test_answer_by_phone_is_judged_by_when_it_was_said(office: Office) -> None:
    deadline = sent(office)
    office.clock.now = deadline + timedelta(seconds=20)
    said = deadline - timedelta(minutes=5)
    office.do(accept("p1", "d1.1", "producer"), channel="phone", happened_at=said)
    assert last_fact(office) == SuggestionAccepted(side="producer", happened_at=said)


def test_lapse_comes_thirty_seconds_after_the_deadline(office: Office) -> None:
    deadline = sent(office)
    office.clock.now = deadline + timedelta(seconds=29, microseconds=999_999)
    assert code(office, LAPSE) == "nothing_to_lapse"
    office.clock.now = deadline + timedelta(seconds=30)
    office.do(LAPSE)
    assert suggestion(office).status == "lapsed"
    assert held(office, "p1", "d1.1") == [0, 0]


def test_yes_to_a_lapsed_pair_takes_both_places_again(office: Office) -> None:
    office.clock.now = sent(office) + timedelta(minutes=1)
    office.do(LAPSE)
    office.do(accept("p1", "d1.1", "producer"))
    assert (suggestion(office).status, held(office, "p1", "d1.1")) == ("sent", [1, 1])


def test_yes_to_a_lapsed_pair_is_refused_when_the_place_is_taken(office: Office) -> None:
    office.clock.now = sent(office) + timedelta(minutes=1)
    office.do(LAPSE)
    office.do(send(("p2", "d1.1")))
    assert code(office, accept("p1", "d1.1", "producer")) == "no_place"
    assert held(office, "p1", "p2", "d1.1") == [0, 1, 1]


def test_no_gives_both_places_back_also_after_a_yes(office: Office) -> None:
    sent(office)
    office.do(accept("p1", "d1.1", "producer"))
    office.do(accept("p1", "d1.1", "distributor"))
    office.do(decline("p1", "d1.1", "producer"))
    assert held(office, "p1", "d1.1") == [0, 0]
    assert code(office, send(("p1", "d1.1"))) == "nothing_to_send"


def test_withdrawing_releases_and_keeps_the_pair_visible(office: Office) -> None:
    sent(office)
    office.do(WithdrawRegistration(fair=FAIR, registration="p1"))
    assert suggestion(office).status == "withdrawn"
    assert held(office, "p1", "d1.1") == [0, 0]
    office.do(send(("p2", "d1.1")))


@pytest.mark.parametrize("command", [accept, decline])
def test_pair_that_was_never_sent_cannot_be_answered(office: Office, command: Any) -> None:
    assert code(office, command("p1", "d1.1", "producer")) == "not_sent"


def test_second_yes_of_one_side_is_refused(office: Office) -> None:
    sent(office)
    office.do(accept("p1", "d1.1", "producer"))
    assert code(office, accept("p1", "d1.1", "producer")) == "already_accepted"


def test_capacity_below_what_is_held_takes_nothing_back(office: Office) -> None:
    sent(office)
    lower = producer("HTX Mẫu 1", places=0)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=lower))
    assert held(office, "p1", "d1.1") == [1, 1]
    office.do(accept("p1", "d1.1", "producer"))


def test_pin_holds_a_place_and_sending_it_takes_no_other(office: Office) -> None:
    office.do(PinPair(**PAIR))
    assert held(office, "p1", "d1.1") == [1, 1]
    assert code(office, send(("p2", "d1.1"))) == "nothing_to_send"
    sent(office)
    assert held(office, "p1", "d1.1") == [1, 1]


def test_meeting_needs_two_yes_and_may_be_contested(office: Office) -> None:
    sent(office)
    assert code(office, HoldMeeting(**PAIR)) == "not_agreed"
    for side in ("producer", "distributor"):
        office.do(accept("p1", "d1.1", side))
    office.do(MissMeeting(absent=("producer",), **PAIR))
    noted = NoteOutcome(side="producer", outcome="sign_today", **PAIR)
    assert code(office, noted) == "meeting_missed"
    office.do(HoldMeeting(**PAIR))
    office.do(noted)
    assert office.state(Meeting, "p1~d1.1") == Meeting(
        status="held", outcomes={"producer": "sign_today"}
    )


def test_standing_yes_asks_one_side_only(office: Office) -> None:
    ready = producer("HTX Mẫu 1", places=1, standing_yes=True)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=ready))
    sent(office)
    assert suggestion(office).asked == ("distributor",)
    assert office.do(accept("p1", "d1.1", "distributor")).type == "meeting.agreed"


def test_standing_yes_is_named_in_the_event(office: Office) -> None:
    ready = producer("HTX Mẫu 1", places=1, standing_yes=True)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=ready))
    sent(office)
    office.do(accept("p1", "d1.1", "distributor"))
    assert last_fact(office) == MeetingAgreed(side="distributor", standing=True)


def test_standing_yes_taken_back_no_longer_stands(office: Office) -> None:
    ready = producer("HTX Mẫu 1", places=1, standing_yes=True)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=ready))
    sent(office)
    unready = producer("HTX Mẫu 1", places=1)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=unready))
    assert office.do(accept("p1", "d1.1", "distributor")).type == "suggestion.accepted"


def test_pair_chosen_again_does_not_lapse_at_once(office: Office) -> None:
    office.clock.now = sent(office) + timedelta(minutes=1)
    office.settle()
    office.do(accept("p1", "d1.1", "producer"))
    office.clock.move(seconds=10)
    office.settle()
    assert (suggestion(office).status, held(office, "p1", "d1.1")) == ("sent", [1, 1])


def test_side_that_says_yes_again_stands_once(office: Office) -> None:
    deadline = sent(office)
    office.do(accept("p1", "d1.1", "producer"))
    office.clock.now = deadline + timedelta(minutes=1)
    office.do(LAPSE)
    office.do(accept("p1", "d1.1", "producer"))
    assert suggestion(office).yes == ("producer",)


def test_declined_pair_stays_declined_through_a_ban(office: Office) -> None:
    sent(office)
    office.do(decline("p1", "d1.1", "producer"))
    for command in (ForbidPair(**PAIR), AllowPair(**PAIR)):
        try:
            office.do(command)
        except Conflict:
            continue
    assert code(office, send(("p1", "d1.1"))) == "nothing_to_send"


def test_pair_named_twice_is_sent_once(office: Office) -> None:
    wide = producer("HTX Mẫu 1", places=5)
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=wide))
    buyers = distributor(seats=(seat("d1.1", places=5),))
    office.do(ReviseRegistration(fair=FAIR, registration="d1", profile=buyers))
    office.do(send(("p1", "d1.1"), ("p1", "d1.1")))
    assert held(office, "p1", "d1.1") == [1, 1]


def test_pair_named_twice_lapses_once(office: Office) -> None:
    office.clock.now = sent(office) + timedelta(minutes=1)
    office.do(LapseSuggestions(fair=FAIR, pairs=(("p1", "d1.1"), ("p1", "d1.1"))))
    assert held(office, "p1", "d1.1") == [0, 0]


def test_two_producers_are_no_pair(office: Office) -> None:
    assert code(office, send(("p1", "p2"))) == "nothing_to_send"


def test_number_of_a_seat_is_never_given_again(office: Office) -> None:
    two = distributor(seats=(seat("d1.1", places=1), seat(product_sets=(2,))))
    office.do(ReviseRegistration(fair=FAIR, registration="d1", profile=two))
    other = distributor(seats=(seat("d1.1", places=1), seat(product_sets=(3,))))
    office.do(send(("p1", "d1.2")))
    assert code(office, ReviseRegistration(fair=FAIR, registration="d1", profile=other)) == (
        "seat_in_use"
    )


def test_nothing_is_sent_after_the_fair(office: Office) -> None:
    office.clock.move(days=60)
    assert code(office, send(("p1", "d1.1"))) == "fair_over"


@pytest.mark.parametrize("registration", ["p.1", "p~1", "d1.1", "a/b", " ", "x" * 300])
def test_id_of_a_registration_must_be_plain(office: Office, registration: str) -> None:
    from streams.domain.errors import Malformed
    from tests.builders import submit

    with pytest.raises(Malformed):
        office.do(submit(registration, producer(holder=holder("HTX Mẫu 9"))))
