"""Days and numbers as people of each language write them."""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

from api.words.language import current_language
from streams.domain.days import LOCAL

_A_MINUTE = timedelta(minutes=1)
_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM yyyy"}


def shown_day(day: date | str) -> str:
    """Return a day: 18/12/2020 in Vietnamese, 18 December 2020 in English."""
    language = current_language()
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(value, _DAY[language], locale=language)


def shown_number(number: int) -> str:
    """Return a whole number: 1.054 in Vietnamese, 1,054 in English."""
    return format_decimal(number, locale=current_language())


def shown_moment(moment: datetime) -> str:
    """Return a moment as the clock on the wall shows it: 18/12/2020 08:30."""
    local = moment.astimezone(LOCAL)
    return f"{shown_day(local.date())} {local:%H:%M}"


def shown_time(moment: datetime, now: datetime) -> str:
    """Return a moment by its time alone where it lies today: 08:30."""
    local = moment.astimezone(LOCAL)
    is_today = local.date() == now.astimezone(LOCAL).date()
    return f"{local:%H:%M}" if is_today else shown_moment(moment)


def shown_age(since: datetime, now: datetime) -> str:
    """Return how long something has lasted, in its largest unit: 3 giờ, 2 days."""
    age = max(now - since, _A_MINUTE)
    return format_timedelta(age, granularity="minute", threshold=1, locale=current_language())
