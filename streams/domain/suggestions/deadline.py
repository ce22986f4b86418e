"""When an answer is due: 17:00 on the third day; shortly before the fair sooner.

From five days before the fair the answer is due the next day at 17:00, on the fair's days within
ten minutes: places must come back while they can still be used.
"""

from datetime import datetime, time, timedelta

from streams.domain.days import local_day, local_time
from streams.domain.fairs.state import Fair

_CLOSE = time(17)
_SHORTLY_BEFORE = timedelta(days=5)
_ON_THE_DAY = timedelta(minutes=10)
LAPSE_AFTER = timedelta(seconds=30)
"""How long after a deadline the timer waits, so that answers under way come first."""


def answer_deadline(fair: Fair, sent_at: datetime) -> datetime:
    """Return the moment until which a suggestion sent now can be answered."""
    today = local_day(sent_at)
    if fair.first_day <= today <= fair.last_day:
        return sent_at + _ON_THE_DAY
    soon = timedelta(0) <= fair.first_day - today <= _SHORTLY_BEFORE
    days = 1 if soon else fair.details.settings.answer_days
    return local_time(today + timedelta(days=days), _CLOSE)
