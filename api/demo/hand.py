"""The demo's hand: carries out commands as somebody, under keys that make every run alike."""

from collections.abc import Callable
from datetime import datetime

from api.demo.clock import StoryClock
from streams.domain.command import Command
from streams.domain.vocabulary import Channel
from streams.runtime.embedded import Embedded
from streams.runtime.request import Request
from streams.runtime.result import Result

ORGANISER = "organiser"


class Hand:
    """Acts on one open office; the n-th act of a run always has the same key."""

    def __init__(self, office: Embedded, clock: StoryClock, fair: str) -> None:
        self.office = office
        self.clock = clock
        self.fair = fair
        self._acts = 0

    def do(
        self,
        kind: type[Command],
        build: Callable[[Request], Command],
        *,
        channel: Channel = "own",
        happened_at: datetime | None = None,
    ) -> Result:
        """Carry out one command and return what took effect."""
        self._acts += 1
        request = self.office.request(
            kind,
            self.fair,
            actor=ORGANISER,
            idempotency_key=f"demo-{self._acts}",
            channel=channel,
            happened_at=happened_at,
        )
        return self.office.execute(request, build(request))
