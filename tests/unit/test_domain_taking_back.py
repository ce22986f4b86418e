"""Undo: for ten seconds, by the same actor, while nobody has built on the act."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.domain.agreements import commands as ag
from streams.domain.agreements.state import Agreement, Number
from streams.domain.errors import Conflict, NotFound
from streams.domain.fairs.commands import DefineSeries, ReviseFair
from streams.domain.registrations.commands import (
    AttachPaper,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.registrations.state import Identity, Places, Registration
from streams.domain.suggestions.commands import (
    HoldMeeting,
    LapseSuggestions,
    PinPair,
    RequestMeeting,
    UpdateMatching,
)
from streams.domain.suggestions.state import Suggestion
from streams.domain.taking_back import TakeBack
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    FAIR,
    Office,
    accept,
    announce,
    content,
    decline,
    details,
    distributor,
    document,
    open_office,
    producer,
    record,
    seat,
    send,
    signed,
    submit,
)

pytestmark = pytest.mark.usefixtures("each_store")

PAIR: dict[str, Any] = {"fair": FAIR, "producer": "p1", "seat": "d1.1"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with two producers and a distributor."""
    with open_office(tmp_path) as opened:
        opened.register("p1", producer("HTX Mẫu 1"))
        opened.register("p2", producer("HTX Mẫu 2"))
        opened.register("d1", distributor())
        yield opened


def take_back(office: Office, done: Result, **how: Any) -> Result:
    """Take an act back."""
    return office.do(TakeBack(fair=done.key, event=done.event), **how)


def code(office: Office, done: Result, **how: Any) -> str:
    """Return the code with which taking back is refused."""
    with pytest.raises((Conflict, NotFound)) as refusal:
        take_back(office, done, **how)
    return refusal.value.code


def states(office: Office) -> dict[str, str | None]:
    """Return the state of everything but the fact that it changed."""
    return {
        f"{row['key']} {row['name']}": row["state"]
        for row in office.rows(tables.aggregates)
        if row["state"] is not None
    }


