"""Two people at one list: who repairs a cell second is asked, and nobody is written over unseen.

Each works on the list as they last saw it. What a colleague wrote into a cell since stands; what
one wrote oneself is laid aside until it is chosen.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from api.imports.kept import Aside, Cell, KeptList
from api.imports.repairs import Repairs
from streams.domain.days import moment_of, stamp

_Place = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faster:
    """A cell that a colleague repaired first, and what was written second; `id` chooses that."""

    id: str
    row: int
    column: str
    actor: str
    at: datetime
    theirs: str
    mine: str


def repaired(
    kept: KeptList, repairs: Repairs, others: Iterable[KeptList], actor: str, now: datetime
) -> KeptList:
    """Return a list with further repairs; a later one of one's own replaces an earlier one.

    Parameters
    ----------
    others : iterable of KeptList
        The same upload as others left it.
    """
    cells = _by_place(kept.cells)
    asides = {(aside.row, aside.column): aside for aside in kept.asides}
    theirs = _latest(others, actor)
    for place, value in repairs.items():
        faster = theirs.get(place)
        if faster is not None and _is_unseen(faster, cells.get(place), value):
            cells[place] = faster
            asides[place] = Aside(*place, value)
        else:
            cells[place] = Cell(*place, value, actor, stamp(now))
            asides.pop(place, None)
    return _with(kept, cells, asides, actor)


def caught_up(kept: KeptList, others: Iterable[KeptList], actor: str) -> KeptList:
    """Return a list with what colleagues wrote since into cells that were repaired in it."""
    cells = _by_place(kept.cells)
    asides = {(aside.row, aside.column): aside for aside in kept.asides}
    for place, faster in _latest(others, actor).items():
        cell = cells.get(place)
        if cell is not None and _is_unseen(faster, cell, cell.value):
            cells[place] = faster
            asides[place] = Aside(*place, cell.value)
    return _with(kept, cells, asides, actor) if cells != _by_place(kept.cells) else kept


def answered(kept: KeptList, chosen: Collection[str], actor: str, now: datetime) -> KeptList:
    """Return a list with what was laid aside in place where it was chosen, and forgotten else."""
    cells = _by_place(kept.cells)
    for faster in faster_in(kept):
        if faster.id in chosen:
            place = faster.row, faster.column
            cells[place] = Cell(*place, faster.mine, actor, stamp(now))
    return _with(kept, cells, {}, actor)


def faster_in(kept: KeptList) -> Iterator[Faster]:
    """Yield what of a list was laid aside, with what stands instead."""
    cells = _by_place(kept.cells)
    for aside in kept.asides:
        cell = cells[aside.row, aside.column]
        yield Faster(
            id=f"cell~{aside.row}~{aside.column}~{cell.at}",
            row=aside.row,
            column=aside.column,
            actor=cell.actor,
            at=moment_of(cell.at),
            theirs=cell.value,
            mine=aside.value,
        )


def _is_unseen(faster: Cell, seen: Cell | None, value: str) -> bool:
    """Whether a colleague wrote something else into a cell since it was last seen."""
    return faster.value != value and faster.at > (seen.at if seen else "")


def _latest(others: Iterable[KeptList], actor: str) -> dict[_Place, Cell]:
    """Return what others wrote last into each cell."""
    found: dict[_Place, Cell] = {}
    for cell in (cell for other in others for cell in other.cells):
        known = found.get((cell.row, cell.column))
        if cell.actor != actor and (known is None or cell.at > known.at):
            found[cell.row, cell.column] = cell
    return found


def _by_place(cells: Iterable[Cell]) -> dict[_Place, Cell]:
    return {(cell.row, cell.column): cell for cell in cells}


def _with(
    kept: KeptList, cells: dict[_Place, Cell], asides: dict[_Place, Aside], actor: str
) -> KeptList:
    return replace(
        kept,
        cells=tuple(cells[place] for place in sorted(cells)),
        asides=tuple(asides[place] for place in sorted(asides)),
        taken=None,
        actor=actor,
    )
