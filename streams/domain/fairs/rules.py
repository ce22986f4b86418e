"""Decisions about fairs and series."""

import re

from streams.domain.command import Act, Decision
from streams.domain.days import is_clock
from streams.domain.errors import Conflict, Malformed, NotFound
from streams.domain.event import ORG_KEY
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
from streams.domain.fairs.commands import (
    AnnounceFair,
    CloseFair,
    DefineSeries,
    OpenFair,
    RescheduleFair,
    ReviseFair,
)
from streams.domain.fairs.state import Fair, Series
from streams.domain.view import View

_MOST_PLACES = 10_000
_LONGEST_ANSWER = 60
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


def fair_of(view: View, fair_id: str) -> Fair:
    """Return the fair that a decision relies on.

    Raises
    ------
    NotFound
        When no fair was announced under this id.
    """
    fair = view.read(Fair, fair_id)
    return _known(fair, fair_id)


def announce_fair(command: AnnounceFair, view: View, act: Act) -> Decision:
    """A fair id is given once; what was held may only be announced by an import."""
    _check_id(command.fair)
    _check_details(command.details)
    _check_period(command.planned)
    if command.actual:
        if command.origin != "import":
            raise Malformed(
                "held_by_import",
                "Only a list brings a fair that was held already. Leave the actual days empty.",
            )
        _check_period(command.actual)
        if command.actual.last > act.today:
            raise Malformed(
                "actual_in_future",
                "The actual days end on {last}, which is still to come. Leave them empty.",
                last=command.actual.last,
            )
    if view.change(Fair, command.fair) is not None:
        raise Conflict(
            "fair_exists",
            "A fair with the id {fair} exists already. Revise it, or choose another id.",
            fair=command.fair,
        )
    return Decision(
        subject=Fair.name_of(command.fair),
        fact=FairAnnounced(
            details=command.details,
            planned=command.planned,
            actual=command.actual,
            origin=command.origin,
        ),
    )


def revise_fair(command: ReviseFair, view: View, _: Act) -> Decision:
    """Name, place and settings may change at any time."""
    _check_details(command.details)
    _known(view.change(Fair, command.fair), command.fair)
    return Decision(subject=Fair.name_of(command.fair), fact=FairRevised(details=command.details))


def reschedule_fair(command: RescheduleFair, view: View, _: Act) -> Decision:
    """Only a fair that has not opened can move; what people answered stays answered."""
    _check_period(command.planned)
    fair = _known(view.change(Fair, command.fair), command.fair)
    if fair.status != "announced":
        raise Conflict(
            "fair_opened",
            "{fair} has already opened and cannot be moved. Close it on its last day instead.",
            fair=fair.details.name,
        )
    return Decision(
        subject=Fair.name_of(command.fair),
        fact=FairRescheduled(planned=command.planned, reason_ref=command.reason_ref),
    )


def open_fair(command: OpenFair, view: View, act: Act) -> Decision:
    """A fair opens once, not before the day it opens on."""
    fair = _known(view.change(Fair, command.fair), command.fair)
    if fair.status != "announced":
        raise Conflict(
            "fair_open_already",
            "{fair} has already opened. Nothing to do.",
            fair=fair.details.name,
        )
    day = command.on or act.today
    if day > act.today:
        raise Malformed(
            "opens_in_future", "{day} is still to come. Open the fair on that day.", day=day
        )
    return Decision(subject=Fair.name_of(command.fair), fact=FairOpened(on=day))


def close_fair(command: CloseFair, view: View, act: Act) -> Decision:
    """A fair closes once; its last day is not before its first and not in the future."""
    fair = _known(view.change(Fair, command.fair), command.fair)
    if fair.status == "closed":
        raise Conflict(
            "fair_closed", "{fair} is already closed. Nothing to do.", fair=fair.details.name
        )
    day = command.on or act.today
    if day > act.today:
        raise Malformed(
            "closes_in_future", "{day} is still to come. Close the fair on that day.", day=day
        )
    if day < fair.first_day:
        raise Malformed(
            "closes_before_opening",
            "{day} lies before the first day, {first}. Give a later last day.",
            day=day,
            first=fair.first_day,
        )
    return Decision(subject=Fair.name_of(command.fair), fact=FairClosed(on=day))


def define_series(command: DefineSeries, view: View, _: Act) -> Decision:
    """A series may be renamed; its grace is fixed once it was defined."""
    _check_id(command.series)
    if not 0 <= command.grace_days <= 365:
        raise Malformed(
            "grace_out_of_range",
            "A grace of {days} days is not possible. Give 0 to 365.",
            days=command.grace_days,
        )
    known = view.change(Series, command.series)
    if known is not None and known.grace_days != command.grace_days:
        raise Conflict(
            "grace_fixed",
            "The grace of {series} was fixed at {days} days. Define a new series instead.",
            series=command.series,
            days=known.grace_days,
        )
    return Decision(
        subject=Series.name_of(command.series),
        fact=SeriesDefined(
            series=command.series,
            name=command.name,
            name_en=command.name_en,
            grace_days=command.grace_days,
            origin=command.origin,
        ),
    )


def _known(fair: Fair | None, fair_id: str) -> Fair:
    if fair is None:
        raise NotFound(
            "no_such_fair",
            "There is no fair {fair}. Announce it first, or check the id.",
            fair=fair_id,
        )
    return fair


def _check_id(fair_id: str) -> None:
    if not _ID.fullmatch(fair_id) or fair_id == ORG_KEY:
        raise Malformed(
            "bad_id",
            "{id} cannot be an id. Use lower-case letters, digits and hyphens, at most 64.",
            id=fair_id,
        )


def _check_details(details: FairDetails) -> None:
    if not details.name.strip():
        raise Malformed("fair_name_missing", "The fair has no name. Give one.")
    settings = details.settings
    if settings.daily_round and not is_clock(settings.daily_round):
        raise Malformed(
            "bad_clock",
            "{clock} is no time of day. Write it as 08:00.",
            clock=settings.daily_round,
        )
    for value, least, most in (
        (settings.producer_places, 0, _MOST_PLACES),
        (settings.seat_places_per_day, 0, _MOST_PLACES),
        (settings.answer_days, 1, _LONGEST_ANSWER),
    ):
        if not least <= value <= most:
            raise Malformed(
                "setting_out_of_range",
                "{value} is not possible here. Give {least} to {most}.",
                value=value,
                least=least,
                most=most,
            )


def _check_period(period: Period) -> None:
    if period.last < period.first:
        raise Malformed(
            "ends_before_start",
            "The last day {last} lies before the first day {first}. Exchange them.",
            first=period.first,
            last=period.last,
        )