def looks(office: Office) -> dict[str, list[dict[str, Any]]]:
    """Return the rows people see: those that stand now, without versions and moments."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for table in (
        tables.registrations,
        tables.seats,
        tables.suggestions,
        tables.meetings,
        tables.documents,
        tables.agreements,
        tables.fairs,
        tables.series,
    ):
        rows = [row for row in office.rows(table) if row.get("recorded_to") is None]
        for row in rows:
            for column in ("version", "recorded_from"):
                row.pop(column, None)
        shown[table.name] = rows
    return shown


ACTS: dict[str, Callable[[Office], Result]] = {
    "define a series": lambda o: o.do(DefineSeries(series="mau", name="Chuỗi Mẫu")),
    "revise a fair": lambda o: o.do(ReviseFair(fair=FAIR, details=details(venue="Khác"))),
    "register": lambda o: o.do(submit("p3", producer("HTX Mẫu 3"))),
    "revise an entry": lambda o: o.do(
        ReviseRegistration(fair=FAIR, registration="p1", profile=producer("HTX Mẫu Khác"))
    ),
    "attach": lambda o: o.do(AttachPaper(fair=FAIR, registration="p1", document=document())),
    "wish": lambda o: o.do(RequestMeeting(by="producer", **PAIR)),
    "pin": lambda o: o.do(PinPair(**PAIR)),
    "send": lambda o: o.do(send(("p1", "d1.1"), ("p2", "d1.1"))),
    "withdraw": lambda o: (
        o.do(send(("p1", "d1.1"), ("p2", "d1.1"))),
        o.do(WithdrawRegistration(fair=FAIR, registration="d1")),
    )[1],
    "decline": lambda o: (
        o.do(send(("p1", "d1.1"))),
        o.do(decline("p1", "d1.1", "producer")),
    )[1],
    "record a paper": lambda o: o.do(record("a1", signed("7"))),
    "draft a paper": lambda o: o.do(ag.DraftAgreement(fair=FAIR, content=content("7"))),
    "merge": lambda o: (
        o.do(record("a1", signed("7"))),
        o.do(record("a2", signed("8"))),
        o.do(ag.MergeAgreement(fair=FAIR, agreement="a2", into="a1")),
    )[2],
}
LAST_ONLY = {"withdraw": 1, "decline": 1, "merge": 2}
"""How many acts come before the one that is taken back."""


@pytest.mark.parametrize("name", sorted(ACTS))
def test_act_taken_back_leaves_everything_as_it_was(name: str, tmp_path: Path) -> None:
    """Compared with an office in which the act never happened."""
    offices = [tmp_path / "with", tmp_path / "without"]
    found = []
    for path, undone in zip(offices, (True, False), strict=True):
        with open_office(path) as office:
            for registration in ("p1", "p2"):
                office.register(registration, producer(f"HTX Mẫu {registration}"))
            office.register("d1", distributor())
            if undone:
                take_back(office, ACTS[name](office))
            elif name in LAST_ONLY:
                only_before(office, name)
            empty = {row["name"] for row in office.rows(tables.aggregates, state="{}")}
            found.append(
                (
                    {k: v for k, v in states(office).items() if k.partition(" ")[2] not in empty},
                    looks(office),
                )
            )
            assert office.rebuild().equal
    assert found[0] == found[1]


@pytest.mark.parametrize("name", sorted(ACTS))
def test_act_taken_back_stands_in_the_history_of_the_same_thing(name: str, office: Office) -> None:
    done = ACTS[name](office)

    back = take_back(office, done)

    (act,) = office.rows(tables.events, id=done.event)
    (undone,) = office.rows(tables.events, id=back.event)
    assert undone["subject"] == act["subject"]


def only_before(office: Office, name: str) -> None:
    """Carry out what comes before the act itself."""
    if name == "merge":
        office.do(record("a1", signed("7")))
        office.do(record("a2", signed("8")))
    elif name == "withdraw":
        office.do(send(("p1", "d1.1"), ("p2", "d1.1")))
    else:
        office.do(send(("p1", "d1.1")))


@pytest.mark.parametrize("seconds", [0, 9.999, 10])
def test_act_can_be_taken_back_for_ten_seconds(office: Office, seconds: float) -> None:
    done = ACTS["wish"](office)
    office.clock.move(seconds=seconds)
    assert take_back(office, done).type == "act.taken_back"


def test_act_cannot_be_taken_back_later(office: Office) -> None:
    done = ACTS["wish"](office)
    office.clock.move(seconds=10, microseconds=1)
    assert code(office, done) == "too_late"


def test_act_of_another_cannot_be_taken_back(office: Office) -> None:
    assert code(office, ACTS["wish"](office), actor="somebody-else") == "no_such_act"


def test_act_is_not_found_under_another_key(office: Office) -> None:
    done = ACTS["wish"](office)
    office.do(announce(fair="mau-2027"))
    with pytest.raises(NotFound):
        office.do(TakeBack(fair="mau-2027", event=done.event))


def test_act_is_taken_back_once(office: Office) -> None:
    done = ACTS["wish"](office)
    back = take_back(office, done)
    assert code(office, done) == "built_on"
    assert code(office, back) == "no_such_act"


def test_act_that_somebody_built_on_stays(office: Office) -> None:
    done = ACTS["send"](office)
    office.do(accept("p1", "d1.1", "producer"), actor="p1")
    assert code(office, done) == "built_on"


def test_withdrawal_cannot_be_taken_back_once_the_company_is_back(office: Office) -> None:
    done = office.do(WithdrawRegistration(fair=FAIR, registration="p1"))
    office.do(submit("p9", producer("HTX Mẫu 1")))
    assert code(office, done) == "built_on"
    assert office.state(Identity, producer("HTX Mẫu 1").holder.identity) == Identity(
        registration="p9"
    )


def test_registration_that_holds_places_cannot_be_taken_back(office: Office) -> None:
    done = office.do(submit("p3", producer("HTX Mẫu 3")))
    office.do(PinPair(fair=FAIR, producer="p3", seat="d1.1"))
    assert code(office, done) == "built_on"


def test_number_of_a_paper_taken_back_is_free(office: Office) -> None:
    take_back(office, office.do(record("a1", signed("7"))))
    assert office.state(Agreement, "a1") is None
    assert office.state(Number, "7") is None
    office.do(record("a1", signed("7")))


def test_acts_of_reactions_are_final(office: Office) -> None:
    match = UpdateMatching(fair=FAIR, through=4, objective=0, bound=0)
    done = [office.do(match, actor="matcher")]
    office.do(send(("p1", "d1.1")))
    office.clock.move(days=9)
    lapse = LapseSuggestions(fair=FAIR, pairs=(("p1", "d1.1"),))
    done.append(office.do(lapse, actor="timer"))
    assert [
        code(office, one, actor=actor)
        for one, actor in zip(done, ("matcher", "timer"), strict=True)
    ] == ["no_such_act"] * 2


def test_taking_back_is_idempotent(office: Office) -> None:
    done = ACTS["wish"](office)
    first = take_back(office, done, key="k")
    again = take_back(office, done, key="k")
    assert (again.event, again.repeated) == (first.event, True)


BUILT_ON = "taking_back.py:43: only what the act changed is looked at, not who relied on it since"


def test_fair_that_somebody_registered_at_stays(office: Office) -> None:
    done = office.do(announce(fair="mau-2027"))
    office.do(submit("p1", producer(), fair="mau-2027"), actor="coordinator")
    assert code(office, done) == "built_on"


def test_paper_that_another_was_merged_into_stays(office: Office) -> None:
    done = office.do(record("a1", signed("7")))
    office.do(record("a2", signed("8")))
    office.do(ag.MergeAgreement(fair=FAIR, agreement="a2", into="a1"), actor="other")
    assert code(office, done) == "built_on"


def test_agreed_pair_that_has_met_stays(office: Office) -> None:
    office.do(send(("p1", "d1.1")))
    office.do(accept("p1", "d1.1", "producer"))
    done = office.do(accept("p1", "d1.1", "distributor"))
    office.do(HoldMeeting(**PAIR), actor="desk")
    assert code(office, done) == "built_on"


def test_registration_that_somebody_wished_for_stays(office: Office) -> None:
    done = office.do(submit("p3", producer("HTX Mẫu 3")))
    wish = RequestMeeting(fair=FAIR, producer="p3", seat="d1.1", by="distributor")
    office.do(wish, actor="d1")
    assert code(office, done) == "built_on"


def test_revision_whose_seat_holds_places_stays(office: Office) -> None:
    wider = distributor(seats=(seat("d1.1"), seat(product_sets=(2,))))
    done = office.do(ReviseRegistration(fair=FAIR, registration="d1", profile=wider))
    office.do(send(("p1", "d1.2")), actor="other")
    assert code(office, done) == "built_on"


def test_rivals_of_taking_back_are_settled_by_the_log(office: Office) -> None:
    """Sent and taken back in one batch: whoever comes second is decided on what was first."""
    done = office.do(submit("p3", producer("HTX Mẫu 3")))
    rivals = [TakeBack(fair=FAIR, event=done.event), send(("p3", "d1.1"))]
    answers = office.execute_many([(office.ask(command), command) for command in rivals])
    outcome = [answer.type if isinstance(answer, Result) else answer.code for answer in answers]
    assert outcome == ["act.taken_back", "nothing_to_send"]
    assert office.state(Registration, "p3") is None
    assert office.state(Suggestion, "p3~d1.1") is None
    assert office.state(Places, "d1.1") is None


def test_entry_taken_back_may_be_made_again(office: Office) -> None:
    command = SubmitRegistration(fair=FAIR, profile=producer("HTX Mẫu 3"), registration="p3")
    take_back(office, office.do(command))
    office.do(command)
    assert office.rows(tables.registrations, id="p3")[0]["status"] == "submitted"
