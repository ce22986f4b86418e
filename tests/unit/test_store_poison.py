"""Poison: readable events that cannot be applied become dead letters and disturb no one.

Each case stands on the log between good events; the same good events must take effect as without
it. Commands never write such events, another program or a later mistake may.
"""

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from streams.domain.event import Event
from streams.domain.events.acts import ActTakenBack
from streams.domain.events.agreements import AgreementRecorded, Item
from streams.domain.events.evidence import ClaimRecorded, DocumentAttached
from streams.domain.events.fairs import FairAnnounced, FairOpened, FairRevised
from streams.domain.events.registrations import RegistrationSubmitted
from streams.domain.events.suggestions import (
    LapsedEntry,
    MatchEntry,
    MatchingUpdated,
    MeetingRequested,
    SentEntry,
    SuggestionDeclined,
    SuggestionsLapsed,
    SuggestionsSent,
)
from streams.log.codec import FutureVersion, encode
from streams.log.memory_log import MemoryLog
from streams.log.port import Position, Record, Stored
from streams.runtime.projection import Projection
from streams.store import tables
from streams.store.engine import writing
from streams.store.projector import PositionMoved, Projector
from tests.builders import (
    FAIR,
    NOW,
    TODAY,
    Replica,
    details,
    distributor,
    document,
    event,
    period,
    producer,
    product,
    seat,
    signed,
)
from tests.builders.stores import open_store

pytestmark = pytest.mark.usefixtures("each_store")

ANNOUNCED = event(
    FairAnnounced(details=details(), planned=period()), changes={f"fair/{FAIR}": 0}, name="first"
)
REGISTERED = event(
    RegistrationSubmitted(profile=producer()),
    subject="registration/p1",
    changes={"registration/p1": 0},
    name="registered",
)
AFTER = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0}, name="after")
OTHER_KEY = event(
    FairAnnounced(details=details(), planned=period()),
    changes={"fair/mau-a": 0},
    key="mau-a",
    name="other key",
)


def reading(log: MemoryLog, store: Path) -> closing[Projection]:
    """Apply a log to a store that others have open too."""
    return closing(Projection(log, open_store(store)))


def submitted(registration: str, profile: Any) -> Event:
    """Return an entry that no rule has looked at."""
    return event(
        RegistrationSubmitted(profile=profile),
        subject=f"registration/{registration}",
        changes={f"registration/{registration}": 0},
    )


def matched(**entry: Any) -> Event:
    """Return a match of one pair."""
    given = MatchEntry(producer="p1", seat="s.1", enters=True, score=5).but(**entry)
    return event(
        MatchingUpdated(through=1, entries=(given,)),
        subject=f"matching/{FAIR}",
        changes={f"matching/{FAIR}": 0},
    )


def sent(*entries: SentEntry, deadline: datetime = NOW) -> Event:
    """Return a round."""
    fact = SuggestionsSent(round=1, deadline=deadline, entries=entries)
    return event(fact, subject=f"round/{FAIR}", changes={f"round/{FAIR}": 0})


DEAD: dict[str, Event] = {
    "unknown noun": event(FairOpened(on=TODAY), changes={"stall/x": 0}),
    "noun that the fact does not touch": event(FairOpened(on=TODAY), changes={"wish/p~s.1": 0}),
    "name without a noun": event(FairOpened(on=TODAY), changes={"": 0}),
    "evolution of what is not there": event(FairOpened(on=TODAY), changes={"fair/none": 0}),
    "release of a place never held": event(
        SuggestionDeclined(side="producer"), changes={"places/p9": 0}
    ),
    "lapse of what was never sent": event(
        SuggestionsLapsed(
            entries=(LapsedEntry(producer="p", seat="s.1", changes={"suggestion/p~s.1": 0}),)
        ),
        changes={f"round/{FAIR}": 0},
    ),
    "taking back of an unknown noun": event(
        ActTakenBack(of="x", ordinal=1), changes={"stall/x": 0}
    ),
    "product set 99 in a paper": event(
        AgreementRecorded(content=signed(items=(Item(name="x", product_set=99),)), digest="d"),
        subject="agreement/a",
        changes={"agreement/a": 0},
    ),
    "number beyond 64 bits in a paper": event(
        AgreementRecorded(content=signed(value_vnd=2**63), digest="d"),
        subject="agreement/a",
        changes={"agreement/a": 0},
    ),
    "number beyond 64 bits in a claim": event(
        ClaimRecorded(about="x", kind="y", figure="z", number=-(2**63) - 1, source="s"),
        subject="claim/c",
        changes={"claim/c": 0},
    ),
    "number beyond 64 bits in a score that is shown": sent(
        SentEntry(producer="p", seat="s.1", score=2**70, changes={"suggestion/p~s.1": 0})
    ),
    "number beyond 64 bits in the match": matched(score=2**63),
    "two seats with one id": submitted(
        "d1", distributor(seats=(seat("d1.1"), seat("d1.1", product_sets=(2,))))
    ),
    "a seat of another registration": submitted("d1", distributor(seats=(seat("d2.1"),))),
    "a second fair under one key": event(
        FairAnnounced(details=details(), planned=period()), changes={"fair/another": 0}
    ),
    "product set 99 of a producer": submitted("p2", producer(products=(product(product_set=99),))),
    "product set 99 of a buyer": submitted(
        "d1", distributor(seats=(seat("d1.1", product_sets=(99,)),))
    ),
}


