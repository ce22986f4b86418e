"""Agreements as pages: the register, a paper with its evidence, and every form without scripts."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from streams.domain.agreements.commands import RecordAgreement
from streams.domain.erasure import ErasePerson
from streams.runtime.embedded import Embedded
from tests.builders import party, record, signed
from tests.web.registers import (
    NORTH,
    REPORT,
    browser,
    every_paper,
    key_of,
    papers_on,
    read,
    register_of_2020,
)

HOSTILE = "<script>alert('Mẫu')</script>"
SCAN = b"%PDF-1.7 Mau"
CODE = hashlib.sha256(SCAN).hexdigest()
PAPER = {
    "number": "900/BB-MAU",
    "kind": "memorandum",
    "producer": "HTX Mẫu An",
    "producer_kind": "cooperative",
    "producer_province": "Hà Nội",
    "distributor": "Siêu thị Mẫu Bình",
    "distributor_kind": "supermarket_chain",
    "item_name": ["Mật ong", "", ""],
    "item_set": ["4", "", ""],
    "item_quantity": ["2 tấn", "", ""],
    "value_vnd": "526.000.000",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with register_of_2020(tmp_path_factory.mktemp("register")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(office: Embedded) -> Iterator[TestClient]:
    with browser(office) as client:
        yield client


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Embedded, TestClient]]:
    """Open a register that a test may change."""
    with register_of_2020(tmp_path) as office, browser(office) as client:
        yield office, client


def post(
    client: TestClient,
    address: str,
    data: dict[str, object],
    *,
    form: str | None = None,
    scan: bytes | None = None,
) -> str:
    """Post a form as a browser without scripts does, and return where it leads to."""
    files = {"scan": ("bien-ban.pdf", scan)} if scan is not None else None
    sent = {"idempotency_key": key_of(read(client, form or address)), **data}
    answer = client.post(address, data=sent, files=files, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def entered(office: Embedded, command: RecordAgreement) -> str:
    request = office.request(RecordAgreement, command.fair, actor="organiser")
    return f"/fairs/{command.fair}/agreements/{office.execute(request, command).id}"


def test_register_lists_every_paper_with_whether_it_counts(pages: TestClient) -> None:
    page = read(pages, NORTH)

    assert len(set(every_paper(pages, NORTH))) == 199
    assert "signed (181)" in page
    assert "not counted: second copy" in read(pages, NORTH, state="merged")


def test_second_copy_names_the_first_by_its_number(pages: TestClient) -> None:
    copy = papers_on(read(pages, NORTH, state="merged"))[0]

    (first,) = re.findall(r"A second copy of <a href=[^>]*>([^<]*)</a>", read(pages, copy))

    assert first.casefold().endswith("bac-2020")


def test_draft_without_a_number_is_called_so(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk

    paper = post(client, f"{NORTH}/draft", {**PAPER, "number": ""})

    page = read(client, paper)
    assert ">Agreement without a number</h1>" in page
    assert "its number is reserved" not in page


def test_register_is_filtered_by_state_and_by_what_is_to_review(pages: TestClient) -> None:
    assert len(every_paper(pages, f"{NORTH}?state=voided")) == 3
    assert "No paper here." in read(pages, NORTH, review="1")


@pytest.mark.parametrize("q", ["0007/bb-bac", "ho kinh doanh mau hat lanh 044", "Hạt Lành 044"])
def test_search_finds_numbers_and_names_without_tone_marks(pages: TestClient, q: str) -> None:
    assert "0007/BB-BAC-2020" in read(pages, NORTH, q=q)


def test_search_for_nothing_known_says_so(pages: TestClient) -> None:
    page = read(pages, NORTH, q=HOSTILE)

    assert papers_on(page) == []
    assert HOSTILE not in page


def test_paper_says_state_count_parties_evidence_and_history(pages: TestClient) -> None:
    paper = papers_on(read(pages, NORTH, q="0007/bb"))[0]
    page = " ".join(read(pages, paper).split())

    assert "Signed 23 July 2020 · counted" in page
    assert "No file. Level E0: listed only." in page
    assert "signed on" in page
    assert "Entered in the register as signed." in page
    assert "falls from 175 to 174" in page


def test_paper_that_is_not_there_is_not_found(pages: TestClient) -> None:
    assert pages.get(f"{NORTH}/nonsense").status_code == 404
    assert pages.get("/fairs/nonsense/agreements").status_code == 404


def test_draft_then_signature_with_scan_raises_the_report_and_shows_the_paper(
    desk: tuple[Embedded, TestClient],
) -> None:
    _, client = desk
    paper = post(client, f"{NORTH}/draft", {**PAPER})
    assert "not counted: signatures missing" in read(client, paper)
    assert ">473</a> papers" in read(client, REPORT)

    done = post(
        client,
        f"{paper}/sign",
        {"party": ["0", "1"], "signed_on": "2020-07-24", "authority_0": "letter_seen"},
        form=paper,
        scan=SCAN,
    )

    page = " ".join(read(client, done).split())
    assert "Signed 24 July 2020 · counted" in page
    assert "authority: letter of authority seen" in page
    assert "VND 526,000,000" in page
    assert CODE in page
    assert ">474</a> papers" in read(client, REPORT)
    assert paper in every_paper(client, f"{REPORT}/papers")


def test_signature_is_taken_back_and_the_scan_stays(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    paper = post(client, f"{NORTH}/draft", {**PAPER})
    key = key_of(read(client, paper))
    data = {"idempotency_key": key, "party": ["0", "1"], "signed_on": "2020-07-24"}
    answer = client.post(
        f"{paper}/sign", data=data, files={"scan": ("a.pdf", SCAN)}, follow_redirects=False
    )
    fair, _, event = answer.headers["location"].partition("done=")[2].partition("~")

    client.post("/undo", data={"key": fair, "event": event, "back": paper})

    page = read(client, paper)
    assert "not counted: signatures missing" in page
    assert "(taken back)" in page
    assert CODE in page


def test_paper_signed_elsewhere_is_entered_and_counts(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    ticked = {"producer_signed": "1", "distributor_signed": "1", "signed_on": "2020-07-24"}

    paper = post(client, f"{NORTH}/record", {**PAPER, **ticked})

    assert "· counted" in " ".join(read(client, paper).split())


def test_paper_signed_before_the_fair_is_not_called_late(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    authority = {
        f"{side}_authority": "legal_representative" for side in ("producer", "distributor")
    }
    ticked = {"producer_signed": "1", "distributor_signed": "1", "signed_on": "2020-07-01"}

    paper = post(client, f"{NORTH}/record", {**PAPER, **ticked, **authority})

    assert "not counted: signed before the fair" in " ".join(read(client, paper).split())
    assert "not counted: signed before the fair" in read(client, NORTH, q="900/BB-MAU")


def test_note_given_with_a_draft_stands_in_its_history(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk

    paper = post(client, f"{NORTH}/draft", {**PAPER, "note": "Chờ con dấu"})

    page = " ".join(read(client, paper).split())
    assert "Drafted; its number is reserved. Note: Chờ con dấu" in page


def test_same_form_sent_twice_is_one_paper(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    data = {**PAPER, "idempotency_key": key_of(read(client, f"{NORTH}/draft"))}

    places = [
        client.post(f"{NORTH}/draft", data=data, follow_redirects=False).headers["location"]
        for _ in range(2)
    ]

    assert places[0] == places[1]


def test_refused_draft_shows_why_and_what_was_typed(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    answer = client.post(
        f"{NORTH}/draft", data={**PAPER, "number": "0007/BB-BAC-2020", "note": HOSTILE}
    )

    assert answer.status_code == 409
    assert "is held by another paper of this fair" in answer.text
    assert 'value="526.000.000"' in answer.text
    assert 'value="2 tấn"' in answer.text
    assert HOSTILE not in answer.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "letter"}, "Choose one."),
        ({"producer": ""}, "The company has no name."),
        ({"value_vnd": "much"}, "much is no whole number."),
        ({"item_set": ["27", "", ""]}, "27 is no product set."),
    ],
)
def test_draft_that_cannot_be_meant_is_refused(
    pages: TestClient, change: dict[str, object], sentence: str
) -> None:
    answer = pages.post(f"{NORTH}/draft", data={**PAPER, **change})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_voided_paper_stays_in_sight_with_its_reason(desk: tuple[Embedded, TestClient]) -> None:
    _, client = desk
    paper = papers_on(read(client, NORTH, q="0007/bb"))[0]

    post(
        client,
        f"{paper}/void",
        {"effective_on": "2021-01-05", "reason": "not_performed", "text": HOSTILE},
        form=paper,
    )

    page = read(client, paper)
    assert "not counted: voided" in page
    assert "Voided on 5 January 2021: not performed. Earlier counts stand." in page
    assert "Earlier counts stand. Reason: &lt;script&gt;alert" in page
    assert HOSTILE not in page
    assert ">472</a> papers" in read(client, REPORT)


def test_file_is_sent_to_be_saved_and_refused_once_it_differs(
    desk: tuple[Embedded, TestClient],
) -> None:
    office, client = desk
    paper = papers_on(read(client, NORTH, q="0007/bb"))[0]
    post(client, f"{paper}/attach", {"evidence": "E2", "converted": "1"}, form=paper, scan=SCAN)
    assert "Evidence: level E2" in read(client, paper)

    answer = client.get(f"{paper}/files/{CODE}")
    assert answer.content == SCAN
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"

    office.documents.path(CODE).write_bytes(b"%PDF-1.7 other")
    assert client.get(f"{paper}/files/{CODE}").status_code == 409
    assert client.get(f"{paper}/files/{'0' * 64}").status_code == 404


@pytest.mark.parametrize(("scan", "status"), [(b"<html>", 422), (b"", 422)])
def test_file_that_is_no_scan_is_refused(pages: TestClient, scan: bytes, status: int) -> None:
    paper = papers_on(read(pages, NORTH, q="0007/bb"))[0]

    answer = pages.post(f"{paper}/attach", files={"scan": ("a.pdf", scan)})

    assert answer.status_code == status


def test_hostile_names_are_escaped_everywhere(desk: tuple[Embedded, TestClient]) -> None:
    office, client = desk
    day = date(2020, 7, 24)
    parties = (
        party("producer", name=HOSTILE, signed="yes", signed_on=day),
        party("distributor", name=HOSTILE, signed="yes", signed_on=day),
    )
    command = record(of=signed(HOSTILE, on=day, parties=parties), fair="ocop-bac-2020")
    paper = entered(office, command)

    for address in (
        paper,
        f"{NORTH}?q=script",
        f"{REPORT}/papers?table=month&value=2020-07&page=9",
    ):
        page = read(client, address)
        assert "&lt;script&gt;" in page, address
        assert HOSTILE not in page, address


def test_household_is_gone_from_every_page_after_erasure(
    desk: tuple[Embedded, TestClient],
) -> None:
    office, client = desk
    name = "Hộ kinh doanh Mẫu Hạt Lành 044"
    paper = papers_on(read(client, NORTH, q="0007/bb"))[0]
    assert name in read(client, paper)
    request = office.request(ErasePerson, "org", actor="organiser")
    office.execute(request, ErasePerson(references=tuple(office.keeper.find(name))))
    office.settle()

    client.headers["accept-language"] = "vi"
    for address in (paper, f"{NORTH}?q=0007/bb", f"{REPORT}/papers", f"{REPORT}/papers.csv"):
        page = read(client, address)
        assert name not in page, address
        assert "Hộ kinh doanh (đã xóa)" in page, address
    assert ">473</a>" in read(client, REPORT)


def test_official_reads_papers_and_finds_no_form(pages: TestClient) -> None:
    paper = papers_on(read(pages, NORTH, q="0007/bb"))[0]
    official = {"ketnoi-actor": "official"}

    page = pages.get(paper, headers=official)

    assert page.status_code == 200
    assert '/void"' not in page.text
    assert pages.post(f"{paper}/void", headers=official).status_code == 404
