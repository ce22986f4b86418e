"""The sender's reaction: rounds on schedule after the first click, and at once in live mode."""

from datetime import datetime, time, timedelta

from streams.domain.days import local_day, local_time
from streams.domain.errors import Conflict, NotFound
from streams.domain.fairs.state import Fair
from streams.domain.suggestions.commands import SendSuggestions
from streams.domain.suggestions.state import Round
from streams.pairing.sending import pairs_to_send
from streams.runtime.port import Shape
from streams.store.queries.fairs import fair_state
from streams.store.source import StoreSource

ACTOR = "sender"


class Sender:
    """Sends what the settings of a fair say is to be sent by itself."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def run(self, fair: str) -> bool:
        """Send what is due at a fair; tell whether to look again."""
        now = self._shape.clock()
        with self._shape.reading() as connection:
            state = fair_state(connection, fair)
            if state is None or state.is_held(local_day(now)):
                return False
            name = Round.name_of(fair)
            last = StoreSource(connection, fair).aggregate(Round, name)[1] or Round()
            scheduled = round_is_due(state, last, now)
            if not (scheduled or is_live(state, now)):
                return False
            pairs = tuple(pairs_to_send(connection, fair))
        if not (pairs or scheduled):
            return False
        request = self._shape.request(SendSuggestions, fair, actor=ACTOR)
        command = SendSuggestions(fair=fair, pairs=pairs, even_if_empty=scheduled)
        try:
            self._shape.attempt(request, command)
        except (Conflict, NotFound):
            return False
        return True


def is_live(fair: Fair, now: datetime) -> bool:
    """Whether pairs are sent as soon as they are found: on the fair's days, if it says so."""
    return fair.details.settings.live and fair.first_day <= local_day(now) <= fair.last_day


def round_is_due(fair: Fair, last: Round, now: datetime) -> bool:
    """Whether a daily round has fallen due since the last one; never before the first."""
    clock = fair.details.settings.daily_round
    if not clock or last.sent_at is None:
        return False
    scheduled = local_time(local_day(now), time.fromisoformat(clock))
    if scheduled > now:
        scheduled -= timedelta(days=1)
    return last.sent_at < scheduled
