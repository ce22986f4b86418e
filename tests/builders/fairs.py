"""Fairs: five days in June."""

from datetime import date
from typing import Any

from streams.domain.events.fairs import FairDetails, FairSettings, Period
from streams.domain.fairs.commands import AnnounceFair
from tests.builders.moments import FAIR, FIRST_DAY, LAST_DAY


def period(*, first: date = FIRST_DAY, last: date = LAST_DAY) -> Period:
    """Return five days in June."""
    return Period(first=first, last=last)


def settings(**changes: Any) -> FairSettings:
    """Return a fair's settings; rounds go out by hand only."""
    return FairSettings(daily_round="").but(**changes)


def details(**changes: Any) -> FairDetails:
    """Return what a fair is called."""
    usual = FairDetails(name="Hội chợ Mẫu 2026", province="Hà Nội", settings=settings())
    return usual.but(**changes)


def announce(*, fair: str = FAIR, **changes: Any) -> AnnounceFair:
    """Return the command that announces the fair."""
    given: dict[str, Any] = {"details": details(), "planned": period(), **changes}
    return AnnounceFair(fair=fair, **given)
