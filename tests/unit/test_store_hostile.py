"""What nobody should send is a dead letter, with the same code and place on every store."""

from pathlib import Path

import pytest

from streams.domain.command import Command
from streams.domain.errors import Malformed
from streams.domain.events.fairs import FairAnnounced
from streams.domain.events.suggestions import MeetingRequested
from streams.log.codec import encode
from streams.log.port import LARGEST_EVENT, LONGEST_KEY, Position, Record, Stored, owner_of
from streams.store import tables
from tests.builders import (
    FAIR,
    Replica,
    details,
    event,
    holder,
    open_office,
    period,
    producer,
    record,
    signed,
    submit,
)
from tests.builders.hostile import HOSTILE, LARGEST_OF_ALL, noise, wish

pytestmark = pytest.mark.usefixtures("each_store")

ANNOUNCED = event(
    FairAnnounced(details=details(), planned=period()), changes={f"fair/{FAIR}": 0}, name="first"
)
AFTER = event(MeetingRequested(by="producer"), changes={"wish/p~after": 0}, name="after")


def taken(replica: Replica) -> None:
    """Apply everything hostile between two good events, in one batch."""
    first = Stored(Position(0, 0), FAIR, encode(ANNOUNCED))
    hostile = [Stored(Position(0, 0), one.key, one.value) for one in HOSTILE.values()]
    last = Stored(Position(0, 0), FAIR, encode(AFTER))
    stored = [
        Stored(Position(0, n), one.key, one.value) for n, one in enumerate([first, *hostile, last])
    ]
    replica.apply(stored)


def test_each_is_a_dead_letter_with_its_cause_and_the_others_take_effect(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        taken(replica)
        letters = {
            (row["key"], row["ordinal"]): row["code"] for row in replica.rows(tables.dead_letters)
        }
        events = sorted(replica.rows(tables.events), key=lambda row: int(row["offset"]))

    found = [(row["key"], letters.get((row["key"], row["ordinal"]))) for row in events[1:-1]]
    assert found == [(one.owner, one.code) for one in HOSTILE.values()]
    assert [events[0]["outcome"], events[-1]["outcome"]] == ["applied", "applied"]


def test_detail_of_a_dead_letter_is_bounded_and_its_bytes_are_kept(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        taken(replica)
        letters = replica.rows(tables.dead_letters)

    assert max(len(row["detail"]) for row in letters) == 500
    assert {row["value"] for row in letters} == {one.value for one in HOSTILE.values()}


def test_what_is_as_long_as_it_may_be_takes_effect(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        assert [one.outcome for one in replica.take(*LARGEST_OF_ALL)] == ["applied"] * 2


def test_record_of_the_largest_size_takes_effect(tmp_path: Path) -> None:
    value = encode(wish())
    largest = Record(FAIR, value + b" " * (LARGEST_EVENT - len(value)))
    with Replica(tmp_path / "store.db") as replica:
        assert [one.outcome for one in replica.take(largest)] == ["applied"]


@pytest.mark.parametrize("key", [None, "", "a\x00b", "k" * (LONGEST_KEY + 1)])
def test_record_without_a_key_that_can_be_one_belongs_to_no_fair(key: str | None) -> None:
    assert owner_of(key) == "org"


def test_longest_key_is_its_own() -> None:
    assert owner_of("k" * LONGEST_KEY) == "k" * LONGEST_KEY


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (submit("p1", producer(holder=holder("x" * LARGEST_EVENT))), "too_large"),
        (record("a1", signed(number="x" * 600)), "name_too_long"),
    ],
    ids=["large", "long"],
)
def test_event_that_the_log_does_not_take_is_refused_before_it_is_appended(
    tmp_path: Path, command: Command, code: str
) -> None:
    with open_office(tmp_path) as office:
        end = office.log.end(0)
        with pytest.raises(Malformed) as refusal:
            office.do(command)
        assert refusal.value.code == code
        assert office.log.end(0) == end


def test_noise_has_four_bytes_a_sign() -> None:
    assert len(noise(100).encode()) == 400
