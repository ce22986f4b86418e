"""Suggestions and places under any sequence of acts: what is held is what is counted.

A state machine draws acts of people, of the clock and of the matcher on a small fair. Refusals are
fine, anything else that is raised is not. After every act the invariants are read from the store.
"""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from streams.domain.command import Command
from streams.domain.errors import DomainError
from streams.domain.events.registrations import DistributorProfile, Profile
from streams.domain.registrations.commands import ReviseRegistration, WithdrawRegistration
from streams.domain.registrations.state import Places, Registration
from streams.domain.suggestions import commands as su
from streams.domain.suggestions.state import HOLDING
from streams.domain.taking_back import TakeBack
from streams.domain.vocabulary import Asker, Side
from streams.runtime.result import Result
from streams.store import tables
from tests.builders import (
    FAIR,
    Office,
    accept,
    announce,
    decline,
    distributor,
    producer,
    seat,
    send,
    submit,
)

PRODUCERS = ("p1", "p2", "p3")
SEATS = ("d1.1", "d1.2", "d2.1")
PAIRS = tuple((p, s) for p in PRODUCERS for s in SEATS)
pairs = st.sampled_from(PAIRS)
sides = st.sampled_from(("producer", "distributor"))
companies = st.sampled_from((*PRODUCERS, "d1", "d2"))
places = st.integers(0, 3)


