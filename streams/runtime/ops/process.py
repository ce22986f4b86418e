"""What is watched of a process: its installation, its parts at work, and their pulses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streams.runtime.applying import Applying
from streams.runtime.guard import Guard
from streams.runtime.installation import Installation
from streams.runtime.reactions.loop import Reactions
from streams.store.projected import Projected

Listener = Callable[[Sequence[Projected]], None]


@dataclass(frozen=True, slots=True)
class Pulse:
    """A part that must go round again and again.

    Attributes
    ----------
    last : callable
        When it last did, on the monotonic clock.
    bound : float
        Seconds after which it is taken to hang.
    has_begun : callable
        Whether it goes round yet.
    """

    part: str
    last: Callable[[], float]
    bound: float
    has_begun: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Rebuilding:
    """How many records a rebuild has read, of how many."""

    done: int = 0
    total: int = 0

    def tell(self, done: int, total: int) -> None:
        """Take in how far it is."""
        self.done, self.total = done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A worker, a console, or a rebuild; what it does not have is left out.

    Attributes
    ----------
    applying, guard
        Of a worker: what applies its partitions.
    reactions
        Where reactions run in this process.
    listen : callable
        Lets somebody be told what this process applies; nobody is told where others apply.
    """

    office: Installation
    pulses: tuple[Pulse, ...]
    applying: Applying | None = None
    guard: Guard | None = None
    reactions: Reactions | None = None
    rebuilding: Rebuilding | None = None
    listen: Callable[[Listener], None] = lambda _: None

    @property
    def partitions(self) -> list[int]:
        """The partitions that matter here: those a worker owns; elsewhere all of the log."""
        if self.applying is not None:
            return sorted(self.applying.owned)
        return list(range(self.office.log.partitions))

    @property
    def stopped(self) -> list[int]:
        """Those of them that stand before a record this program is too old for."""
        if self.guard is None:
            return []
        return [partition for partition in self.partitions if partition in self.guard.stopped]
