"""Whether a list speaks of producers or of distributors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.imports.columns import Column, Understood, understand
from api.imports.reading import Sheet, shown
from api.imports.registrations import distributor_columns, producer_columns
from api.imports.spelling import spelled
from api.imports.unusable import unusable
from streams.domain.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One side's columns, the column of its names, and the headers that only it has."""

    side: Side
    columns: Sequence[Column[Any]]
    name: Column[str]
    telling: frozenset[str]


def _kind(side: Side, module: Any) -> Kind:
    return Kind(
        side=side,
        columns=module.COLUMNS,
        name=module.NAME,
        telling=frozenset(spelled(header) for header in module.TELLING),
    )


KINDS = (_kind("producer", producer_columns), _kind("distributor", distributor_columns))


def side_of(
    sheets: Sequence[Sheet], filename: str, stated: Side | None
) -> tuple[Kind, Understood | None]:
    """Return the side of a list, as stated or told by headers that only one side has.

    Raises
    ------
    UnusableFile
        When nothing tells the side, or both are told.
    """
    told: list[tuple[Kind, Understood | None]] = []
    for kind in KINDS:
        understood = understand(sheets, kind.columns)
        if stated == kind.side:
            return kind, understood
        if understood is not None and _headers(understood) & kind.telling:
            told.append((kind, understood))
    if len(told) != 1:
        if all(understand(sheets, kind.columns) is None for kind in KINDS):
            return KINDS[0], None
        raise unusable("side_unclear", file=filename)
    return told[0]


def _headers(understood: Understood) -> set[str]:
    return {spelled(shown(cell)) for cell in understood.header.cells}
