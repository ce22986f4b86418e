"""Facts about fairs and series: announced, revised, rescheduled, opened, closed."""

from datetime import date
from typing import Literal

from streams.domain.event import Fact
from streams.domain.value import Value
from streams.domain.vocabulary import FairKind, OrganiserRole, Origin


class Period(Value):
    """Days of the world, both inclusive, in Asia/Ho_Chi_Minh."""

    first: date
    last: date


class Organiser(Value):
    """A body behind the fair; directing, leading and executing bodies may all differ."""

    role: OrganiserRole
    name: str


class FairSettings(Value):
    """What an organiser may set; the defaults are those of the field and need no thought.

    Attributes
    ----------
    live : bool
        On the fair's days suggestions are sent at once instead of in rounds.
    daily_round : str
        Local time of the rounds that follow the first one, `HH:MM`; empty for none.
    producer_places, seat_places_per_day : int
        Places of a participant who stated none.
    answer_days : int
        The deadline of an answer is 17:00 on this day after sending.
    """

    live: bool = False
    registration: Literal["open", "closed"] = "open"
    admission: Literal["automatic", "organiser"] = "automatic"
    daily_round: str = "08:00"
    producer_places: int = 3
    seat_places_per_day: int = 12
    answer_days: int = 3


class FairDetails(Value):
    """What a fair is called and where it belongs; dates are facts of their own."""

    name: str
    name_en: str = ""
    kind: FairKind = "fair"
    region: str = ""
    venue: str = ""
    province: str = ""
    series: str | None = None
    organisers: tuple[Organiser, ...] = ()
    settings: FairSettings = FairSettings()


class FairAnnounced(Fact):
    """Written when an organiser announces a fair, or an import brings a held one.

    `actual` is given only for a fair that has already been held.
    """

    type = "fair.announced"
    details: FairDetails
    planned: Period
    actual: Period | None = None
    origin: Origin = "own"


class FairRevised(Fact):
    """Written when an organiser changes the name, place or settings; carries them whole."""

    type = "fair.revised"
    details: FairDetails


class FairRescheduled(Fact):
    """Written when the planned dates move; papers and answers are judged by the new dates."""

    type = "fair.rescheduled"
    planned: Period
    reason_ref: str | None = None


class FairOpened(Fact):
    """Written on the first actual day."""

    type = "fair.opened"
    on: date


class FairClosed(Fact):
    """Written after the last actual day; from then on nobody registers any more."""

    type = "fair.closed"
    on: date


class SeriesDefined(Fact):
    """Written when fairs are to be reported together; the grace is fixed before opening.

    Key `org`. `grace_days` is the number of days after a fair's last day on which a signature
    still counts.
    """

    type = "series.defined"
    series: str
    name: str
    name_en: str = ""
    grace_days: int = 7
    origin: Origin = "own"
