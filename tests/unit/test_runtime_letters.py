"""Dead letters are repaired once, by a record that names them, or dropped; and stay as they are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from streams.domain.errors import Conflict, DomainError, Malformed, NotFound
from streams.domain.event import ORG_KEY, Event
from streams.domain.events.suggestions import MeetingRequested
from streams.domain.letters import DropLetter
from streams.domain.taking_back import TakeBack
from streams.log import codec
from streams.log.codec import encode
from streams.log.port import Position, Record, Stored
from streams.runtime.inspection import examine
from streams.runtime.letters import Repaired, repair
from streams.store import tables
from streams.store.queries.letters import letter_at, letter_status, letters_newest
from tests.builders import FAIR, Office, Replica, event, open_office

WISH = event(MeetingRequested(by="producer"), changes={"wish/p~s.1": 0}, name="wish")
BROKEN = encode(WISH).replace(b'"by":"producer"', b'"by":7')
LETTER = 2
"""The ordinal of what follows the announcement of the fair."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose second record is a dead letter: a wish whose fact is broken."""
    with open_office(tmp_path / "data") as opened:
        append(opened, Record(FAIR, BROKEN))
        yield opened


def append(office: Office, *records: Record) -> None:
    """Put records on the log as another program might, and apply them."""
    office.log.append(records)
    office.projection.catch_up()


def wishes(office: Office) -> list[str]:
    """Return the ids of the events that made a wish."""
    rows = office.rows(tables.events)
    return [r["id"] for r in rows if r["type"] == "meeting.requested" and r["outcome"] == "applied"]


def status(office: Office, ordinal: int = LETTER) -> str | None:
    """Return what became of a dead letter."""
    with office.reading() as connection:
        return letter_status(connection, FAIR, ordinal)


def repaired(office: Office, corrected: Event | None = WISH) -> Repaired:
    """Repair the dead letter."""
    return repair(office, FAIR, LETTER, None if corrected is None else encode(corrected))


def test_repaired_letter_has_its_effect_once_and_stays_as_it_is(office: Office) -> None:
    done = repaired(office)

    assert (done.has_effect, done.record.ordinal) == (True, 3)
    assert wishes(office) == [done.record.event]
    assert status(office) == "repaired"
    with office.reading() as connection:
        letter = letter_at(connection, FAIR, LETTER)
        assert letter is not None
        assert (letter.value, letter.code) == (BROKEN, "bad_fact")
        assert letters_newest(connection) == []
        assert len(letters_newest(connection, closed_too=True)) == 1
        assert examine(connection) == []
    assert office.rebuild().equal


def test_repaired_letter_is_not_repaired_again(office: Office) -> None:
    repaired(office)

    with pytest.raises(Conflict) as refusal:
        repaired(office)
    assert refusal.value.code == "letter_repaired"
    assert len(wishes(office)) == 1


def test_many_who_repair_at_once_do_it_once(office: Office) -> None:
    def outcome(_: int) -> str:
        try:
            return repaired(office).record.outcome
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as pool:
        outcomes = set(pool.map(outcome, range(12)))

    assert outcomes <= {"applied", "letter_repaired"}
    assert len(wishes(office)) == 1


def test_same_bytes_take_effect_once_the_program_knows_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = encode(WISH).replace(b"meeting.requested", b"meeting.wished_for")
    append(office, Record(FAIR, unknown))
    with pytest.raises(Malformed, match="unknown_type"):
        repair(office, FAIR, LETTER + 1)
    known = codec._fact_decoders["meeting.requested"]
    monkeypatch.setitem(codec._fact_decoders, "meeting.wished_for", known)

    assert repair(office, FAIR, LETTER + 1).has_effect
    assert len(wishes(office)) == 1


def test_repair_that_cannot_be_read_is_refused_and_nothing_is_appended(office: Office) -> None:
    end = office.log.end(0)

    with pytest.raises(Malformed) as again:
        repaired(office, None)
    with pytest.raises(Malformed) as corrected:
        repair(office, FAIR, LETTER, b"{}")

    assert again.value.code == corrected.value.code == "letter_unreadable"
    assert "bad_fact" in str(again.value)
    assert office.log.end(0) == end


