"""The mix of all-day events that rebuilds and workers are measured on.

Registrations, revisions and wishes as in `benchmarks.commands`, one match with its entries, a round
with its answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.fairs import announce, distributor, producer
from streams.domain.command import Command
from streams.domain.events.registrations import Profile
from streams.domain.registrations.commands import ReviseRegistration, SubmitRegistration
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    RequestMeeting,
    SendSuggestions,
)
from streams.domain.vocabulary import Side
from streams.pairing.sending import pairs_to_send
from streams.runtime.embedded import Embedded
from streams.runtime.request import Request
from streams.runtime.result import Result

_WISHES = 4
_SIDES: tuple[Side, ...] = ("producer", "distributor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """One fair to fill, and how large it becomes."""

    fair: str
    producers: int
    distributors: int

    def fill(self, office: Embedded) -> None:
        """Announce the fair and let everything happen at it."""
        announce(office, self.fair)
        buyers = [self._submission(office, n, distributor) for n in range(self.distributors)]
        seats = [f"{registration}.1" for registration in _run(office, buyers)]
        producers = _run(
            office, [self._submission(office, n, producer) for n in range(self.producers)]
        )
        _run(office, [self._revision(office, n, entry) for n, entry in enumerate(producers)])
        for k in range(_WISHES):
            wishes = [
                RequestMeeting(
                    fair=self.fair, producer=p, seat=seats[(n + k) % len(seats)], by="producer"
                )
                for n, p in enumerate(producers)
            ]
            _run(office, [(self._request(office, RequestMeeting), wish) for wish in wishes])
        office.settle()
        with office.reading() as connection:
            pairs = tuple(pairs_to_send(connection, self.fair))
        sending = SendSuggestions(fair=self.fair, pairs=pairs)
        _run(office, [(self._request(office, SendSuggestions), sending)])
        for side in _SIDES:
            answers = [
                AcceptSuggestion(fair=self.fair, producer=pair.producer, seat=pair.seat, side=side)
                for pair in pairs
            ]
            _run(office, [(self._request(office, AcceptSuggestion), answer) for answer in answers])

    def _request(self, office: Embedded, kind: type[Command]) -> Request:
        return office.request(kind, self.fair, actor="organiser")

    def _submission(
        self, office: Embedded, number: int, profile: Callable[[int, Request], Profile]
    ) -> tuple[Request, Command]:
        request = self._request(office, SubmitRegistration)
        return request, SubmitRegistration(fair=self.fair, profile=profile(number, request))

    def _revision(
        self, office: Embedded, number: int, registration: str
    ) -> tuple[Request, Command]:
        request = self._request(office, ReviseRegistration)
        profile = producer(number, request).but(places=4)
        return request, ReviseRegistration(
            fair=self.fair, registration=registration, profile=profile
        )


def _run(office: Embedded, acts: Sequence[tuple[Request, Command]]) -> list[str]:
    """Carry out acts and return the ids they are about."""
    answers = office.execute_many(acts)
    return [answer.id for answer in answers if isinstance(answer, Result)]
