"""The load of the cluster drill: single commands and lists, at fairs in every partition.

Each process has hands that send one command after the other, and one that sends lists of
registrations. What was sent is sent again now and then, under the same key: by the hand itself, and
by the next run of the process.
"""

import random
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, count, cycle
from pathlib import Path

from streams.domain.command import Command
from streams.domain.errors import Conflict, Unavailable
from streams.domain.registrations.commands import WithdrawRegistration
from streams.log.kafka.layout import PARTITIONS
from streams.log.port import partition_of
from streams.runtime.cluster import Cluster
from streams.runtime.place import Place
from streams.runtime.request import Request
from streams.runtime.result import Result
from tests.builders import (
    Clock,
    Shortcuts,
    accept,
    announce,
    distributor,
    holder,
    period,
    producer,
    send,
    submit,
)
from tests.drills.load import acknowledge, commands, person

_HANDS = 4
_PER_PARTITION = 2
_SMALLEST, _LARGEST = 50, 200
_AGAIN = 0.05
_BREATH = 0.05
_TRIES = 3
LAST_DAY = datetime(2099, 1, 1, tzinfo=UTC).date()
"""Of fairs that no timer closes while somebody works."""


class ClusterOffice(Shortcuts, Cluster):
    """An open installation of the production shape."""


def fairs() -> list[str]:
    """Return the names of the fairs: as many in each partition."""
    found: dict[int, list[str]] = {number: [] for number in range(PARTITIONS)}
    for number in count():
        name = f"mau-{number}"
        known = found[partition_of(name, PARTITIONS)]
        if len(known) < _PER_PARTITION:
            known.append(name)
        if all(len(names) == _PER_PARTITION for names in found.values()):
            return [name for number in range(_PER_PARTITION) for name in _across(found, number)]
    raise AssertionError


def _across(found: dict[int, list[str]], number: int) -> list[str]:
    return [names[number] for names in found.values()]


class Hand:
    """Somebody who sends, and says what was acknowledged."""

    def __init__(self, office: Shortcuts, run: int, number: int) -> None:
        self._office = office
        self._chance = random.Random(f"{run} {number}")
        self._names = chain(
            (f"{run - 1}x{number}x{n}" for n in range(1, 3) if run),
            (f"{run}x{number}x{n}" for n in count(1)),
        )
        names = fairs()
        self._fairs = cycle([*names[5 * number :], *names[: 5 * number]])

    def send_singly(self) -> None:
        """Send rounds of commands, each round at the next fair."""
        for name, fair in zip(self._names, self._fairs, strict=False):
            for command, key in self._round(name, fair):
                self._send(command, key, name)
                if self._chance.random() < _AGAIN:
                    self._send(command, key, name)

    def send_lists(self) -> None:
        """Send lists of registrations, each of companies at one fair or at several."""
        for name in self._names:
            at = [next(self._fairs) for _ in range(self._chance.choice((1, 1, 3)))]
            number = self._chance.randint(_SMALLEST, _LARGEST)
            places = cycle(at)
            entries = [(f"{name}x{n}", next(places)) for n in range(number)]
            again = 1 + (self._chance.random() < _AGAIN)
            for _ in range(again):
                self._send_list(entries)

    def _send(self, command: Command, key: str, name: str) -> None:
        for _ in range(_TRIES):  # not known to be recorded: the same again, later
            try:
                done = self._office.do(command, key=key, private=person(name))
            except Conflict:
                return
            except Unavailable:
                threading.Event().wait(_BREATH)
            else:
                acknowledge(done.event, done.type)
                return

    def _send_list(self, entries: list[tuple[str, str]]) -> None:
        for _ in range(_TRIES):
            answers = self._office.execute_many([self._entry(*entry) for entry in entries])
            for answer in answers:
                if isinstance(answer, Result):
                    acknowledge(answer.event, answer.type)
            entries = [
                entry
                for entry, answer in zip(entries, answers, strict=True)
                if isinstance(answer, Unavailable)
            ]
            if not entries:
                return

    def _entry(self, name: str, fair: str) -> tuple[Request, Command]:
        entering = self._office.ask(submit(fair=fair), key=f"submit {name}")
        contact = entering.keep(**person(name))
        who = holder(f"HTX Mẫu {name}", contact_ref=contact)
        return entering, submit(f"r-{name}", producer(holder=who), fair=fair)

    def _round(self, name: str, fair: str) -> Iterator[tuple[Command, str]]:
        yield from commands(self._office, name, fair)
        mine, theirs = f"r-{name}", f"d-{name}"
        buyer = distributor(f"Siêu thị Mẫu {name}")
        yield submit(theirs, buyer, fair=fair), f"buyer {name}"
        yield send((mine, f"{theirs}.1"), fair=fair), f"send {name}"
        yield accept(mine, f"{theirs}.1", "producer", fair=fair), f"yes {name}"
        yield accept(mine, f"{theirs}.1", "distributor", fair=fair), f"agreed {name}"
        yield WithdrawRegistration(fair=fair, registration=theirs), f"withdraw {name}"


def main(place: Place, run: int) -> None:
    """Work until somebody kills this process; wait where nothing answers yet."""
    office = None
    while office is None:
        try:
            office = ClusterOffice(place, clock=Clock(datetime.now(UTC)))
        except Unavailable:
            continue
    announced = [announce(fair=fair, planned=period(last=LAST_DAY)) for fair in fairs()]
    while announced:
        asked = [(office.ask(one, key=f"announce {one.fair}"), one) for one in announced]
        answers = office.execute_many(asked)
        for answer in answers:
            if isinstance(answer, Result):
                acknowledge(answer.event, answer.type)
        announced = [
            one
            for one, answer in zip(announced, answers, strict=True)
            if not isinstance(answer, Result)
        ]
    singly = [Hand(office, run, number).send_singly for number in range(_HANDS)]
    hands = [threading.Thread(target=work, daemon=True) for work in singly]
    for hand in hands:
        hand.start()
    Hand(office, run, _HANDS).send_lists()


if __name__ == "__main__":
    brokers, database, documents, number = sys.argv[1:]
    main(Place(brokers=brokers, database=database, documents=Path(documents)), int(number))
