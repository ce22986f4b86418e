"""Fields in which a list says otherwise than somebody did by hand: who, when, and both values.

Nothing a person did is written over without being asked about: what they did stands unless the
list's value is chosen. A choice is about one change; a later one is asked about again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from api.imports.history import Touch
from api.imports.registrations import producer_columns
from api.imports.registrations.entry import Entry
from streams.domain.naming import normal_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """One field of one company; `name` is flat, as in `said_of`.

    Attributes
    ----------
    id : str
        By which the list's value is chosen.
    row : int
        The row of the list that is about it.
    listed : object
        What the list says.
    natural : bool
        Whether the company is a natural person, of whom not everything is shown.
    """

    id: str
    row: int
    registration: str
    name: str
    touch: Touch
    listed: object
    natural: bool


def disputed_in(
    entry: Entry,
    registration: str,
    kept: Mapping[str, object],
    touches: Mapping[str, Touch],
    *,
    natural: bool,
) -> Iterator[Disputed]:
    """Yield what of an entry is disputed.

    Parameters
    ----------
    kept : mapping of str to object
        Fields that stay as people left them, with what the list says.
    """
    for name, listed in kept.items():
        yield Disputed(
            id=f"{registration}~{touches[name].ordinal}~{name}",
            row=_row_of(entry, name),
            registration=registration,
            name=name,
            touch=_written_out(touches[name], listed),
            listed=listed,
            natural=natural,
        )


def still_touched(
    touches: Mapping[str, Touch], registration: str, chosen: Collection[str]
) -> frozenset[str]:
    """Return the fields that stay as people left them, since the list's value was not chosen."""
    return frozenset(
        name
        for name, touch in touches.items()
        if f"{registration}~{touch.ordinal}~{name}" not in chosen
    )


def _written_out(touch: Touch, listed: object) -> Touch:
    """Return a change with a mark that is not set as such, and a product by its name."""
    if isinstance(listed, bool):
        return replace(touch, before=bool(touch.before), after=bool(touch.after))
    return replace(touch, before=listed) if touch.before is True else touch


def _row_of(entry: Entry, name: str) -> int:
    """Return the row that is about a field: of a product its own, else the first."""
    part, _, rest = name.partition("/")
    if part == "products":
        wanted = rest.partition("/")[0]
        for row in entry.rows:
            if normal_name(row.get(producer_columns.PRODUCT) or "") == wanted:
                return row.number
    return entry.rows[0].number
