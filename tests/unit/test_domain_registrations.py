"""Fairs and registrations: who may enter, what is unique, and what must not stand in the open."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from streams.domain.errors import Conflict, DomainError, Malformed, NotFound
from streams.domain.events.registrations import Holder, PriceRange, Window
from streams.domain.fairs import commands as fa
from streams.domain.fairs.state import Fair
from streams.domain.registrations.commands import (
    AdmitRegistration,
    AttachPaper,
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.registrations.state import Registration
from streams.store import tables
from tests.builders import (
    FAIR,
    FIRST_DAY,
    LAST_DAY,
    TODAY,
    Office,
    announce,
    details,
    distributor,
    document,
    holder,
    open_office,
    period,
    producer,
    product,
    seat,
    settings,
    submit,
)

pytestmark = pytest.mark.usefixtures("each_store")

HELD = period(first=date(2020, 10, 1), last=date(2020, 10, 5))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An announced fair without anybody."""
    with open_office(tmp_path) as opened:
        yield opened


def code(office: Office, command: Any) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises(DomainError) as refusal:
        office.do(command)
    return refusal.value.code


def test_company_enters_a_fair_once_in_all_its_spellings(office: Office) -> None:
    office.do(submit("p1", producer("HTX Mẫu Hoà Bình")))
    spelled = producer("Hợp tác xã  MẪU Hòa Bình")
    assert code(office, submit("p2", spelled)) == "already_registered"
    other_place = producer(holder=holder("HTX Mẫu Hoà Bình").but(identity="name:khác|sơn la"))
    office.do(submit("p3", other_place))


def test_company_that_left_may_come_back(office: Office) -> None:
    office.do(submit("p1", producer()))
    office.do(WithdrawRegistration(fair=FAIR, registration="p1"))
    office.do(submit("p2", producer()))
    for command in (
        WithdrawRegistration(fair=FAIR, registration="p1"),
        ReviseRegistration(fair=FAIR, registration="p1", profile=producer()),
        AttachPaper(fair=FAIR, registration="p1", document=document()),
        AdmitRegistration(fair=FAIR, registration="p1"),
    ):
        assert code(office, command) == "registration_withdrawn"


def test_identity_that_a_revision_left_is_free(office: Office) -> None:
    office.do(submit("p1", producer("HTX Mẫu 1")))
    office.do(ReviseRegistration(fair=FAIR, registration="p1", profile=producer("HTX Mẫu 2")))
    office.do(submit("p2", producer("HTX Mẫu 1")))
    assert code(office, submit("p3", producer("HTX Mẫu 2"))) == "already_registered"


def test_held_fair_takes_imports_only(office: Office) -> None:
    office.do(announce(fair="cu", planned=HELD, actual=HELD, origin="import"))
    assert code(office, submit("p1", producer(), fair="cu")) == "fair_held"
    office.do(SubmitRegistration(fair="cu", profile=producer(), origin="import"))


def test_fair_takes_registrations_to_the_end_of_its_last_day(office: Office) -> None:
    office.clock.now = datetime.fromisoformat("2026-06-05T16:59:59+00:00")
    office.do(submit("p1", producer("HTX Mẫu 1")))
    office.clock.move(seconds=1)
    assert code(office, submit("p2", producer("HTX Mẫu 2"))) == "fair_held"


def test_closed_registration_refuses_and_says_whom_to_ask(office: Office) -> None:
    shut = details(settings=settings(registration="closed"))
    office.do(fa.ReviseFair(fair=FAIR, details=shut))
    assert code(office, submit("p1")) == "registration_closed"


def test_registration_decided_before_the_closing_is_decided_again(office: Office) -> None:
    """Both are decided on one state; the log says that the closing was first."""
    shut = fa.ReviseFair(fair=FAIR, details=details(settings=settings(registration="closed")))
    entering = submit("p1")
    closed, entered = office.execute_many(
        [(office.ask(shut), shut), (office.ask(entering), entering)]
    )
    assert not isinstance(closed, DomainError)
    assert isinstance(entered, Conflict)
    assert [row["outcome"] for row in office.rows(tables.events)] == ["applied", "applied"]


def test_side_of_a_registration_stays(office: Office) -> None:
    office.do(submit("p1", producer()))
    other = ReviseRegistration(fair=FAIR, registration="p1", profile=distributor())
    assert code(office, other) == "other_side"


def test_seats_are_numbered_in_the_order_given(office: Office) -> None:
    two = (seat(), seat(product_sets=(2,)))
    office.do(submit("d1", distributor(seats=two)))
    assert [row["id"] for row in office.rows(tables.seats)] == ["d1.1", "d1.2"]


