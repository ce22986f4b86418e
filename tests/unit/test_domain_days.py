"""Days and moments as they are read: every one that passes can be shown in every zone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.days import end_of_day, local_day, moment_of, read_day, read_moment, stamp

ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_year_that_no_fair_knows_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match="a year outside 1900 to 2199"):
        read_day(day)
    for clock in ("00:00", "23:59:59+14:00", "00:00-12:00"):
        with pytest.raises(ValueError, match="a year outside 1900 to 2199"):
            read_moment(f"{day}T{clock}")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=ZONES))  # noqa: DTZ001
def test_moment_that_is_read_can_be_stored_and_lies_in_a_day(moment: datetime) -> None:
    found = read_moment(moment.isoformat())

    assert moment_of(stamp(found)) == moment
    assert stamp(end_of_day(local_day(found))) >= stamp(found)


def test_moment_without_a_zone_is_local() -> None:
    assert read_moment("2020-02-29T07:00") == datetime(2020, 2, 29, tzinfo=UTC)
    assert read_day("2020-02-29") == date(2020, 2, 29)
