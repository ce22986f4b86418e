"""What a producer could change: each step named is tried, and opens as many seats as it says."""

from dataclasses import replace
from datetime import date
from typing import Any

from matching.eligibility import reason_against
from matching.model import FairDays, Offer, Producer, Seat, Window
from matching.remedies import Demand, Remedy, Waiver, demands_of, remedies, waivers

DAYS = FairDays(first=date(2026, 6, 1), last=date(2026, 6, 5))


def _producer(**changes: Any) -> Producer:
    usual = Producer(
        id="p", places=3, identity="p", owner="p", offers=(Offer(product_set=1, group=1, star=4),)
    )
    return replace(usual, **changes)


def _seat(number: int, **changes: Any) -> Seat:
    usual = Seat(id=f"d.{number}", distributor="d", places=3, owner="d", groups=frozenset({1}))
    return replace(usual, **changes)


def _found(producer: Producer, *seats: Seat) -> list[Remedy]:
    against = [(seat, reason_against(producer, seat, DAYS)) for seat in seats]
    return remedies(producer, [(seat, reason) for seat, reason in against if reason], DAYS)


def test_a_missing_paper_opens_the_seats_that_ask_for_nothing_else() -> None:
    found = _found(
        _producer(),
        _seat(1, must_haves=("haccp",)),
        _seat(2, must_haves=("haccp",)),
        _seat(3, must_haves=("haccp", "gmp")),
    )
    assert found == [Remedy(code="paper_missing", what="haccp", seats=2)]


def test_a_paper_that_ends_too_early_can_be_renewed() -> None:
    found = _found(_producer(papers={"haccp": date(2026, 6, 4)}), _seat(1, must_haves=("haccp",)))
    assert found == [Remedy(code="paper_expired", what="haccp", seats=1)]


def test_the_cheapest_step_comes_first() -> None:
    morning, evening = (Window(start=480, end=600),), (Window(start=960, end=1080),)
    found = _found(
        _producer(zones=frozenset({"Huế"}), hours=morning),
        _seat(1, must_haves=("haccp",)),
        _seat(2, cold_chain=True),
        _seat(3, deliver_to="Hà Nội"),
        _seat(4, hours=evening),
    )
    assert [one.code for one in found] == ["hours", "delivery", "cold_chain", "paper_missing"]


def test_what_cannot_be_changed_before_a_fair_is_no_step() -> None:
    found = _found(
        _producer(),
        _seat(1, groups=frozenset({2})),
        _seat(2, lowest_star=5),
        _seat(3, owner="p"),
    )
    assert found == []


def test_a_step_that_opens_nothing_alone_is_not_named() -> None:
    assert _found(_producer(), _seat(1, must_haves=("haccp",), cold_chain=True)) == []


def test_a_demand_is_worth_giving_up_if_it_alone_stands_in_the_way() -> None:
    wanted = _seat(1, must_haves=("haccp",), cold_chain=True, lowest_star=5)
    with_paper = _producer(papers={"haccp": None}, offers=(Offer(product_set=1, group=1, star=5),))
    low = _producer(papers={"haccp": None}, cold_chain=True)
    found = waivers(wanted, [with_paper, with_paper, low, _producer()], DAYS)
    assert found == [
        Waiver(demand=Demand(code="cold_chain"), producers=2),
        Waiver(demand=Demand(code="star", what="5"), producers=1),
    ]


def test_every_demand_can_be_given_up() -> None:
    day = (Window(start=480, end=600),)
    wanted = _seat(
        1, must_haves=("haccp",), cold_chain=True, deliver_to="Huế", lowest_star=4, hours=day
    )
    fits = _producer(papers={"haccp": None}, cold_chain=True, zones=frozenset({"Huế"}), hours=day)
    lacking = {
        "paper_missing": replace(fits, papers={}),
        "cold_chain": replace(fits, cold_chain=False),
        "delivery": replace(fits, zones=frozenset({"Hà Nội"})),
        "star": replace(fits, offers=(Offer(product_set=1, group=1, star=3),)),
        "hours": replace(fits, hours=(Window(start=900, end=1000),)),
    }
    for code, producer in lacking.items():
        assert [one.demand.code for one in waivers(wanted, [producer], DAYS)] == [code]
    assert {one.code for one in demands_of(wanted)} == lacking.keys()
    assert waivers(wanted, [replace(fits, owner="d")], DAYS) == []
