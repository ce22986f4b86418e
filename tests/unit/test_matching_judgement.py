"""Eligibility and scoring: who may meet, how well they fit, and why not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.eligibility import RULES, Reason, reason_against
from matching.explain import obstacles
from matching.model import FairDays, Offer, Producer, Range, Seat, Window, Wishes
from matching.scoring import SCALE, WEIGHTS, judge, shown_parts

DAYS = FairDays(first=date(2020, 2, 27), last=date(2020, 2, 29))


def producer(**changes: Any) -> Producer:
    return Producer(
        **{
            "id": "p",
            "places": 3,
            "identity": "name:htx mau",
            "owner": "name:htx mau",
            "offers": (Offer(product_set=11, group=1, star=4, monthly_volume=300),),
            **changes,
        }
    )


def seat(**changes: Any) -> Seat:
    return Seat(
        **{
            "id": "d.1",
            "distributor": "d",
            "places": 12,
            "owner": "name:chuoi mau",
            "product_sets": frozenset({11}),
            "groups": frozenset({1}),
            **changes,
        }
    )


def test_pair_without_obstacles_is_possible() -> None:
    assert reason_against(producer(), seat(), DAYS) is None


@pytest.mark.parametrize(
    ("left", "right", "wishes", "expected"),
    [
        ({"owner": "x"}, {"owner": "x"}, Wishes(), Reason(code="same_owner")),
        ({}, {"suppliers": frozenset({"name:htx mau"})}, Wishes(), Reason(code="already_supplier")),
        ({}, {"unwanted": frozenset({"name:htx mau"})}, Wishes(), Reason(code="unwanted")),
        ({}, {}, Wishes(unwanted_by=frozenset({"producer"})), Reason(code="unwanted")),
        (
            {},
            {"product_sets": frozenset({21}), "groups": frozenset({4})},
            Wishes(),
            Reason(code="category", required="4", actual="1"),
        ),
        ({}, {"lowest_star": 5}, Wishes(), Reason(code="star", required="5", actual="4")),
        (
            {},
            {"must_haves": ("vat_invoice",)},
            Wishes(),
            Reason(code="paper_missing", required="vat_invoice"),
        ),
        (
            {"papers": {"vat_invoice": date(2020, 2, 28)}},
            {"must_haves": ("vat_invoice",)},
            Wishes(),
            Reason(code="paper_expired", required="vat_invoice", actual="2020-02-28"),
        ),
        (
            {"zones": frozenset({"Sơn La"})},
            {"deliver_to": "Hà Nội"},
            Wishes(),
            Reason(code="delivery", required="Hà Nội", actual="Sơn La"),
        ),
        ({}, {"cold_chain": True}, Wishes(), Reason(code="cold_chain")),
        (
            {"hours": (Window(start=480, end=540),)},
            {"hours": (Window(start=521, end=600),)},
            Wishes(),
            Reason(code="hours"),
        ),
    ],
)
def test_rule_names_what_was_required_and_what_was_found(
    left: dict[str, Any], right: dict[str, Any], wishes: Wishes, expected: Reason
) -> None:
    assert reason_against(producer(**left), seat(**right), DAYS, wishes) == expected


def test_every_rule_has_a_case_above() -> None:
    assert len(RULES) == 9


def test_paper_is_valid_on_its_last_day() -> None:
    papers = {"vat_invoice": date(2020, 2, 29)}

    assert reason_against(producer(papers=papers), seat(must_haves=("vat_invoice",)), DAYS) is None


def test_haccp_stands_for_food_safety_but_not_the_other_way_round() -> None:
    holder = producer(papers={"haccp": None})

    assert reason_against(holder, seat(must_haves=("food_safety",)), DAYS) is None
    assert reason_against(
        producer(papers={"food_safety": None}), seat(must_haves=("haccp",)), DAYS
    ) == Reason(code="paper_missing", required="haccp")


def test_twenty_common_minutes_on_one_day_are_enough() -> None:
    morning = producer(hours=(Window(start=480, end=540, on=date(2020, 2, 29)),))

    assert reason_against(morning, seat(hours=(Window(start=520, end=600),)), DAYS) is None
    other_day = seat(hours=(Window(start=480, end=600, on=date(2020, 2, 28)),))
    assert reason_against(morning, other_day, DAYS) == Reason(code="hours")


def test_weights_add_up_to_the_scale() -> None:
    assert sum(weight for weight, _ in WEIGHTS.values()) == SCALE


_RANGES = st.builds(
    Range,
    low=st.none() | st.integers(0, 10**9),
    high=st.none() | st.integers(0, 10**9),
)
_OFFERS = st.builds(
    Offer,
    product_set=st.sampled_from([10, 11]),
    group=st.just(1),
    star=st.none() | st.integers(1, 5),
    monthly_volume=st.none() | st.integers(0, 10**12),
    price=_RANGES,
)


@given(
    offers=st.lists(_OFFERS, min_size=1, max_size=4).map(tuple),
    price=_RANGES,
    volume=st.none() | st.integers(0, 10**12),
    wanted_by=st.frozensets(st.sampled_from(["producer", "distributor", "organiser"])),
    regions=st.frozensets(st.sampled_from(["Hà Nội", "Sơn La"])),
    days=st.none() | st.integers(0, 400),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_contributions_add_up_exactly_to_a_score_in_range(
    offers: tuple[Offer, ...],
    price: Range,
    volume: int | None,
    wanted_by: frozenset[str],
    regions: frozenset[str],
    days: int | None,
    flags: tuple[bool, bool],
) -> None:
    left = producer(
        offers=offers,
        province="Hà Nội",
        longest_payment_days=days,
        first_timer=flags[0],
        remote=flags[1],
    )
    right = seat(price=price, monthly_volume=volume, regions=regions, payment_days=30)

    judgement = judge(left, right, Wishes(wanted_by=wanted_by))

    assert judgement.score == sum(judgement.parts.values())
    assert 1 <= judgement.score <= SCALE
    shown = shown_parts(judgement.parts)
    assert sum(shown.values()) == judgement.score // 100


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (lambda: (producer(), seat()), lambda: (producer(), seat(product_sets=frozenset({10})))),
        (
            lambda: (producer(), seat(monthly_volume=300)),
            lambda: (producer(), seat(monthly_volume=600)),
        ),
        (
            lambda: (producer(first_timer=True), seat()),
            lambda: (producer(), seat()),
        ),
    ],
)
def test_better_fit_scores_higher(
    better: Callable[[], tuple[Producer, Seat]], worse: Callable[[], tuple[Producer, Seat]]
) -> None:
    assert judge(*better()).score > judge(*worse()).score


def test_caution_says_how_much_of_the_demand_can_be_met() -> None:
    assert judge(producer(), seat(monthly_volume=500)).caution == "volume:60"
    assert judge(producer(), seat(monthly_volume=300)).caution == ""


def test_obstacles_put_first_what_is_easiest_to_change() -> None:
    seats = [
        seat(id="a.1", groups=frozenset({4}), product_sets=frozenset({21})),
        seat(id="b.1", groups=frozenset({4}), product_sets=frozenset({21})),
        seat(id="c.1", must_haves=("haccp",)),
        seat(id="d.1"),
    ]

    found = obstacles(producer(), seats, DAYS)

    assert [(one.reason.code, one.seats) for one in found] == [
        ("paper_missing", 1),
        ("category", 2),
    ]
