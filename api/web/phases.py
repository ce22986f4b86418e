"""In which phase a fair is, how many days are left, and whether it takes registrations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from api.words import tr
from api.words.counted import trn
from api.words.formats import shown_number
from streams.domain.fairs.state import Fair

Phase = Literal["registration", "suggestions", "timetable", "fair_days", "signing", "reporting"]
PHASES: tuple[Phase, ...] = get_args(Phase)
_GRACE = timedelta(days=7)
"""While papers still come in after the last day."""
_ASKED_BEFORE = timedelta(days=21)
"""How long before the fair people are usually asked; earlier there are too few to choose from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The phase now, every phase in words, and the days in a sentence."""

    now: Phase
    steps: tuple[tuple[Phase, str], ...]
    days: str


def phase_of(fair: Fair, sent: int, today: date) -> Standing:
    """Return where a fair stands.

    Parameters
    ----------
    sent : int
        How many suggestions were ever sent. Nothing tells yet when a timetable is made, so no fair
        is in that phase.
    """
    words = {
        "registration": tr("registration"),
        "suggestions": tr("suggestions"),
        "timetable": tr("timetable"),
        "fair_days": tr("fair days"),
        "signing": tr("signing"),
        "reporting": tr("report"),
    }
    return Standing(
        now=_now(fair, sent, today),
        steps=tuple((phase, words[phase]) for phase in PHASES),
        days=_days(fair, today),
    )


def asked_from(fair: Fair) -> date:
    """Return the day from which suggestions are usually sent."""
    return fair.first_day - _ASKED_BEFORE


def takes_registrations(fair: Fair, today: date) -> bool:
    """Return whether companies can be entered and changed by hand; a list can always be taken."""
    return not fair.is_held(today) and fair.details.settings.registration == "open"


def _now(fair: Fair, sent: int, today: date) -> Phase:
    if fair.is_held(today):
        return "signing" if today <= fair.last_day + _GRACE else "reporting"
    if fair.status == "opened" or today >= fair.first_day:
        return "fair_days"
    return "suggestions" if sent else "registration"


def _days(fair: Fair, today: date) -> str:
    if fair.is_held(today):
        return trn("Ended {n} day ago", "Ended {n} days ago", max(0, (today - fair.last_day).days))
    if fair.first_day <= today:
        return tr(
            "Day {n} of {all}",
            n=shown_number((today - fair.first_day).days + 1),
            all=shown_number((fair.last_day - fair.first_day).days + 1),
        )
    return trn("{n} day left", "{n} days left", (fair.first_day - today).days)
