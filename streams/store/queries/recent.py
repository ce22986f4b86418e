"""What happened last at a fair by people's hands, lists told in one line."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from streams.domain.days import moment_of
from streams.store.tables import events

_LOOKED_AT = 600
"""Records that are looked at for the last acts; a list of thousands is then one line of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentActs:
    """One act, or a run of equal ones through one channel; `recorded_at` is the last one's."""

    actor: str
    on_behalf_of: str | None
    channel: str
    type: str
    subject: str
    recorded_at: datetime
    number: int = 1


_ACTS = sa.select(
    events.c.actor,
    events.c.on_behalf_of,
    events.c.channel,
    events.c.type,
    events.c.subject,
    events.c.recorded_at,
).where(events.c.outcome == "applied")


def recent_acts(
    connection: sa.Connection, fair: str, machines: Collection[str], limit: int = 20
) -> list[RecentActs]:
    """Return the last acts of people at a fair, the newest first.

    Parameters
    ----------
    machines : collection of str
        Actors that are no people.
    """
    query = (
        _ACTS.where(events.c.key == fair, events.c.actor.not_in(sorted(machines)))
        .order_by(events.c.ordinal.desc())
        .limit(_LOOKED_AT)
    )
    found: list[RecentActs] = []
    for one in map(_told, connection.execute(query).mappings()):
        if found and _alike(found[-1], one):
            found[-1] = replace(found[-1], number=found[-1].number + 1)
        elif len(found) == limit:
            break
        else:
            found.append(one)
    return found


def _alike(one: RecentActs, other: RecentActs) -> bool:
    """Whether two acts are rows of one list."""
    return one.channel == "import" and (one.actor, one.channel, one.type) == (
        other.actor,
        other.channel,
        other.type,
    )


def _told(row: sa.RowMapping) -> RecentActs:
    return RecentActs(
        actor=row["actor"],
        on_behalf_of=row["on_behalf_of"],
        channel=row["channel"],
        type=row["type"],
        subject=row["subject"],
        recorded_at=moment_of(row["recorded_at"]),
    )