class Pairs(RuleBasedStateMachine):
    """Three producers and three buyers, with one to two places each."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.office = Office(Path(self.folder.name))
        self.now: dict[str, str] = {}
        self.lowered: set[str] = set()
        self.events: list[str] = []

    def teardown(self) -> None:
        """Close the office."""
        self.office.close()
        self.folder.cleanup()

    def attempt(self, command: Command) -> bool:
        """Carry out a command; tell whether its rule allowed it."""
        try:
            self.events.append(self.office.do(command).event)
        except DomainError:
            return False
        return True

    def pair(self, pair: tuple[str, str]) -> tuple[str, str]:
        """Return a pair under the present registrations of its companies."""
        distributor_name, _, number = pair[1].partition(".")
        return self.now[pair[0]], f"{self.now[distributor_name]}.{number}"

    @initialize()
    def open_fair(self) -> None:
        """Announce the fair and register everybody."""
        self.office.do(announce())
        for name in (*PRODUCERS, "d1", "d2"):
            self.enter(name, 2)

    def enter(self, name: str, capacity: int) -> None:
        """Register a company, anew if it has withdrawn."""
        command = submit(None, self.profile(name, capacity))
        (answer,) = self.office.execute_many([(self.office.ask(command), command)])
        if isinstance(answer, Result):
            self.now[name] = answer.id
        else:
            assert answer.code == "already_registered"

    def profile(self, name: str, capacity: int) -> Profile:
        """Return a company with so many places for each of its nodes."""
        if name.startswith("p"):
            return producer(f"HTX Mẫu {name}", places=capacity, standing_yes=name == "p3")
        seats = (seat(places=capacity), seat(places=1, product_sets=(2,)))
        return distributor(f"Siêu thị Mẫu {name}", seats=seats)

    @rule(some=st.sets(pairs, min_size=1, max_size=4))
    def send_some(self, some: set[tuple[str, str]]) -> None:
        """The organiser sends a round."""
        self.attempt(send(*(self.pair(one) for one in sorted(some))))

    @rule(one=pairs, side=sides)
    def say_yes(self, one: tuple[str, str], side: Side) -> None:
        """A side accepts."""
        self.attempt(accept(*self.pair(one), side))

    @rule(one=pairs, side=sides)
    def say_no(self, one: tuple[str, str], side: Side) -> None:
        """A side declines."""
        self.attempt(decline(*self.pair(one), side))

    @rule(
        one=pairs, kind=st.sampled_from((su.ForbidPair, su.AllowPair, su.PinPair, su.HoldMeeting))
    )
    def act_by_hand(self, one: tuple[str, str], kind: type[su.PairCommand]) -> None:
        """The organiser forbids, allows, pins or notes a meeting."""
        left, right = self.pair(one)
        self.attempt(kind(fair=FAIR, producer=left, seat=right))

    @rule(one=pairs, by=st.sampled_from(("producer", "distributor", "organiser")), w=st.booleans())
    def wish(self, one: tuple[str, str], by: Asker, w: bool) -> None:
        """Somebody wants this meeting, or does not."""
        left, right = self.pair(one)
        self.attempt(su.RequestMeeting(fair=FAIR, producer=left, seat=right, by=by, wanted=w))

    @rule(name=companies, capacity=places)
    def change_places(self, name: str, capacity: int) -> None:
        """A company offers more or fewer meetings; fewer take nothing back."""
        current = self.office.state(Registration, self.now[name])
        assert current is not None
        profile = self.profile(name, capacity)
        if isinstance(profile, DistributorProfile):
            numbered = zip(profile.seats, current.nodes, strict=True)
            profile = profile.but(seats=tuple(one.but(id=node) for one, node in numbered))
        before = {node: current.places_of(node) for node in current.nodes}
        command = ReviseRegistration(fair=FAIR, registration=current.id, profile=profile)
        if self.attempt(command):
            after = self.office.state(Registration, current.id)
            assert after is not None
            self.lowered |= {node for node, was in before.items() if after.places_of(node) < was}

    @rule(name=companies)
    def withdraw(self, name: str) -> None:
        """A company leaves."""
        self.attempt(WithdrawRegistration(fair=FAIR, registration=self.now[name]))

    @rule(name=companies, capacity=places)
    def come_back(self, name: str, capacity: int) -> None:
        """A company that left registers again."""
        self.enter(name, capacity)

    @rule(hours=st.sampled_from((0.001, 1, 30, 100)))
    def wait(self, hours: float) -> None:
        """Time passes."""
        self.office.clock.move(hours=hours)

    @rule()
    def lapse(self) -> None:
        """The timer lets everything lapse that it can."""
        rows = self.office.rows(tables.suggestions)
        due = tuple((row["producer"], row["seat"]) for row in rows)
        self.attempt(su.LapseSuggestions(fair=FAIR, pairs=due))

    @rule(back=st.integers(1, 4))
    def take_back(self, back: int) -> None:
        """Somebody takes an act back; one that raised places may leave an overhang."""
        if len(self.events) < back:
            return
        command = TakeBack(fair=FAIR, event=self.events[-back])
        if self.attempt(command):
            self.lowered |= {row["id"] for row in self.office.rows(tables.seats)}
            self.lowered |= {row["id"] for row in self.office.rows(tables.registrations)}

    @rule()
    def match(self) -> None:
        """The matcher works; it removes nothing that was sent, and leaves room for it."""
        before = self.holding()
        self.office.settle()
        lapsed = before - self.holding()
        assert {self.status(pair) for pair in lapsed} <= {"lapsed"}
        matched = [(row["producer"], row["seat"]) for row in self.office.rows(tables.match_pairs)]
        assert not set(matched) & self.holding()
        load = Counter(node for pair in (*matched, *self.holding()) for node in pair)
        for node, used in load.items():
            assert used <= max(self.capacity(node), self.held(node))

    def holding(self) -> set[tuple[str, str]]:
        """Return the pairs that hold places, by their state."""
        rows = self.office.rows(tables.suggestions)
        return {(row["producer"], row["seat"]) for row in rows if row["status"] in HOLDING}

    def status(self, pair: tuple[str, str]) -> str:
        """Return the state of a pair."""
        (row,) = self.office.rows(tables.suggestions, producer=pair[0], seat=pair[1])
        return str(row["status"])

    def held(self, node: str) -> int:
        """Return how many places of a node are counted as held."""
        state = self.office.state(Places, node)
        return state.held if state else 0

    def capacity(self, node: str) -> int:
        """Return how many places a node offers; none after its company has left."""
        registration = self.office.state(Registration, node.partition(".")[0])
        gone = registration is None or registration.status == "withdrawn"
        return 0 if registration is None or gone else registration.places_of(node)

    @invariant()
    def held_is_what_is_counted(self) -> None:
        """For every node the places held are its pairs that hold one; never fewer than none."""
        counted = Counter(node for pair in self.holding() for node in pair)
        rows = self.office.rows(tables.aggregates, noun="places")
        held = {row["name"].partition("/")[2]: self.held(row["name"][7:]) for row in rows}
        assert {node: number for node, number in held.items() if number} == dict(counted)

    @invariant()
    def nobody_holds_more_than_it_offers(self) -> None:
        """Unless it lowered its places afterwards."""
        for node in {node for pair in self.holding() for node in pair} - self.lowered:
            assert self.held(node) <= self.capacity(node)

    @invariant()
    def log_and_store_agree(self) -> None:
        """Every record of the log was applied or lost; nothing is dead."""
        rows = self.office.rows(tables.events)
        assert len(rows) == self.office.log.end(0)
        assert {row["outcome"] for row in rows} <= {"applied", "lost"}


TestPairs = pytest.mark.slow(Pairs.TestCase)
TestPairs.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow],
)
