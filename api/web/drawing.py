"""The picture of a match, computed on the server: two columns of names, or a table of counts.

Coordinates and counts only; templates draw them, and words never depend on colour.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from streams.store.queries.pairs import MatchedPair

MOST_NAMES = 60
"""Names on both sides together up to which lines between two columns can be followed."""
MOST_ROWS = 100
"""Rows of the table of counts; the list of pairs has the others."""
_ROW = 26
_TOP = 40
_WIDTH = 960
_LEFT, _RIGHT = 330, 630
_LONGEST_NAME = 38
_SHADES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a column; `shown` is cut where it would run into the lines."""

    id: str
    full: str
    shown: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A pair between two names."""

    pair: MatchedPair
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Two columns of names with a line per pair."""

    width: int
    height: int
    producers: tuple[Name, ...]
    distributors: tuple[Name, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One distributor: its pairs per product group, and in all; `shade` is 0 to 4 per group."""

    distributor: str
    counts: tuple[int, ...]
    shades: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Counts of pairs by distributor and product group, the largest first; `left_out` rows more."""

    groups: tuple[int, ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[int, ...]
    left_out: int


def columns(
    pairs: Sequence[MatchedPair],
    producers: Sequence[str],
    distributors: Sequence[str],
    names: Mapping[str, str],
) -> Columns:
    """Lay out both sides; producers stand near the middle of those they meet."""
    right = sorted(distributors, key=lambda one: (names.get(one, one), one))
    place = {one: index for index, one in enumerate(right)}
    met: dict[str, list[int]] = defaultdict(list)
    for pair in pairs:
        met[pair.producer].append(place.get(pair.distributor, 0))
    left = sorted(
        producers,
        key=lambda one: (sum(met[one]) / len(met[one]) if met[one] else len(right), one),
    )
    rows = max(len(left), len(right), 1)
    lefts = {name.id: name for name in _names(left, names, _LEFT, rows)}
    rights = {name.id: name for name in _names(right, names, _RIGHT, rows)}
    lines = [
        Line(pair=pair, x1=_LEFT + 8, y1=start.y, x2=_RIGHT - 8, y2=end.y)
        for pair in pairs
        if (start := lefts.get(pair.producer)) and (end := rights.get(pair.distributor))
    ]
    return Columns(
        width=_WIDTH,
        height=_TOP + rows * _ROW,
        producers=tuple(lefts.values()),
        distributors=tuple(rights.values()),
        lines=tuple(lines),
    )


def heat(
    pairs: Sequence[MatchedPair],
    wanted: Mapping[str, frozenset[int]],
    offered: Mapping[str, frozenset[int]],
) -> Heat:
    """Count pairs by distributor and product group.

    Parameters
    ----------
    wanted, offered : mapping of seat, of producer, to product groups
        A pair counts for the first group that is both offered and wanted.
    """
    counted: Counter[tuple[str, int]] = Counter(
        (pair.distributor, group_of(pair, wanted, offered)) for pair in pairs
    )
    groups = tuple(sorted({group for _, group in counted}))
    most = max(counted.values(), default=1)
    rows = []
    for distributor in {one for one, _ in counted}:
        counts = tuple(counted[distributor, group] for group in groups)
        shades = tuple(-(-count * _SHADES // most) for count in counts)
        rows.append(
            HeatRow(distributor=distributor, counts=counts, shades=shades, total=sum(counts))
        )
    rows.sort(key=lambda row: (-row.total, row.distributor))
    return Heat(
        groups=groups,
        rows=tuple(rows[:MOST_ROWS]),
        totals=tuple(sum(row.counts[index] for row in rows) for index in range(len(groups))),
        left_out=max(0, len(rows) - MOST_ROWS),
    )


def group_of(
    pair: MatchedPair,
    wanted: Mapping[str, frozenset[int]],
    offered: Mapping[str, frozenset[int]],
) -> int:
    """Return the product group that a pair meets for; 0 where nothing was stated."""
    offers = offered.get(pair.producer, frozenset())
    return min(offers & wanted.get(pair.seat, frozenset()), default=min(offers, default=0))


def _names(ids: Sequence[str], names: Mapping[str, str], x: int, rows: int) -> list[Name]:
    """Return the names of one column, spread over the height of the longer one."""
    gap = rows * _ROW / max(1, len(ids))
    found = []
    for index, one in enumerate(ids):
        full = names.get(one, one)
        shown = full if len(full) <= _LONGEST_NAME else f"{full[: _LONGEST_NAME - 1]}…"
        y = _TOP + int(gap * index + gap / 2)
        found.append(Name(id=one, full=full, shown=shown, x=x, y=y))
    return found