def outcomes(path: Path, *history: Event | Record) -> list[tuple[str, str]]:
    """Return id and outcome of what became of a history, all in one batch."""
    with Replica(path) as replica:
        done = replica.take(*history)
        return [(one.event.id if one.event else "", one.outcome) for one in done]


@pytest.mark.parametrize("name", sorted(DEAD))
def test_poison_is_a_dead_letter_and_the_others_take_effect(name: str, tmp_path: Path) -> None:
    poison = DEAD[name]
    found = outcomes(tmp_path / "store.db", ANNOUNCED, poison, REGISTERED, AFTER, OTHER_KEY)
    assert found == [
        (ANNOUNCED.id, "applied"),
        (poison.id, "dead"),
        (REGISTERED.id, "applied"),
        (AFTER.id, "applied"),
        (OTHER_KEY.id, "applied"),
    ]


@pytest.mark.parametrize("name", sorted(DEAD))
def test_poison_changes_no_version_and_no_row(name: str, tmp_path: Path) -> None:
    with Replica(tmp_path / "with.db") as replica, Replica(tmp_path / "without.db") as other:
        replica.take(ANNOUNCED, DEAD[name], REGISTERED)
        other.take(ANNOUNCED, REGISTERED)
        assert replica.states(FAIR) == other.states(FAIR)
        assert replica.versions(FAIR) == other.versions(FAIR)
        (letter,) = replica.rows(tables.dead_letters)
        assert (letter["code"], letter["value"]) == ("cannot_apply", encode(DEAD[name]))


def attached(version: int) -> Event:
    """Return the attaching of one and the same file."""
    return event(
        DocumentAttached(document=document()),
        subject="registration/p1",
        changes={"registration/p1": version},
    )


def test_poison_that_no_table_takes_is_a_dead_letter(tmp_path: Path) -> None:
    """It can be folded, and fails only when the rows are written."""
    with Replica(tmp_path / "store.db") as replica:
        done = replica.take(ANNOUNCED, REGISTERED, attached(1), attached(2), AFTER)
        assert [one.outcome for one in done] == ["applied"] * 3 + ["dead", "applied"]
        (letter,) = replica.rows(tables.dead_letters)
        assert (letter["code"], letter["value"]) == ("cannot_apply", encode(attached(2)))


