"""Whether the act that was just done can still be taken back, so that undo is not offered in vain.

The rule itself stands in `streams.domain.taking_back`; here is only what can be known beforehand:
whose act it was and how long ago. What others have built on it is told when undo is pressed.
"""

from streams.domain.errors import Unreachable
from streams.domain.taking_back import UNDO_FOR
from streams.runtime.installation import Installation
from streams.store.queries.acts import act_of_events


def undoable(office: Installation, actor: str, done: str | None) -> str | None:
    """Return `done`, which is `key~event`, while undo can be offered for it; else None."""
    key, _, event = (done or "").partition("~")
    if not key or not event:
        return None
    try:
        with office.reading() as connection:
            act = act_of_events(connection, key, [event])
    except Unreachable:
        return None
    if act is None or act.actor != actor or office.clock() > act.recorded_at + UNDO_FOR:
        return None
    return done
