"""Events per second of a rebuild, and of comparing the result, on a mix of all-day events.

The mix: registrations, revisions and wishes as in `benchmarks.commands`, one match with its
entries, a round with its answers.
"""

from collections.abc import Callable, Sequence
from time import perf_counter

from benchmarks.fairs import FAIR, distributor, open_office, producer
from benchmarks.machine import report
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

PRODUCERS = 3_000
DISTRIBUTORS = 60
_WISHES = 4


def main() -> None:
    """Measure and report."""
    with open_office() as office:
        _fill(office)
        began = perf_counter()
        found = office.rebuild()
        whole = perf_counter() - began
    rate = found.events / found.seconds
    report(
        "rebuild of the embedded store",
        [
            ("events", f"{found.events:,}"),
            ("events per second, log to store", f"{rate:,.0f}"),
            ("events per second, compared as well", f"{found.events / whole:,.0f}"),
            ("equal", str(found.equal)),
        ],
        {"events": found.events, "rate": rate, "compared": found.events / whole},
    )


def _fill(office: Embedded) -> None:
    distributors = _run(office, [_submission(office, n, distributor) for n in range(DISTRIBUTORS)])
    producers = _run(office, [_submission(office, n, producer) for n in range(PRODUCERS)])
    _run(office, [_revision(office, n, entry) for n, entry in enumerate(producers)])
    seats = [f"{registration}.1" for registration in distributors]
    for k in range(_WISHES):
        wishes = [
            RequestMeeting(fair=FAIR, producer=p, seat=seats[(n + k) % len(seats)], by="producer")
            for n, p in enumerate(producers)
        ]
        _run(office, [(_request(office, RequestMeeting), wish) for wish in wishes])
    office.settle()
    with office.reading() as connection:
        pairs = tuple(pairs_to_send(connection, FAIR))
    _run(office, [(_request(office, SendSuggestions), SendSuggestions(fair=FAIR, pairs=pairs))])
    sides: tuple[Side, ...] = ("producer", "distributor")
    for side in sides:
        answers = [
            AcceptSuggestion(fair=FAIR, producer=pair.producer, seat=pair.seat, side=side)
            for pair in pairs
        ]
        _run(office, [(_request(office, AcceptSuggestion), answer) for answer in answers])


def _run(office: Embedded, acts: Sequence[tuple[Request, Command]]) -> list[str]:
    """Carry out acts and return the ids they are about."""
    answers = office.execute_many(acts)
    return [answer.id for answer in answers if isinstance(answer, Result)]


def _request(office: Embedded, kind: type[Command]) -> Request:
    return office.request(kind, FAIR, actor="organiser")


def _submission(
    office: Embedded, number: int, profile: Callable[[int, Request], Profile]
) -> tuple[Request, Command]:
    request = _request(office, SubmitRegistration)
    return request, SubmitRegistration(fair=FAIR, profile=profile(number, request))


def _revision(office: Embedded, number: int, registration: str) -> tuple[Request, Command]:
    request = _request(office, ReviseRegistration)
    profile = producer(number, request).but(places=4)
    return request, ReviseRegistration(fair=FAIR, registration=registration, profile=profile)


if __name__ == "__main__":
    main()