def test_admission_lets_an_entry_take_part() -> None:
    entry = Registration(id="p1", profile=producer())
    assert [entry.takes_part(admission=asked) for asked in (False, True)] == [True, False]
    admitted = entry.but(status="admitted")
    assert [admitted.takes_part(admission=asked) for asked in (False, True)] == [True, True]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (producer(holder=Holder(identity="")), "identity_missing"),
        (producer(products=(product(name=" "),)), "product_name_missing"),
        (producer(products=(product(product_set=0),)), "bad_product_set"),
        (producer(products=(product(product_set=27),)), "bad_product_set"),
        (producer(products=(product(star=0),)), "bad_star"),
        (producer(products=(product(star=6),)), "bad_star"),
        (producer(products=(product(season=(0,)),)), "bad_month"),
        (producer(products=(product(season=(13,)),)), "bad_month"),
        (producer(products=(product(price=PriceRange(low=2, high=1)),)), "bad_price"),
        (producer(places=-1), "bad_places"),
        (producer(places=10_001), "bad_places"),
        (producer(hours=(Window(start="8:00", end="09:00"),)), "bad_clock"),
        (producer(hours=(Window(start="09:00", end="09:00"),)), "bad_hours"),
        (distributor(seats=()), "no_seat"),
        (distributor(seats=(seat("x.1"),)), "bad_seat"),
        (distributor(seats=(seat("d1.1"), seat("d1.1", product_sets=(2,)))), "bad_seat"),
        (distributor(seats=(seat(), seat())), "set_in_two_seats"),
        (distributor(seats=(seat(product_sets=(99,)),)), "bad_product_set"),
        (distributor(seats=(seat(lowest_star=9),)), "bad_star"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_profile_that_cannot_be_meant_is_refused(
    office: Office, profile: Any, expected: str
) -> None:
    assert code(office, submit("d1", profile)) == expected
    assert office.log.end(0) == 1


@pytest.mark.parametrize(
    "profile",
    [
        producer(products=(product(monthly_volume=-1),)),
        producer(products=(product(smallest_order=-1),)),
        producer(products=(product(price=PriceRange(low=-1)),)),
        producer(longest_payment_days=-1),
        distributor(seats=(seat(monthly_volume=-1),)),
    ],
    ids=["volume", "order", "price", "payment", "demand"],
)
def test_amount_below_zero_is_refused(office: Office, profile: Any) -> None:
    assert code(office, submit("d1", profile)) == "bad_amount"


@pytest.mark.parametrize("kind", ["household", "cooperative_group", "unknown"])
@pytest.mark.parametrize("field", ["name", "tax_code", "address", "phone"])
def test_natural_person_is_not_recorded_in_the_open(office: Office, kind: str, field: str) -> None:
    open_book = holder(kind=kind).but(**{field: "Nguyễn Thị Mẫu"})
    assert code(office, submit("p1", producer(kind=kind, holder=open_book))) == (
        "person_in_the_open"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": "tax:0101234567"},
        {"identity": "name:nguyễn thị mẫu|hà nội"},
        {"owner": "tax:0101234567"},
    ],
    ids=["tax code", "name", "owner"],
)
def test_natural_person_is_known_by_a_keyed_identity_only(office: Office, changes: Any) -> None:
    open_book = holder(kind="household").but(**changes)
    assert code(office, submit("p1", producer(kind="household", holder=open_book))) == (
        "person_in_the_open"
    )


@pytest.mark.parametrize("fair", ["", "org", "Mau", "mẫu", "a_b", "-a", "a-", "x" * 65, "a\n"])
def test_id_of_a_fair_is_plain(office: Office, fair: str) -> None:
    assert code(office, announce(fair=fair)) == "bad_id"


@pytest.mark.parametrize("fair", ["a", "0", "hoi-cho-2026", "x" * 64])
def test_plain_id_of_a_fair_is_taken_once(office: Office, fair: str) -> None:
    office.do(announce(fair=fair))
    assert code(office, announce(fair=fair)) == "fair_exists"


def test_unknown_fair_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(submit("p1", fair="nirgendwo"))


def test_fair_goes_from_announced_to_opened_to_closed(office: Office) -> None:
    office.clock.now = datetime.fromisoformat("2026-06-05T09:00:00+00:00")
    office.do(fa.OpenFair(fair=FAIR, on=FIRST_DAY))
    assert code(office, fa.OpenFair(fair=FAIR, on=FIRST_DAY)) == "fair_open_already"
    assert code(office, fa.RescheduleFair(fair=FAIR, planned=period())) == "fair_opened"
    early = fa.CloseFair(fair=FAIR, on=date(2026, 5, 31))
    assert code(office, early) == "closes_before_opening"
    office.do(fa.CloseFair(fair=FAIR, on=LAST_DAY))
    assert code(office, fa.CloseFair(fair=FAIR, on=LAST_DAY)) == "fair_closed"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(fa.OpenFair, "opens_in_future"), (fa.CloseFair, "closes_in_future")],
)
def test_fair_does_not_open_or_close_in_the_future(
    office: Office, kind: Any, expected: str
) -> None:
    office.do(announce(fair="sau", planned=period(first=TODAY)))
    assert code(office, kind(fair="sau", on=LAST_DAY)) == expected


def test_last_day_never_lies_before_the_first(office: Office) -> None:
    try:
        office.do(fa.CloseFair(fair=FAIR, on=TODAY))
    except DomainError:
        return
    fair = office.state(Fair, FAIR)
    assert fair is not None
    assert fair.first_day <= fair.last_day


def test_held_fair_is_announced_by_an_import_only(office: Office) -> None:
    code(office, announce(fair="cu", planned=HELD, actual=HELD))


def test_grace_of_a_series_is_fixed(office: Office) -> None:
    office.do(fa.DefineSeries(series="mau", name="Một", grace_days=7))
    office.do(fa.DefineSeries(series="mau", name="Hai", grace_days=7))
    changed = fa.DefineSeries(series="mau", name="Hai", grace_days=8)
    assert code(office, changed) == "grace_fixed"


def test_setting_beyond_all_bounds_is_refused(office: Office) -> None:
    from tests.builders import send

    try:
        far = details(settings=settings(answer_days=10**9))
        office.do(fa.ReviseFair(fair=FAIR, details=far))
    except Malformed:
        return
    office.do(submit("p1", producer()))
    office.do(submit("d1", distributor()))
    office.do(send(("p1", "d1.1")))


def test_claim_is_entered_once(office: Office) -> None:
    from streams.domain.claims import RecordClaim

    claim = RecordClaim(about="series/mau", kind="memoranda", figure="473", source="Báo Mẫu")
    office.do(claim)
    assert code(office, claim) == "claim_exists"
