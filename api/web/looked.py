"""What an overview shows, read at one moment, and kept for when the record cannot be reached."""

from dataclasses import dataclass, replace
from datetime import datetime

from api.doors import Doors
from api.imports.kept import Waiting, waiting_lists
from api.names import names_of
from api.web.recent import companies_in
from streams.domain.errors import Unreachable
from streams.domain.fairs.state import Fair
from streams.runtime.inspection import last_ordinal
from streams.runtime.installation import Installation
from streams.runtime.reactions import matcher, sender, timers
from streams.store.queries.fairs import known_fair
from streams.store.queries.matching import is_due, matching_of
from streams.store.queries.overview import Figures, Funnel, figures_of, funnel_of, yesterday_of
from streams.store.queries.pressing import Pressing, arriving, pressing_of
from streams.store.queries.recent import RecentActs, recent_acts

MACHINES = (matcher.ACTOR, sender.ACTOR, timers.ACTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A fair as it stood at a moment.

    Attributes
    ----------
    lists : tuple of Waiting
        Uploads of which rows wait for repair.
    names : dict of str to str
        Of the companies that alone have something pressing, and of those last acted about.
    is_stopped : bool
        Whether it may have moved on since.
    """

    fair: Fair
    now: datetime
    ordinal: int
    figures: Figures
    yesterday: Figures
    funnel: Funnel
    pressing: tuple[Pressing, ...]
    to_match: int
    recent: tuple[RecentActs, ...]
    lists: tuple[Waiting, ...]
    names: dict[str, str]
    is_stopped: bool = False


def look(doors: Doors, fair: str) -> Looked:
    """Return a fair as it stands; while the record cannot be reached, as it last stood here.

    Raises
    ------
    NotFound
        When there is no such fair.
    Unreachable
        When the record cannot be reached and this fair has not been looked at before.
    """
    try:
        looked = doors.looked[fair] = _look(doors.office, fair)
    except Unreachable:
        last = doors.looked.get(fair)
        if not isinstance(last, Looked):
            raise
        return replace(last, is_stopped=True)
    return looked


def _look(office: Installation, name: str) -> Looked:
    office.check_log()
    now = office.clock()
    with office.reading() as connection:
        fair = known_fair(connection, name)
        pressing = pressing_of(connection, fair, now, MACHINES)
        matching = matching_of(connection, fair.id)
        recent = tuple(recent_acts(connection, fair.id, MACHINES))
        named = {one.holder for one in pressing if one.code == "near" and one.holder}
        return Looked(
            fair=fair,
            now=now,
            ordinal=last_ordinal(connection, fair.id),
            figures=figures_of(connection, fair, now),
            yesterday=yesterday_of(connection, fair, now),
            funnel=funnel_of(connection, fair, now),
            pressing=tuple(pressing),
            to_match=arriving(connection, fair.id, matching.through)
            if is_due(connection, fair.id, matching.through)
            else 0,
            recent=recent,
            lists=tuple(waiting_lists(office, fair.id)),
            names=names_of(office, fair.id, named | companies_in(recent)),
        )
