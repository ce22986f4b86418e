"""The whole way on the record: companies come in, are matched, meet, sign, and are counted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from streams.domain.agreements.commands import (
    AttachDocument,
    ConfirmAgreement,
    DraftAgreement,
    ProposeAgreement,
    VoidAgreement,
)
from streams.domain.agreements.state import Agreement
from streams.domain.events.fairs import FairClosed
from streams.domain.fairs.commands import CloseFair, OpenFair
from streams.domain.registrations.commands import WithdrawRegistration
from streams.domain.suggestions.commands import HoldMeeting, NoteOutcome
from streams.log.codec import decode
from streams.log.port import Position
from streams.pairing.sending import pairs_to_send
from streams.store import tables
from streams.store.queries.matching import is_optimal
from streams.store.queries.suggestions import suggestions_of
from tests.builders import (
    FAIR,
    FIRST_DAY,
    LAST_DAY,
    Office,
    accept,
    content,
    decline,
    distributor,
    open_office,
    producer,
    product,
    seat,
    send,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A fair with four producers and two distributors."""
    with open_office(tmp_path) as opened:
        for number in range(1, 5):
            offer = (product(star=1 + number),)
            opened.register(f"p{number}", producer(f"HTX Mẫu {number}", places=1, products=offer))
        opened.register("d1", distributor("Siêu thị Mẫu 1", seats=(seat(places=2),)))
        opened.register("d2", distributor("Siêu thị Mẫu 2", seats=(seat(places=1),)))
        yield opened


def send_the_match(office: Office) -> list[tuple[str, str]]:
    """Settle and send what the match says; return the pairs."""
    office.settle()
    with office.reading() as connection:
        pairs = [(pair.producer, pair.seat) for pair in pairs_to_send(connection, FAIR)]
    office.do(send(*pairs))
    return pairs


def test_registration_becomes_a_suggestion_a_meeting_and_a_signed_paper(office: Office) -> None:
    pairs = send_the_match(office)
    assert len(pairs) == 3
    left, right = pairs[0]
    office.do(accept(left, right, "distributor"), actor="buyer")
    office.do(accept(left, right, "producer"), actor="coordinator", channel="phone")
    office.clock.now = datetime.fromisoformat("2026-06-01T09:00:00+07:00")
    office.do(OpenFair(fair=FAIR, on=FIRST_DAY))
    office.do(HoldMeeting(fair=FAIR, producer=left, seat=right))
    office.do(
        NoteOutcome(fair=FAIR, producer=left, seat=right, side="producer", outcome="sign_today")
    )
    origin = content("01/BBGN", origin_meeting=f"{left}~{right}")
    paper = office.do(DraftAgreement(fair=FAIR, content=origin)).id
    office.do(ProposeAgreement(fair=FAIR, agreement=paper))
    state = office.state(Agreement, paper)
    assert state is not None
    for party in (0, 1):
        office.do(ConfirmAgreement(fair=FAIR, agreement=paper, party=party, digest=state.digest))
    scan = office.store_document(b"%PDF-scan", "scan", converted=True)
    office.do(AttachDocument(fair=FAIR, agreement=paper, document=scan, evidence="E2"))
    (row,) = office.rows(tables.agreements, recorded_to=None)
    assert (row["is_signed"], row["signed_on"], row["evidence"], row["documents"]) == (
        True,
        "2026-06-01",
        "E2",
        1,
    )
    assert office.rebuild().equal


def test_answers_change_the_match_at_once(office: Office) -> None:
    """A declined place goes to the one who was left over."""
    pairs = send_the_match(office)
    (left_over,) = {f"p{number}" for number in range(1, 5)} - {left for left, _ in pairs}
    office.do(decline(*pairs[0], "distributor"))
    office.settle()
    with office.reading() as connection:
        assert is_optimal(connection, FAIR)
        assert (left_over, pairs[0][1]) in {
            (pair.producer, pair.seat) for pair in pairs_to_send(connection, FAIR)
        }


def test_every_number_can_be_traced_to_its_event(office: Office) -> None:
    """Who, when, through which channel: from a row to the bytes on the log."""
    pairs = send_the_match(office)
    office.do(WithdrawRegistration(fair=FAIR, registration=pairs[0][0]), actor="coordinator")
    (row,) = office.rows(tables.events, type="registration.withdrawn")
    (stored,) = office.log.read(Position(row["partition"], row["offset"]), 1)
    event = decode(stored.value, stored.key)
    assert (event.id, event.actor, event.subject) == (
        row["id"],
        "coordinator",
        f"registration/{pairs[0][0]}",
    )


def test_history_of_a_paper_is_kept_per_version(office: Office) -> None:
    from tests.builders import record, signed

    office.do(record("a1", signed("7")))
    office.clock.move(days=1)
    day = office.clock().date()
    office.do(VoidAgreement(fair=FAIR, agreement="a1", effective_on=day))
    before, after = office.rows(tables.agreements)
    assert (before["voided_on"], after["voided_on"]) == (None, day.isoformat())
    assert before["recorded_to"] == after["recorded_from"]
    assert after["recorded_to"] is None


def test_unanswered_suggestions_lapse_and_are_shown_as_lapsed_before(office: Office) -> None:
    pairs = send_the_match(office)
    with office.reading() as connection:
        shown = suggestions_of(connection, FAIR, office.clock())
        later = suggestions_of(connection, FAIR, office.clock() + timedelta(days=4))
    assert [row.status for row in shown] == ["sent"] * len(pairs)
    assert [row.status for row in later] == ["lapsed"] * len(pairs)
    office.clock.move(days=4)
    office.settle()
    assert {row["status"] for row in office.rows(tables.suggestions)} == {"lapsed"}


def test_fair_is_closed_and_everything_stays(office: Office) -> None:
    send_the_match(office)
    office.clock.now = datetime.fromisoformat("2026-06-05T18:00:00+07:00")
    office.do(OpenFair(fair=FAIR, on=FIRST_DAY))
    office.do(CloseFair(fair=FAIR, on=LAST_DAY))
    office.settle()
    assert len(office.rows(tables.registrations, status="submitted")) == 6
    types = [row["type"] for row in office.rows(tables.events)]
    assert types.count(FairClosed.type) == 1
    assert office.rebuild().equal