def test_dead_letter_that_could_be_read_names_its_event(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        replica.take(ANNOUNCED, REGISTERED, attached(1), attached(2))
        assert replica.rows(tables.events)[-1]["id"] == attached(2).id
        assert replica.take(attached(2)) == []


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_time_outside_the_calendar_is_a_dead_letter(year: int, tmp_path: Path) -> None:
    far = datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    odd = AFTER.but(time=far, id="odd")
    found = outcomes(tmp_path / "store.db", ANNOUNCED, odd, AFTER)
    assert found == [(ANNOUNCED.id, "applied"), ("", "dead"), (AFTER.id, "applied")]


def test_number_of_any_size_is_harmless_where_no_column_holds_it(tmp_path: Path) -> None:
    big = details(settings=details().settings.but(answer_days=2**200))
    revised = event(FairRevised(details=big), changes={f"fair/{FAIR}": 1})
    found = outcomes(tmp_path / "store.db", ANNOUNCED, revised, AFTER)
    assert [outcome for _, outcome in found] == ["applied"] * 3


def test_moment_without_a_zone_is_the_same_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = SentEntry(producer="p", seat="s.1", score=1, changes={"suggestion/p~s.1": 0})
    naive = sent(entry, deadline=datetime(2026, 5, 7, 17, 0))  # noqa: DTZ001
    hashes = set()
    for zone in ("UTC", "Asia/Ho_Chi_Minh"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with Replica(tmp_path / f"{zone[:3]}.db") as replica:
            replica.take(ANNOUNCED, naive)
            hashes.add(replica.hash())
    monkeypatch.undo()
    time.tzset()
    assert len(hashes) == 1


def test_future_version_stops_after_everything_before_it(tmp_path: Path) -> None:
    newer = Record(FAIR, encode(REGISTERED).replace(b".submitted.v1", b".submitted.v2"))
    with Replica(tmp_path / "store.db") as replica:
        with pytest.raises(FutureVersion):
            replica.take(ANNOUNCED, newer, AFTER)
        assert [row["id"] for row in replica.rows(tables.events)] == [ANNOUNCED.id]
        assert replica.projector.stand(0).next_offset == 1


def test_future_version_is_never_passed_by_trying_again(tmp_path: Path) -> None:
    newer = Record(FAIR, encode(REGISTERED).replace(b".submitted.v1", b".submitted.v2"))
    log = MemoryLog()
    log.append([Record(FAIR, encode(ANNOUNCED)), newer, Record(FAIR, encode(AFTER))])
    with Replica(tmp_path / "store.db") as replica:
        with reading(log, tmp_path / "store.db") as projection:
            for _ in range(3):
                with pytest.raises(FutureVersion):
                    projection.catch_up()
        assert [row["id"] for row in replica.rows(tables.events)] == [ANNOUNCED.id]
        assert replica.rows(tables.dead_letters) == []


def test_upgraded_program_continues_where_the_old_one_stopped(tmp_path: Path) -> None:
    """The upgrade is played by the log: the record reads as the version that is known."""
    old, new = MemoryLog(), MemoryLog()
    newer = encode(REGISTERED).replace(b".submitted.v1", b".submitted.v2")
    rest = [Record(FAIR, encode(AFTER)), Record("mau-2027", encode(ANNOUNCED))]
    old.append([Record(FAIR, encode(ANNOUNCED)), Record(FAIR, newer), *rest])
    new.append([Record(FAIR, encode(one)) for one in (ANNOUNCED, REGISTERED)] + rest)
    with Replica(tmp_path / "store.db") as replica, Replica(tmp_path / "fresh.db") as fresh:
        with reading(old, tmp_path / "store.db") as outdated, pytest.raises(FutureVersion):
            outdated.catch_up()
        with reading(new, tmp_path / "store.db") as upgraded:
            upgraded.check()
            upgraded.catch_up()
        with reading(new, tmp_path / "fresh.db") as whole:
            whole.catch_up()
        assert replica.hash() == fresh.hash()


def test_gap_before_the_records_is_refused(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        replica.take(ANNOUNCED)
        with pytest.raises(PositionMoved):
            replica.apply([Stored(Position(0, 2), FAIR, encode(AFTER))])
        assert replica.projector.stand(0).next_offset == 1


def test_two_projectors_on_one_store_apply_each_record_once(tmp_path: Path) -> None:
    """Whoever comes second with an old memory looks again and finds what was done."""
    stored = [Stored(Position(0, n), FAIR, encode(one)) for n, one in enumerate((ANNOUNCED, AFTER))]
    with Replica(tmp_path / "store.db") as replica:
        rival = Projector(writing(replica.engine))
        assert rival.stand(0).next_offset == 0
        assert [done.ordinal for done in replica.apply(stored[:1])] == [1]
        assert [done.ordinal for done in rival.apply(stored)] == [2]
        rival.close()
        assert [row["outcome"] for row in replica.rows(tables.events)] == ["applied"] * 2


def test_time_far_in_the_future_moves_the_recorded_moment_once(tmp_path: Path) -> None:
    """A clock that is wrong shows; later events keep its moment, never an earlier one."""
    far = datetime(9998, 12, 31, 23, 59, 59, 999_999, UTC)
    with Replica(tmp_path / "store.db") as replica:
        done = replica.take(ANNOUNCED.but(time=far), AFTER)
    assert [one.recorded_at for one in done] == ["9998-12-31T23:59:59.999999Z"] * 2