def test_repair_that_comes_too_late_is_lost_and_may_be_tried_again(office: Office) -> None:
    append(office, Record(FAIR, encode(WISH)))

    late = repaired(office)
    changes = {"wish/p~s.1": 1}
    again = repaired(office, WISH.but(basis=WISH.basis.but(changes=changes)))

    assert (late.record.outcome, late.record.stale) == ("lost", '["wish/p~s.1"]')
    assert again.has_effect
    assert wishes(office) == [WISH.id, again.record.event]
    assert status(office) == "repaired"


def test_repair_that_cannot_be_applied_leaves_the_letter_open(office: Office) -> None:
    done = repaired(office, WISH.but(basis=WISH.basis.but(changes={"stall/x": 0})))

    assert (done.record.outcome, done.record.reason) == ("dead", "cannot_apply")
    assert status(office) == "open"


def test_record_that_is_no_letter_is_not_repaired(office: Office) -> None:
    with pytest.raises(NotFound) as refusal:
        repair(office, FAIR, 1)
    assert refusal.value.code == "no_such_letter"


def test_dropped_letter_is_neither_open_nor_repaired(office: Office) -> None:
    office.do(DropLetter(fair=FAIR, ordinal=LETTER))

    assert status(office) == "dropped"
    for act in (lambda: repaired(office), lambda: office.do(DropLetter(fair=FAIR, ordinal=LETTER))):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "letter_dropped"
    with office.reading() as connection:
        assert letters_newest(connection) == []
    assert office.rebuild().equal


def test_drop_that_is_taken_back_leaves_the_letter_open(office: Office) -> None:
    dropped = office.do(DropLetter(fair=FAIR, ordinal=LETTER))
    office.do(TakeBack(fair=FAIR, event=dropped.event))

    assert status(office) == "open"


@pytest.mark.parametrize(("ordinal", "code"), [(1, "no_such_letter"), (99, "no_such_letter")])
def test_what_is_no_letter_is_not_dropped(office: Office, ordinal: int, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        office.do(DropLetter(fair=FAIR, ordinal=ordinal))
    assert refusal.value.code == code


def test_repaired_letter_is_not_dropped(office: Office) -> None:
    repaired(office)

    with pytest.raises(Conflict) as refusal:
        office.do(DropLetter(fair=FAIR, ordinal=LETTER))
    assert refusal.value.code == "letter_repaired"


def test_record_without_a_key_is_repaired_under_the_key_that_is_meant(office: Office) -> None:
    append(office, Record("", encode(WISH)))

    done = repair(office, ORG_KEY, 1, encode(WISH))

    assert (done.key, done.has_effect) == (FAIR, True)
    with office.reading() as connection:
        assert letter_status(connection, ORG_KEY, 1) == "repaired"


@pytest.mark.usefixtures("each_store")
def test_order_of_partitions_makes_no_difference(tmp_path: Path) -> None:
    """A repair under another key may be applied before its letter."""
    letter = Stored(Position(0, 0), None, encode(WISH))
    repairing = Stored(Position(1, 0), FAIR, encode(WISH.but(repairs="org/1")))
    found = []
    for name, order in (("a", (letter, repairing)), ("b", (repairing, letter))):
        with Replica(tmp_path / f"{name}.db") as replica:
            for record in order:
                replica.apply([record])
            with replica.engine.connect() as connection:
                found.append((letter_status(connection, ORG_KEY, 1), replica.hash()))

    assert found[0] == found[1]
    assert found[0][0] == "repaired"


@pytest.mark.usefixtures("each_store")
def test_list_shows_the_beginning_of_a_large_letter(tmp_path: Path) -> None:
    with Replica(tmp_path / "store.db") as replica:
        replica.take(Record(FAIR, b"x" * 300_000))
        with replica.engine.connect() as connection:
            (listed,) = letters_newest(connection)
            whole = letter_at(connection, FAIR, 1)

    assert (listed.code, listed.raw) == ("oversize", "x" * 65_536)
    assert whole is not None
    assert whole.value == b"x" * 300_000
