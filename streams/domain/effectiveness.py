"""The rule of effectiveness: which events, and which entries of a batch, take effect.

Version 1, frozen; its words and test vectors are in `docs/events.md`. It knows versions and
nothing else: rules were applied once, when deciding, and the order of the log settles races.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from streams.domain.event import Basis, Entry
from streams.domain.value import Value

RULE_VERSION = 1


class Verdict(Value):
    """What the rule says of one event.

    Attributes
    ----------
    stale : tuple of str
        Names in the event's own basis that are no longer at their version; if any, it is lost.
    lines : tuple of Entry
        The entries that take effect, in their order.
    skipped : int
        How many entries do not.
    changes : tuple of str
        Every aggregate that rises by one, sorted.
    """

    stale: tuple[str, ...] = ()
    lines: tuple[Entry, ...] = ()
    skipped: int = 0
    changes: tuple[str, ...] = ()


def judge(
    basis: Basis,
    lines: Sequence[Entry],
    version: Callable[[str], int],
    relied: Collection[str] = (),
) -> Verdict:
    """Apply the rule to an event's basis and entries.

    Parameters
    ----------
    basis : Basis
        What the decision relied on.
    lines : sequence of Entry
        The entries of all parts, in order; empty for an event that is no batch.
    version : callable
        The version of an aggregate before this event; 0 for a name never changed.
    relied : collection of str
        For an act taken back: names that applied events after the act have read.
    """
    stale = _stale(basis.reads, version) + _stale(basis.changes, version)
    if relied:
        stale += [name for name in basis.changes if name in relied and name not in stale]
    if stale:
        return Verdict(stale=tuple(sorted(stale)))
    if not lines:
        return Verdict(changes=tuple(sorted(basis.changes)))
    current = tuple(
        line
        for line in lines
        if not _stale(line.reads, version) and not _stale(line.changes, version)
    )
    changed = set(basis.changes)
    for line in current:
        changed.update(line.changes)
    return Verdict(lines=current, skipped=len(lines) - len(current), changes=tuple(sorted(changed)))


def _stale(named: Mapping[str, int], version: Callable[[str], int]) -> list[str]:
    return [name for name, expected in named.items() if version(name) != expected]
