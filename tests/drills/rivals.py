"""The drill of rivalry on the cluster: many want the same at once, through several API processes.

Whoever comes first is served, the others are refused by the rule and by nothing else: the last
places of a buyer, answers to suggestions, and the signatures under one paper.
"""

import sys
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.machine import report
from streams.domain.agreements.commands import DraftAgreement, ProposeAgreement
from streams.domain.agreements.state import Agreement
from streams.domain.command import Command
from streams.domain.errors import Unavailable
from streams.domain.registrations.commands import ReviseRegistration
from streams.domain.registrations.state import Places
from streams.domain.suggestions.commands import LapseSuggestions
from streams.domain.vocabulary import Side
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    Clock,
    announce,
    content,
    distributor,
    period,
    producer,
    seat,
    send,
    submit,
    until,
)
from tests.drills.cluster_load import LAST_DAY, ClusterOffice
from tests.drills.world import Size, World, opened

API_PROCESSES = 3
RIVALS, PLACES, SENT = 50, 5, 12
_FAIR = "mau-rivals"
_FEW, _MANY = "d-few.1", "d-many.1"
_TRIES = 20
_ANSWERS_WITHIN = 30.0
_TAKEN_WITHIN = 60.0
_BUSY = 503
Asked = tuple[str, dict[str, object]]


@dataclass
class Found:
    """How often each status was answered, and what the record says afterwards."""

    chosen: Counter[int] = field(default_factory=Counter)
    held: int = 0
    accepted: Counter[int] = field(default_factory=Counter)
    confirmed: Counter[int] = field(default_factory=Counter)
    signatures: int = 0
    difference: str | None = None

    @property
    def holds(self) -> bool:
        """Whether exactly those won who may."""
        return self == Found(
            chosen=Counter({201: PLACES, 409: RIVALS - PLACES}),
            held=PLACES,
            accepted=Counter({201: SENT}),
            confirmed=Counter({201: 2}),
            signatures=1,
        )


def drill(world: World) -> Found:
    """Let the rivals run; a worker runs in the world."""
    found = Found()
    with ExitStack() as stack:
        clock = Clock(datetime.now(UTC) - timedelta(days=1))
        office = stack.enter_context(ClusterOffice(world.place, clock=clock))
        addresses = [
            stack.enter_context(world.serving(f"served-{number}"))
            for number in range(API_PROCESSES)
        ]
        _announce(office)
        _let_lapse(office)
        clock.now = datetime.now(UTC)
        _send(office)
        paper, digest = _propose(office)
        found.chosen = at_once(
            addresses, [_yes(number, _FEW, "producer") for number in range(RIVALS)]
        )
        found.accepted = at_once(
            addresses, [_yes(number, _MANY, "distributor") for number in range(SENT)]
        )
        confirm = f"/agreements/{paper}/confirm"
        found.confirmed = at_once(
            addresses, [(confirm, {"party": party, "digest": digest}) for party in range(2)]
        )
        office.settle()
        places = office.state(Places, _FEW, key=_FAIR)
        found.held = places.held if places else 0
        applied = office.rows(tables.events, key=_FAIR, outcome="applied")
        found.signatures = sum(row["type"] == "agreement.signed" for row in applied)
        found.difference = office.rebuild().difference
    return found


def at_once(addresses: Sequence[str], asked: Sequence[Asked]) -> Counter[int]:
    """Ask everything at the same moment, in turn through each process; return the answers.

    Who is told to come again comes again, with the same key.
    """
    together = threading.Barrier(len(asked))

    def ask(number: int, address: str, one: Asked) -> int:
        path, body = one
        key = {"Idempotency-Key": f"{path} {number}"}
        with httpx.Client(base_url=address, timeout=_ANSWERS_WITHIN) as client:
            together.wait()
            while True:
                url = f"/api/v1/fairs/{_FAIR}{path}"
                answer = client.post(url, json=body, headers=key)
                if answer.status_code not in {_BUSY, 202}:
                    return 201 if answer.status_code == 200 else answer.status_code

    with ThreadPoolExecutor(len(asked)) as pool:
        rivals = zip(range(len(asked)), cycle(addresses), asked, strict=False)
        return Counter(pool.map(lambda rival: ask(*rival), rivals))


