"""A minute of rivalry on one fair: 50 commands a second from eight hands while the match follows.

`./run drill races` runs the minute; a short form is in the test suite. Counted: commands lost for a
version's sake (none may be), the longest time without a new match, sent pairs that vanished (none
may), and whether objective equals bound at the end.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.fairs import distributor, producer
from benchmarks.machine import report
from streams.domain.days import local_day
from streams.domain.errors import DomainError
from streams.domain.events.fairs import FairDetails, FairSettings, Period
from streams.domain.fairs.commands import AnnounceFair, CloseFair
from streams.domain.registrations.commands import (
    ReviseRegistration,
    SubmitRegistration,
    WithdrawRegistration,
)
from streams.domain.suggestions.commands import (
    AcceptSuggestion,
    DeclineSuggestion,
    RequestMeeting,
)
from streams.runtime.embedded import Embedded
from streams.store.queries.matching import is_optimal, matching_of
from streams.store.queries.suggestions import SuggestionRow, suggestions_of

FAIR = "races"
PER_SECOND = 50
HANDS = 8
_DISTRIBUTORS = 30
_NEW_SHARE = 0.1


@dataclass(slots=True)
class Found:
    """What a run found."""

    commands: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    matches: int = 0
    longest_wait: float = 0.0
    longest_stall: float = 0.0
    vanished: set[tuple[str, str]] = field(default_factory=set)
    sent: int = 0
    objective: int = -1
    bound: int = -2
    optimal: bool = False

    @property
    def lost(self) -> int:
        """Commands that failed although no rule refused them."""
        return self.refusals["too_busy"] + self.refusals["not_recorded"]


def race(office: Embedded, seconds: float, *, seed: int = 1) -> Found:
    """Let eight hands act on one fair, and watch the match."""
    run = _Run(office, Random(seed))
    run.prepare()
    office.start()
    watcher = threading.Thread(target=run.watch)
    watcher.start()
    end = time.monotonic() + seconds
    hands = [threading.Thread(target=run.act, args=(n, end)) for n in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    run.close()
    run.stopped.set()
    watcher.join()
    return run.finish()


class _Run:
    """One race: shared lists of what exists, guarded by a lock, as people's screens would be."""

    def __init__(self, office: Embedded, random: Random) -> None:
        self.found = Found()
        self.stopped = threading.Event()
        self._office = office
        self._random = random
        self._lock = threading.Lock()
        self._producers: list[str] = []
        self._seats: list[str] = []
        self._number = 0

    def prepare(self) -> None:
        """Announce a live fair of today, with its distributors."""
        today = local_day(self._office.clock())
        self._office.execute(
            self._office.request(AnnounceFair, FAIR, actor="organiser"),
            AnnounceFair(
                fair=FAIR,
                details=FairDetails(name="Hội chợ Mẫu", settings=FairSettings(live=True)),
                planned=Period(first=today, last=today),
            ),
        )
        for number in range(_DISTRIBUTORS):
            request = self._office.request(SubmitRegistration, FAIR, actor="organiser")
            submit = SubmitRegistration(fair=FAIR, profile=distributor(number, request))
            self._seats.append(f"{self._office.execute(request, submit).id}.1")

    def act(self, hand: int, end: float) -> None:
        """Act at this hand's share of the pace."""
        random = Random(hand)
        begin = time.monotonic()
        acts = 0
        while time.monotonic() < end:
            due = begin + acts * HANDS / PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            acts += 1
            try:
                self._one(random)
            except DomainError as refusal:
                with self._lock:
                    self.found.refusals[refusal.code] += 1
            with self._lock:
                self.found.commands += 1

    def _one(self, random: Random) -> None:
        chance = random.random()
        with self._lock:
            chosen = random.choice(self._producers) if self._producers else None
            seat = random.choice(self._seats)
        if chance < _NEW_SHARE or chosen is None:
            self._submit()
        elif chance < 0.3:
            self._revise(chosen, random)
        elif chance < 0.33:
            self._withdraw(chosen)
        elif chance < 0.6:
            self._wish(chosen, seat)
        else:
            self._answer(random)

    def _submit(self) -> None:
        with self._lock:
            self._number += 1
            number = self._number
        request = self._office.request(SubmitRegistration, FAIR, actor="organiser")
        submit = SubmitRegistration(fair=FAIR, profile=producer(number, request))
        registration = self._office.execute(request, submit).id
        with self._lock:
            self._producers.append(registration)

    def _revise(self, registration: str, random: Random) -> None:
        number = random.randrange(1, 10_000)
        request = self._office.request(ReviseRegistration, FAIR, actor="organiser")
        profile = producer(number, request)
        profile = profile.but(holder=profile.holder.but(identity=f"name:{registration}"))
        self._office.execute(
            request, ReviseRegistration(fair=FAIR, registration=registration, profile=profile)
        )

    def _withdraw(self, registration: str) -> None:
        request = self._office.request(WithdrawRegistration, FAIR, actor="organiser")
        self._office.execute(request, WithdrawRegistration(fair=FAIR, registration=registration))
        with self._lock:
            self._producers.remove(registration)

    def _wish(self, registration: str, seat: str) -> None:
        request = self._office.request(RequestMeeting, FAIR, actor="organiser")
        wish = RequestMeeting(fair=FAIR, producer=registration, seat=seat, by="producer")
        self._office.execute(request, wish)

    def _answer(self, random: Random) -> None:
        waiting = [row for row in self._suggestions() if row.status == "sent"]
        if not waiting:
            return
        row = random.choice(waiting)
        if random.random() < 0.7:
            side = random.choice([s for s in row.asked if s not in row.yes] or list(row.asked))
            request = self._office.request(AcceptSuggestion, FAIR, actor="organiser")
            self._office.execute(
                request,
                AcceptSuggestion(fair=FAIR, producer=row.producer, seat=row.seat, side=side),
            )
        else:
            request = self._office.request(DeclineSuggestion, FAIR, actor="organiser")
            self._office.execute(
                request,
                DeclineSuggestion(
                    fair=FAIR, producer=row.producer, seat=row.seat, side="distributor"
                ),
            )

    def watch(self) -> None:
        """Watch that the match advances, and that nothing sent ever vanishes."""
        through = 0
        since = looked = time.monotonic()
        known: set[tuple[str, str]] = set()
        while not self.stopped.is_set():
            with self._office.reading() as connection:
                matching = matching_of(connection, FAIR)
            now = time.monotonic()
            self.found.longest_stall = max(self.found.longest_stall, now - looked)
            looked = now
            if matching.through > through:
                self.found.longest_wait = max(self.found.longest_wait, now - since)
                self.found.matches += 1
                through, since = matching.through, now
            sent = {(row.producer, row.seat) for row in self._suggestions()}
            self.found.vanished |= known - sent
            known |= sent
            time.sleep(0.02)
        self.found.sent = len(known)

    def close(self) -> None:
        """Close the fair, as somebody does in the middle of it all."""
        request = self._office.request(CloseFair, FAIR, actor="organiser")
        self._office.execute(request, CloseFair(fair=FAIR, on=request.act.today))

    def finish(self) -> Found:
        """Let the match catch up, and read how it ended."""
        self._office.settle()
        with self._office.reading() as connection:
            matching = matching_of(connection, FAIR)
            self.found.optimal = is_optimal(connection, FAIR)
        self.found.objective, self.found.bound = matching.objective, matching.bound
        return self.found

    def _suggestions(self) -> list[SuggestionRow]:
        with self._office.reading() as connection:
            return suggestions_of(connection, FAIR, self._office.clock())


def main() -> int:
    """Run the minute and report."""
    with TemporaryDirectory() as folder, Embedded(Path(folder)) as office:
        found = race(office, 60.0)
    good = (
        found.lost == 0
        and not found.vanished
        and found.longest_wait <= 1.0
        and found.objective == found.bound
        and found.optimal
    )
    report(
        "60 s of 50 commands/s on one fair",
        [
            ("commands", str(found.commands)),
            ("refused by a rule", str(sum(found.refusals.values()) - found.lost)),
            ("lost for a version's sake", str(found.lost)),
            ("matches recorded", str(found.matches)),
            ("longest time without a new match", f"{found.longest_wait:.2f} s"),
            ("longest time without a look", f"{found.longest_stall:.2f} s"),
            ("pairs sent, of them vanished", f"{found.sent}, {len(found.vanished)}"),
            ("objective = bound", f"{found.objective} = {found.bound}"),
        ],
        {"good": good, "refusals": dict(found.refusals)},
    )
    return 0 if good else 1
