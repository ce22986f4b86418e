"""The state of a fair and of a series, folded from their facts."""

from datetime import date
from typing import Literal

from streams.domain.events.fairs import (
    FairAnnounced,
    FairClosed,
    FairDetails,
    FairOpened,
    FairRescheduled,
    FairRevised,
    Period,
    SeriesDefined,
)
from streams.domain.state import Change, State


class Fair(State):
    """A fair as it stands.

    `actual_first` and `actual_last` are known once it opened and closed.
    """

    noun = "fair"

    id: str
    details: FairDetails
    planned: Period
    actual_first: date | None = None
    actual_last: date | None = None
    status: Literal["announced", "opened", "closed"] = "announced"

    @property
    def first_day(self) -> date:
        """The first actual day, or the planned one while it is not known."""
        return self.actual_first or self.planned.first

    @property
    def last_day(self) -> date:
        """The last actual day, or the planned one while it is not known."""
        return self.actual_last or max(self.planned.last, self.first_day)

    def is_held(self, today: date) -> bool:
        """Whether the fair lies in the past: people cannot register, an import can."""
        return self.status == "closed" or self.last_day < today


class Series(State):
    """Fairs that are reported together, and the grace after each one's last day."""

    noun = "series"

    id: str
    name: str
    name_en: str = ""
    grace_days: int = 7


def announced(_: Fair | None, fact: FairAnnounced, at: Change) -> Fair:
    """Begin a fair; one that was held before it was recorded is closed from the start."""
    actual = fact.actual
    return Fair(
        id=at.event.key,
        details=fact.details,
        planned=fact.planned,
        actual_first=actual.first if actual else None,
        actual_last=actual.last if actual else None,
        status="closed" if actual else "announced",
    )


def revised(fair: Fair, fact: FairRevised, _: Change) -> Fair:
    """Replace name, place and settings."""
    return fair.but(details=fact.details)


def rescheduled(fair: Fair, fact: FairRescheduled, _: Change) -> Fair:
    """Move the planned days."""
    return fair.but(planned=fact.planned)


def opened(fair: Fair, fact: FairOpened, _: Change) -> Fair:
    """Set the first actual day."""
    return fair.but(status="opened", actual_first=fact.on)


def closed(fair: Fair, fact: FairClosed, _: Change) -> Fair:
    """Set the last actual day."""
    return fair.but(
        status="closed", actual_first=fair.actual_first or fair.first_day, actual_last=fact.on
    )


def defined(_: Series | None, fact: SeriesDefined, __: Change) -> Series:
    """Begin or rename a series."""
    return Series(id=fact.series, name=fact.name, name_en=fact.name_en, grace_days=fact.grace_days)
