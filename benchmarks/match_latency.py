"""How long after a registration was accepted its match is visible: 150 × 40, all pairs possible.

Measured at full size: each step withdraws one producer and registers another, one after the other,
with the reactions in their own thread as in a running installation.
"""

from time import perf_counter, sleep

from benchmarks.fairs import FAIR, distributor, open_office, producer
from benchmarks.machine import middle, percentile, report
from streams.domain.registrations.commands import SubmitRegistration, WithdrawRegistration
from streams.runtime.embedded import Embedded
from streams.store.queries.matching import is_due, matching_of

PRODUCERS = 150
DISTRIBUTORS = 40
STEPS = 300
_LOOK_EVERY = 0.0005


def main() -> None:
    """Measure and report."""
    with open_office() as office:
        for number in range(DISTRIBUTORS):
            _submit_distributor(office, number)
        present = [_submit_producer(office, number) for number in range(PRODUCERS)]
        office.settle()
        office.start()
        milliseconds = []
        for step in range(STEPS):
            _withdraw(office, present.pop(0))
            _wait_until_matched(office)
            present.append(_submit_producer(office, PRODUCERS + step))
            milliseconds.append(1000 * _wait_until_matched(office))
    report(
        f"registration accepted → match visible, {PRODUCERS} × {DISTRIBUTORS}, all pairs possible",
        [
            ("p50", f"{middle(milliseconds):.1f} ms"),
            ("p99", f"{percentile(milliseconds, 0.99):.1f} ms"),
            ("largest", f"{max(milliseconds):.1f} ms"),
        ],
        {"p50": middle(milliseconds), "p99": percentile(milliseconds, 0.99)},
    )


def _wait_until_matched(office: Embedded) -> float:
    began = perf_counter()
    while True:
        with office.reading() as connection:
            if not is_due(connection, FAIR, matching_of(connection, FAIR).through):
                return perf_counter() - began
        sleep(_LOOK_EVERY)


def _submit_producer(office: Embedded, number: int) -> str:
    request = office.request(SubmitRegistration, FAIR, actor="organiser")
    submit = SubmitRegistration(fair=FAIR, profile=producer(number, request))
    return office.execute(request, submit).id


def _submit_distributor(office: Embedded, number: int) -> None:
    request = office.request(SubmitRegistration, FAIR, actor="organiser")
    office.execute(request, SubmitRegistration(fair=FAIR, profile=distributor(number, request)))


def _withdraw(office: Embedded, registration: str) -> None:
    request = office.request(WithdrawRegistration, FAIR, actor="organiser")
    office.execute(request, WithdrawRegistration(fair=FAIR, registration=registration))


if __name__ == "__main__":
    main()
