"""Days and deadlines: a day is a day in Hanoi, and an answer is judged by its own moment."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.days import end_of_day, is_clock, local_day, local_time, moment_of, stamp
from streams.domain.fairs.state import Fair
from streams.domain.suggestions.deadline import answer_deadline
from tests.builders import FAIR, act, details, period, settings

HANOI = timezone(timedelta(hours=7))


def fair(first: date, last: date, **set_up: int) -> Fair:
    """Return an announced fair."""
    return Fair(
        id=FAIR,
        details=details(settings=settings(**set_up)),
        planned=period(first=first, last=last),
    )


def hanoi(*when: int) -> datetime:
    """Return a moment given by the clock in Hanoi."""
    year, month, day, *clock = when
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=HANOI).astimezone(UTC)


JUNE = fair(date(2026, 6, 10), date(2026, 6, 14))


@pytest.mark.parametrize(
    ("sent_at", "due"),
    [
        pytest.param((2026, 5, 20, 9), (2026, 5, 23, 17), id="long before: third day"),
        pytest.param((2026, 5, 20, 0, 0, 0), (2026, 5, 23, 17), id="at midnight"),
        pytest.param((2026, 5, 20, 23, 59, 59), (2026, 5, 23, 17), id="just before midnight"),
        pytest.param((2026, 6, 4, 23, 59), (2026, 6, 7, 17), id="six days before"),
        pytest.param((2026, 6, 5, 0, 0), (2026, 6, 6, 17), id="five days before: next day"),
        pytest.param((2026, 6, 9, 23, 59), (2026, 6, 10, 17), id="the evening before"),
        pytest.param((2026, 6, 10, 0, 0), (2026, 6, 10, 0, 10), id="first day: ten minutes"),
        pytest.param((2026, 6, 14, 23, 59), (2026, 6, 15, 0, 9), id="last minute of the fair"),
    ],
)
def test_deadline_comes_sooner_as_the_fair_comes_nearer(
    sent_at: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert answer_deadline(JUNE, hanoi(*sent_at)) == hanoi(*due)


def test_deadline_counts_the_29th_of_february() -> None:
    leap = fair(date(2028, 4, 1), date(2028, 4, 2))
    assert answer_deadline(leap, hanoi(2028, 2, 27, 9)) == hanoi(2028, 3, 1, 17)
    assert answer_deadline(leap, hanoi(2028, 2, 26, 9)) == hanoi(2028, 2, 29, 17)
    short = fair(date(2028, 3, 1), date(2028, 3, 2))
    assert answer_deadline(short, hanoi(2028, 2, 28, 9)) == hanoi(2028, 2, 29, 17)
    assert answer_deadline(short, hanoi(2028, 2, 24, 9)) == hanoi(2028, 2, 27, 17)


def test_deadline_follows_the_actual_opening() -> None:
    opened = JUNE.but(actual_first=date(2026, 6, 12), status="opened")
    assert answer_deadline(opened, hanoi(2026, 6, 12, 9)) == hanoi(2026, 6, 12, 9, 10)


def test_deadline_is_the_settings_own() -> None:
    patient = fair(date(2026, 6, 10), date(2026, 6, 14), answer_days=7)
    assert answer_deadline(patient, hanoi(2026, 5, 20, 9)) == hanoi(2026, 5, 27, 17)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 30),
)
def test_deadline_is_never_past(sent_at: datetime, answer_days: int) -> None:
    some = fair(date(2026, 12, 28), date(2027, 1, 3), answer_days=answer_days)
    assert answer_deadline(some, sent_at) > sent_at


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 31, 16, 59, 59, 999_999, UTC), date(2026, 5, 31)),
        (datetime(2026, 5, 31, 17, 0, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 1, 0, 0, tzinfo=timezone(timedelta(hours=14))), date(2026, 5, 31)),
        (datetime(2028, 2, 28, 17, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_local_day_is_that_of_hanoi(moment: datetime, day: date) -> None:
    assert local_day(moment) == day
    assert act(time=moment).today == day


def test_end_of_day_is_its_last_microsecond() -> None:
    last = end_of_day(date(2028, 2, 29))
    assert last == datetime(2028, 2, 29, 16, 59, 59, 999_999, UTC)
    assert local_day(last + timedelta(microseconds=1)) == date(2028, 3, 1)


def test_fair_is_held_from_the_day_after_its_last() -> None:
    opened_late = JUNE.but(actual_first=date(2026, 6, 20), status="opened")
    assert [JUNE.is_held(date(2026, 6, day)) for day in (14, 15)] == [False, True]
    assert [opened_late.is_held(date(2026, 6, day)) for day in (20, 21)] == [False, True]
    assert JUNE.but(status="closed").is_held(date(2026, 6, 1))


def test_act_is_judged_by_when_it_happened() -> None:
    called = hanoi(2026, 5, 23, 16, 30)
    typed = hanoi(2026, 5, 23, 18)
    assert act(time=typed, happened_at=called).moment == called
    assert act(time=typed).moment == typed


@given(st.datetimes(timezones=st.just(UTC)))
def test_stamp_is_read_back_exactly(moment: datetime) -> None:
    assert moment_of(stamp(moment)) == moment
    assert len(stamp(moment)) == 27


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_stamps_sort_like_their_moments(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)


def test_stamp_of_another_zone_is_utc() -> None:
    assert stamp(datetime(2026, 6, 1, 9, 0, tzinfo=HANOI)) == "2026-06-01T02:00:00.000000Z"


@pytest.mark.parametrize("text", ["00:00", "08:00", "19:59", "23:59"])
def test_clock_is_a_time_of_day(text: str) -> None:
    assert is_clock(text)
    assert local_time(date(2026, 6, 1), time.fromisoformat(text)) == hanoi(
        2026, 6, 1, *map(int, text.split(":"))
    )


@pytest.mark.parametrize("text", ["", "8:00", "24:00", "08:60", "08:00:00", "08.00", " 08:00"])
def test_other_text_is_no_time_of_day(text: str) -> None:
    assert not is_clock(text)


@pytest.mark.parametrize("text", ["0٨:00", "08:0٠", "1９:00"])
def test_digits_of_other_scripts_are_no_time_of_day(text: str) -> None:
    assert not is_clock(text)
