"""What somebody may want of a fair or a series."""

from dataclasses import dataclass
from datetime import date

from streams.domain.command import Command, OrgCommand
from streams.domain.events.fairs import FairDetails, Period
from streams.domain.vocabulary import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceFair(Command):
    """Announce a fair under its id; `actual` only for one that was already held."""

    action = "fair.announce"
    details: FairDetails
    planned: Period
    actual: Period | None = None
    origin: Origin = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseFair(Command):
    """Change name, place or settings; carries them whole."""

    action = "fair.revise"
    details: FairDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleFair(Command):
    """Move the planned days of a fair that has not opened."""

    action = "fair.reschedule"
    planned: Period
    reason_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFair(Command):
    """Open the fair on a day; on that of the act where none is given."""

    action = "fair.open"
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFair(Command):
    """Close the fair; `on` is its last actual day, that of the act where none is given."""

    action = "fair.close"
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineSeries(OrgCommand):
    """Define which fairs are reported together, with the grace after each."""

    action = "series.define"
    series: str
    name: str
    name_en: str = ""
    grace_days: int = 7
    origin: Origin = "own"
