"""Papers of a register: one per number, copies of one, corrections, signatures."""

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from streams.domain.agreements import commands as ag
from streams.domain.agreements.identity import content_digest, number_key
from streams.domain.agreements.state import Agreement, Number
from streams.domain.errors import Conflict, DomainError, Malformed
from streams.store import tables
from tests.builders import (
    FAIR,
    TODAY,
    Office,
    announce,
    content,
    document,
    open_office,
    party,
    record,
    signed,
)

pytestmark = pytest.mark.usefixtures("each_store")

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty register."""
    with open_office(tmp_path) as opened:
        yield opened


def code(office: Office, command: Any, **how: Any) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises((Conflict, Malformed)) as refusal:
        office.do(command, **how)
    return refusal.value.code


def paper(office: Office, name: str = "a1") -> Agreement:
    """Return a paper as it stands."""
    found = office.state(Agreement, name)
    assert found is not None
    return found


def standing(office: Office) -> list[str]:
    """Return the papers that are signed and neither voided, merged nor superseded."""
    return [
        str(row["id"])
        for row in office.rows(tables.agreements, recorded_to=None)
        if row["is_signed"]
        and not any(row[f"{how}_on"] for how in ("voided", "merged", "superseded"))
    ]


@pytest.mark.parametrize(
    "number", ["7/BBGN", "7/bbgn", " 7 / BBGN ", "7\u00a0/BBGN", "7/BB\tGN\n", "7/Bbgn"]
)
def test_number_is_one_in_all_its_spellings(office: Office, number: str) -> None:
    office.do(record("a1", signed("7/BBGN")))
    assert code(office, record("a2", signed(number))) == "number_taken"
    assert code(office, ag.DraftAgreement(fair=FAIR, content=content(number))) == "number_taken"


def test_number_is_one_in_both_compositions(office: Office) -> None:
    office.do(record("a1", signed("Số 7/BBGN")))
    decomposed = unicodedata.normalize("NFD", "Số 7/BBGN")
    assert code(office, record("a2", signed(decomposed))) == "number_taken"


def test_number_is_free_at_another_fair(office: Office) -> None:
    office.do(announce(fair="mau-2027"))
    office.do(record("a1", signed("7")))
    office.do(record("a1", signed("7"), fair="mau-2027"))


def test_number_that_a_correction_leaves_is_free(office: Office) -> None:
    office.do(record("a1", signed("7")))
    office.do(ag.CorrectAgreement(fair=FAIR, agreement="a1", content=signed("8")))
    office.do(record("a2", signed("7")))
    assert [office.state(Number, number) for number in "78"] == [
        Number(agreement="a2"),
        Number(agreement="a1"),
    ]
    assert code(office, record("a3", signed("8"))) == "number_taken"


def test_correction_cannot_take_the_number_of_another(office: Office) -> None:
    office.do(record("a1", signed("7")))
    office.do(record("a2", signed("8")))
    taking = ag.CorrectAgreement(fair=FAIR, agreement="a2", content=signed("7"))
    assert code(office, taking) == "number_taken"


def test_correction_of_spelling_keeps_the_number(office: Office) -> None:
    office.do(record("a1", signed("7/bbgn")))
    office.do(ag.CorrectAgreement(fair=FAIR, agreement="a1", content=signed("7/BBGN")))
    assert office.state(Number, "7/bbgn") == Number(agreement="a1")


def test_correction_that_changes_nothing_is_refused(office: Office) -> None:
    office.do(record("a1", signed("7")))
    same = ag.CorrectAgreement(fair=FAIR, agreement="a1", content=signed("7"))
    assert code(office, same) == "nothing_changed"


def test_declined_paper_gives_its_number_back(office: Office) -> None:
    draft = office.do(ag.DraftAgreement(fair=FAIR, content=content("7"))).id
    office.do(ag.DeclineAgreement(fair=FAIR, agreement=draft, party=0))
    office.do(ag.DraftAgreement(fair=FAIR, content=content("7")))


def test_paper_without_a_number_is_known_by_its_content(office: Office) -> None:
    office.do(record("a1", signed("")))
    code(office, record("a2", signed("")))


def test_copy_shares_the_number_and_does_not_count(office: Office) -> None:
    office.do(record("a1", signed("7")))
    office.do(record("a2", signed(" 7"), state="merged", merged_into="a1"))
    assert standing(office) == ["a1"]
    office.do(ag.VoidAgreement(fair=FAIR, agreement="a1", effective_on=TODAY))
    assert standing(office) == []


def test_copy_must_say_that_it_is_one(office: Office) -> None:
    office.do(record("a1", signed("7")))
    code(office, record("a2", signed("7"), merged_into="a1"))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "merged"},
        {"state": "merged", "merged_into": "a1"},
        {"state": "merged", "merged_into": "nowhere"},
        {"state": "signed", "content": signed("7", signed_on=None)},
        {"state": "voided", "effective_on": date(2020, 1, 1)},
    ],
    ids=["of nothing", "of itself", "of what is not there", "without a day", "before signing"],
)
def test_correction_to_a_state_must_be_possible(office: Office, changes: Any) -> None:
    office.do(record("a1", signed("7")))
    given = {"content": signed("7"), **changes}
    with pytest.raises(DomainError):
        office.do(ag.CorrectAgreement(fair=FAIR, agreement="a1", **given))


def test_merge_is_undone_as_if_it_had_never_been(office: Office) -> None:
    for number in "78":
        office.do(record(f"a{number}", signed(number)))
    before = paper(office, "a8")
    office.do(ag.MergeAgreement(fair=FAIR, agreement="a8", into="a7"))
    assert standing(office) == ["a7"]
    office.do(ag.UnmergeAgreement(fair=FAIR, agreement="a8"))
    assert paper(office, "a8") == before
    assert standing(office) == ["a7", "a8"]


def test_merge_needs_one_that_is_kept(office: Office) -> None:
    for number in "789":
        office.do(record(f"a{number}", signed(number)))
    office.do(ag.MergeAgreement(fair=FAIR, agreement="a8", into="a7"))
    into_copy = ag.MergeAgreement(fair=FAIR, agreement="a9", into="a8")
    assert code(office, into_copy) == "merge_into_copy"
    itself = ag.MergeAgreement(fair=FAIR, agreement="a9", into="a9")
    assert code(office, itself) == "merge_into_itself"


def test_paper_is_not_merged_into_a_draft(office: Office) -> None:
    office.do(record("a1", signed("7")))
    draft = office.do(ag.DraftAgreement(fair=FAIR, content=content("8"))).id
    code(office, ag.MergeAgreement(fair=FAIR, agreement="a1", into=draft))


def test_paper_is_not_superseded_by_a_draft(office: Office) -> None:
    office.do(record("a1", signed("7")))
    draft = office.do(ag.DraftAgreement(fair=FAIR, content=content("8"))).id
    code(office, ag.SupersedeAgreement(fair=FAIR, agreement="a1", by=draft, effective_on=TODAY))


def test_confirmations_complete_the_required_signatories(office: Office) -> None:
    three = (party("producer"), party("distributor"), party("province"))
    draft = office.do(ag.DraftAgreement(fair=FAIR, content=content("7", parties=three))).id
    office.do(ag.ProposeAgreement(fair=FAIR, agreement=draft))
    digest = paper(office, draft).digest
    types = [
        office.do(ag.ConfirmAgreement(fair=FAIR, agreement=draft, party=index, digest=digest)).type
        for index in (0, 1, 2)
    ]
    assert types == ["agreement.confirmed", "agreement.signed", "agreement.confirmed"]
    found = paper(office, draft)
    assert (found.is_signed, found.evidence, found.content.signed_on) == (True, "E1", TODAY)


def test_party_known_not_to_have_signed_keeps_the_paper_open(office: Office) -> None:
    three = (
        party("producer", signed="yes"),
        party("distributor", signed="yes"),
        party("province", signed="no"),
    )
    office.do(record("a1", signed("7", parties=three)))
    assert standing(office) == []


def test_second_document_of_the_same_file_is_refused(office: Office) -> None:
    office.do(record("a1", signed("7")))
    attach = ag.AttachDocument(fair=FAIR, agreement="a1", document=document(), evidence="E2")
    office.do(attach)
    assert code(office, attach) == "already_attached"
    lower = document("cd" * 32)
    office.do(ag.AttachDocument(fair=FAIR, agreement="a1", document=lower, evidence="E1"))
    assert paper(office).evidence == "E2"


@pytest.mark.parametrize(
    "command",
    [
        record("a2", signed("8", on=TOMORROW)),
        record("a2", signed("8"), effective_on=TOMORROW, state="voided"),
        ag.VoidAgreement(fair=FAIR, agreement="a1", effective_on=TOMORROW),
        ag.MergeAgreement(fair=FAIR, agreement="a1", into="a0", effective_on=TOMORROW),
        ag.SupersedeAgreement(fair=FAIR, agreement="a1", by="a0", effective_on=TOMORROW),
    ],
    ids=lambda command: type(command).__name__,
)
def test_day_of_the_world_is_not_in_the_future(office: Office, command: Any) -> None:
    for name in ("a0", "a1"):
        office.do(record(name, signed(name)))
    assert code(office, command) == "day_in_future"
    office.clock.move(days=1)
    office.do(command)


def test_number_key_knows_no_white_space_and_no_case() -> None:
    assert number_key(" 07 / BBGN\u00a0-\tHTX ") == "07/bbgn-htx"
    assert number_key(" \n") == ""


def test_digest_is_of_the_content_alone() -> None:
    plain = signed("7")
    referring = plain.but(
        parties=tuple(
            one.but(private="prv-1", signatory_ref="prv-2", registration="p1")
            for one in plain.parties
        ),
        note_refs=("prv-3",),
        origin_meeting="p1~d1.1",
    )
    assert content_digest(referring) == content_digest(plain)
    assert content_digest(plain.but(value_vnd=1)) != content_digest(plain)
