"""The rule of effectiveness: one file of vectors, for the pure rule and for the projector."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from streams.domain.effectiveness import RULE_VERSION, judge
from streams.domain.event import Basis, Entry, Event, Fact
from streams.domain.events.acts import ActTakenBack
from streams.domain.events.suggestions import (
    MatchEntry,
    MatchingUpdated,
    MeetingRequested,
    PairPinned,
    SentEntry,
    SuggestionsSent,
)
from streams.store.projected import Projected
from tests.builders import FAIR, NOW, Replica, event

pytestmark = pytest.mark.usefixtures("each_store")

FILE = json.loads((Path(__file__).parent / "effectiveness.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = FILE["vectors"]
vectors = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])


def entry(index: int, basis: dict[str, Any]) -> SentEntry:
    """Return an entry of a batch; its score tells which one it is."""
    return SentEntry(producer=f"p{index}", seat="s.1", score=index, **basis)


def with_all_entries(vector: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Entry]]]:
    """Yield each record with the entries of its whole set, as far as its parts have come."""
    sets: dict[str, list[list[Entry]]] = {}
    for record in vector["records"]:
        before = sets.setdefault(record.get("set", ""), [])
        first = sum(map(len, before))
        own: list[Entry] = [
            entry(first + k, basis) for k, basis in enumerate(record.get("entries", ()))
        ]
        yield record, [one for part in before for one in part] + own
        if record["expect"]["outcome"] == "part":
            before.append(own)


def test_vectors_are_of_the_present_rule() -> None:
    assert FILE["rule"] == RULE_VERSION
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS)


@vectors
def test_vector_holds_for_the_rule(vector: dict[str, Any]) -> None:
    versions: dict[str, int] = dict(vector["before"])
    relied: list[set[str]] = []
    for record, lines in with_all_entries(vector):
        expected = record["expect"]
        relied.append(set())
        if expected["outcome"] == "part" or expected.get("stale") == ["parts"]:
            continue
        back = record.get("takes_back")
        since = set().union(*relied[back + 1 :]) if back is not None else set()
        basis = Basis(reads=record["reads"], changes=record["changes"])
        verdict = judge(basis, lines, lambda name: versions.get(name, 0), since)
        assert list(verdict.stale) == expected.get("stale", [])
        assert [list(lines).index(line) for line in verdict.lines] == expected.get("applied", [])
        assert verdict.skipped == expected.get("skipped", 0)
        for name in verdict.changes:
            versions[name] = versions.get(name, 0) + 1
        if not verdict.stale and not record.get("matcher"):
            relied[-1].update(record["reads"], *(line.reads for line in verdict.lines))
    assert versions == vector["after"]


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "all at once"])
@vectors
def test_vector_holds_for_the_projector(
    vector: dict[str, Any], together: bool, tmp_path: Path
) -> None:
    with Replica(tmp_path / "store.db") as replica:
        before = list(preparing(vector["before"]))
        assert [done.outcome for done in replica.take(*before)] == ["applied"] * len(before)
        assert replica.versions(FAIR) == vector["before"]
        made: list[Event] = []
        for number, (record, lines) in enumerate(with_all_entries(vector)):
            made.append(event_of(record, number, lines, made, len(before)))
        done = replica.take(*made) if together else [replica.take(one)[0] for one in made]
        assert [said_of(one) for one in done] == [expected_of(one) for one in vector["records"]]
        assert replica.versions(FAIR) == vector["after"]


@pytest.mark.parametrize(
    "vector",
    [v for v in VECTORS if any("takes_back" in record for record in v["records"])],
    ids=lambda vector: vector["name"],
)
def test_act_taken_back_restores_what_was(vector: dict[str, Any], tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        before = list(preparing(vector["before"]))
        replica.take(*before)
        made: list[Event] = []
        states = [replica.states(FAIR)]
        for number, (record, lines) in enumerate(with_all_entries(vector)):
            made.append(event_of(record, number, lines, made, len(before)))
            replica.take(made[-1])
            states.append(replica.states(FAIR))
        last = vector["records"][-1]
        known = states[last["takes_back"]] if last["expect"]["outcome"] == "applied" else states[-2]
        assert {name: states[-1].get(name) for name in last["changes"]} == {
            name: known.get(name) for name in last["changes"]
        }


def preparing(before: dict[str, int]) -> Iterator[Event]:
    """Yield events that bring aggregates to their versions."""
    facts: dict[str, Fact] = {
        "wish": MeetingRequested(by="producer"),
        "round": SuggestionsSent(round=1, deadline=NOW),
        "suggestion": PairPinned(),
        "places": PairPinned(),
    }
    for name, version in before.items():
        fact = facts[name.partition("/")[0]]
        for step in range(version):
            yield event(fact, changes={name: step}, subject="suggestion/p~s.1")


def event_of(
    record: dict[str, Any], number: int, lines: list[Entry], made: list[Event], before: int
) -> Event:
    """Return the record of a vector as an event; `before` records stand in front of it."""
    fact: Fact
    own = lines[len(lines) - len(record.get("entries", ())) :]
    if "takes_back" in record:
        back = record["takes_back"]
        fact = ActTakenBack(of=made[back].id, ordinal=before + back + 1)
    elif record.get("matcher"):
        entries = [
            MatchEntry(producer=line.producer, seat=line.seat, reads=line.reads, enters=True)
            for line in own
        ]
        fact = MatchingUpdated(through=1, entries=tuple(entries))
    elif "entries" in record:
        fact = SuggestionsSent(
            round=1,
            deadline=NOW,
            entries=cast("tuple[SentEntry, ...]", tuple(own)),
            part=record.get("part", 1),
            parts=record.get("parts", 1),
        )
    else:
        fact = MeetingRequested(by="distributor")
    return event(
        fact,
        name=f"vector {number}",
        reads=record["reads"],
        changes=record["changes"],
        correlation=record.get("set"),
    )


def said_of(done: Projected) -> dict[str, Any]:
    """Return what became of a record, in the words of the vectors."""
    return {"outcome": done.outcome, "stale": list(done.stale), "skipped": done.skipped}


def expected_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a vector expects, with its defaults."""
    told = record["expect"]
    return {
        "outcome": told["outcome"],
        "stale": told.get("stale", []),
        "skipped": told.get("skipped", 0),
    }
