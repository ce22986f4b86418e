"""A clock that the demo sets, so that six weeks pass while it runs; never used elsewhere."""

from datetime import datetime, time, timedelta

from streams.domain.days import local_day, local_time


class StoryClock:
    """A clock that moves when told to, and a millisecond by itself at every look."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """Return the present moment of the story."""
        self._now += timedelta(milliseconds=1)
        return self._now

    def at(self, days: int, clock: time) -> None:
        """Move forward to a time of day, some local days later; never back."""
        self._now = max(self._now, local_time(local_day(self._now) + timedelta(days=days), clock))
