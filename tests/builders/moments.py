"""The days on which tests play, and a clock that stands still."""

from datetime import UTC, date, datetime, timedelta

FAIR = "mau-2026"
NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
"""Nine o'clock in Hanoi, four weeks before the fair."""
TODAY = date(2026, 5, 4)
FIRST_DAY = date(2026, 6, 1)
LAST_DAY = date(2026, 6, 5)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Move forward by a `timedelta` given in its own words."""
        self.now += timedelta(**by)