def _yes(number: int, seat_id: str, side: Side) -> Asked:
    return f"/suggestions/p{number}/{seat_id}/accept", {"side": side}


def _announce(office: ClusterOffice) -> None:
    """Announce the fair and register everybody; one buyer has places for all, for now."""
    until(lambda: _tried(office, announce(fair=_FAIR, planned=period(last=LAST_DAY))), within=60)
    for number in range(RIVALS):
        _do(office, submit(f"p{number}", producer(f"HTX Mẫu {number}"), fair=_FAIR))
    few = distributor("Siêu thị Mẫu Ít", seats=(seat(places=RIVALS),))
    many = distributor("Siêu thị Mẫu Nhiều", seats=(seat(places=SENT),))
    _do(office, submit("d-few", few, fair=_FAIR))
    _do(office, submit("d-many", many, fair=_FAIR))


def _let_lapse(office: ClusterOffice) -> None:
    """Send every producer to the buyer, let all of it lapse, and leave the buyer few places."""
    pairs = tuple((f"p{number}", _FEW) for number in range(RIVALS))
    _do(office, send(*pairs, fair=_FAIR))
    until(lambda: _all_lapsed(office, pairs), within=_TAKEN_WITHIN)
    fewer = distributor("Siêu thị Mẫu Ít", seats=(seat(_FEW, places=PLACES),))
    _do(office, ReviseRegistration(fair=_FAIR, registration="d-few", profile=fewer))


def _all_lapsed(office: ClusterOffice, pairs: tuple[tuple[str, str], ...]) -> bool:
    """Look whether the worker's timer, or we, let them lapse."""
    _tried(office, LapseSuggestions(fair=_FAIR, pairs=pairs))
    return len(office.rows(tables.suggestions, key=_FAIR, status="lapsed")) == len(pairs)


def _send(office: ClusterOffice) -> None:
    _do(office, send(*((f"p{number}", _MANY) for number in range(SENT)), fair=_FAIR))


def _propose(office: ClusterOffice) -> tuple[str, str]:
    """Propose a paper; return its id and the digest of its text."""
    paper = _do(office, DraftAgreement(fair=_FAIR, content=content())).id
    _do(office, ProposeAgreement(fair=_FAIR, agreement=paper))
    state = office.state(Agreement, paper, key=_FAIR)
    assert state is not None
    return paper, state.digest


def _do(office: ClusterOffice, command: Command) -> Result:
    """Carry out a command, however often it takes."""
    request = office.ask(command)
    for _ in range(_TRIES):
        try:
            return office.execute(request, command)
        except Unavailable:
            continue
    raise AssertionError(f"{command} is not taken")


def _tried(office: ClusterOffice, command: Command) -> bool:
    (answer,) = office.execute_many([(office.ask(command, key="once"), command)])
    return isinstance(answer, Result)


def main() -> int:
    """Run the drill and print what it found."""
    with (
        TemporaryDirectory() as folder,
        opened(Path(folder), Size(workers=1, callers=0)) as world,
    ):
        found = drill(world)
    report(
        f"Rivals at once through {API_PROCESSES} API processes",
        [
            (f"{RIVALS} lapsed chosen again, {PLACES} places", str(dict(found.chosen))),
            ("places held afterwards", str(found.held)),
            (f"{SENT} accepted", str(dict(found.accepted))),
            ("both parties confirm", str(dict(found.confirmed))),
            ("signatures on the record", str(found.signatures)),
            ("difference to a store built anew", str(found.difference)),
        ],
        {
            "chosen": dict(found.chosen),
            "held": found.held,
            "accepted": dict(found.accepted),
            "confirmed": dict(found.confirmed),
            "signatures": found.signatures,
            "holds": found.holds,
        },
    )
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
